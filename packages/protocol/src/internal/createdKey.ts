/**
 * Finds the key in a response to `create`, even if the body is truncated, malformed, deeply nested or unexpected. One
 * pass over the text, without recursion or backtracking.
 */
import { layersOf } from "./decodedText.js"
import { parseJson } from "./json.js"
import { findKeys, type Range } from "./keyScanner.js"

interface Scan {
  /** The created key; `null` if there is no complete one. */
  readonly key: string | null
  /** Ranges of the values of `key` in the text, whole or truncated, without quotes. */
  readonly values: ReadonlyArray<Range>
}

const wholeKey = /^sk-or-(?:v\d{1,9}|mgmt)-[A-Za-z0-9_-]{16,}$/

/** A property `key` of the root or of `data` may be a key of any form. Deeper ones are something else. */
const maxDepthOfAnyForm = 2

/** Scans a body. `secrets` are known, so they are not the created key. */
export const scanCreatedKey = (text: string, secrets: ReadonlyArray<string>): Scan => {
  const known = new Set(secrets)
  const isNew = (value: string): boolean => value !== "" && !known.has(value)
  const values: Array<Range> = []
  let byName: string | undefined
  let ofAnyForm: string | undefined
  let depth = 0
  for (let position = 0; position < text.length; position++) {
    const unit = text.charCodeAt(position)
    if (unit === 0x7b || unit === 0x5b) depth++
    else if (unit === 0x7d || unit === 0x5d) depth--
    if (unit !== 0x22) continue
    const end = endOfString(text, position)
    const isKey = namedKey(text, position)
    if (isKey) values.push([position + 1, end])
    const value = isKey ? decodeString(text, position, end) : undefined
    if (value !== undefined && isNew(value)) {
      if (wholeKey.test(value)) byName ??= value
      else if (depth <= maxDepthOfAnyForm) ofAnyForm ??= value
    }
    position = end
  }
  const key = byName ?? anywhere(text, isNew) ?? ofAnyForm
  return { key: key ?? (values.length === 0 ? amidQuotes(text, isNew) : undefined) ?? null, values }
}

/** The end of the string that begins at `start`: its closing quote, or the end of the text. */
const endOfString = (text: string, start: number): number => {
  for (let position = start + 1; position < text.length; position++) {
    const unit = text.charCodeAt(position)
    if (unit === 0x5c) position++
    else if (unit === 0x22) return position
  }
  return text.length
}

/** Decodes a string literal that is whole, and short enough to be a key. */
const decodeString = (text: string, start: number, end: number): string | undefined =>
  end - start > maxKeyLiteral ? undefined : parseJson(text.slice(start, end + 1)) as string | undefined

const maxKeyLiteral = 4096
const maxNameLiteral = 20

const isSpace = (unit: number): boolean => unit === 0x20 || unit === 0x0a || unit === 0x0d || unit === 0x09

const backOverSpace = (text: string, position: number): number => {
  let at = position
  // Limits the white space that a server can make this skip.
  for (let count = 0; count < 64 && isSpace(text.charCodeAt(at)); count++) at--
  return at
}

/** Whether the value at `position` belongs to a property called `key`. */
const namedKey = (text: string, position: number): boolean => {
  const colon = backOverSpace(text, position - 1)
  if (text[colon] !== ":") return false
  const close = backOverSpace(text, colon - 1)
  const open = text.lastIndexOf("\"", close - 1)
  return close - open <= maxNameLiteral && parseJson(text.slice(open, close + 1)) === "key"
}

/** A whole key anywhere in the text, also escaped. */
const anywhere = (text: string, isNew: (value: string) => boolean): string | undefined => {
  for (const layer of layersOf(text)) {
    for (const [start, end] of findKeys(layer.text, layer.text)) {
      const value = layer.text.slice(start, end)
      // A key at the end of the text may be truncated, so it must have the documented length.
      if (wholeKey.test(value) && isNew(value) && (end < layer.text.length || documentedKey.test(value))) return value
    }
  }
  return undefined
}

/** The value of `key` in a text with unbalanced quotes. */
const amidQuotes = (text: string, isNew: (value: string) => boolean): string | undefined => {
  for (let name = text.indexOf(quotedName); name >= 0; name = text.indexOf(quotedName, name + 1)) {
    const start = text.indexOf("\"", name + quotedName.length)
    const end = endOfString(text, start)
    const value = namedKey(text, start) ? decodeString(text, start, end) : undefined
    if (value !== undefined && isNew(value)) return value
  }
  return undefined
}

const quotedName = "\"key\""
const documentedKey = /^sk-or-v\d{1,9}-[0-9a-f]{64}$/
