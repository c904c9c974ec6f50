/**
 * Finds the key in a response to `create`, also where the rest is cut, malformed, deep or not what the contract says.
 * One pass over the text: no recursion, no backtracking.
 */
import { layersOf } from "./decodedText.js"
import { parseJson } from "./json.js"
import { findKeys, type Range } from "./keyScanner.js"
import { fold } from "./secretForms.js"

interface Scan {
  /** The created key; `null` if there is none, or none that is complete. */
  readonly key: string | null
  /** Where in the text values of `key` are, whole or cut, quotes excluded. */
  readonly values: ReadonlyArray<Range>
}

const wholeKey = /^sk-or-(?:v\d{1,9}|mgmt)-[A-Za-z0-9_-]{16,}$/

/** A property `key` below the root or in `data` may be a key of any form; deeper ones are other things. */
const maxDepthOfAnyForm = 2

/** Scans a body. `secrets` are known and therefore not what was created. */
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
    const value = isKey && end < text.length ? decodeString(text, position, end) : undefined
    if (value !== undefined && isNew(value)) {
      if (wholeKey.test(value)) byName ??= value
      else if (depth <= maxDepthOfAnyForm) ofAnyForm ??= value
    }
    position = end
  }
  const key = byName ?? anywhere(text, isNew) ?? ofAnyForm
  return { key: key ?? (values.length === 0 ? amidQuotes(text, isNew) : undefined) ?? null, values }
}

/** Where the string ends that begins at `start`: its closing quote, or the text's end. */
const endOfString = (text: string, start: number): number => {
  for (let position = start + 1; position < text.length; position++) {
    const unit = text.charCodeAt(position)
    if (unit === 0x5c) position++
    else if (unit === 0x22) return position
  }
  return text.length
}

/** A decoded string literal that may be a key; longer ones are not. */
const decodeString = (text: string, start: number, end: number): string | undefined => {
  if (end - start > maxKeyLiteral) return undefined
  const value = parseJson(text.slice(start, end + 1))
  return typeof value === "string" ? value : undefined
}

const maxKeyLiteral = 4096
const maxNameLiteral = 20

const isSpace = (unit: number): boolean => unit === 0x20 || unit === 0x0a || unit === 0x0d || unit === 0x09

const backOverSpace = (text: string, position: number): number => {
  let at = position
  // White space has no end that a server could not choose; more than this is none of the service.
  for (let count = 0; count < 64 && isSpace(text.charCodeAt(at)); count++) at--
  return at
}

/** Whether the value that begins at `position` is that of a property called `key`. */
const namedKey = (text: string, position: number): boolean => {
  const colon = backOverSpace(text, position - 1)
  if (text[colon] !== ":") return false
  const close = backOverSpace(text, colon - 1)
  if (text[close] !== "\"") return false
  const open = text.lastIndexOf("\"", close - 1)
  if (open < 0 || close - open > maxNameLiteral) return false
  return parseJson(text.slice(open, close + 1)) === "key"
}

/** A whole key in any place, also escaped. */
const anywhere = (text: string, isNew: (value: string) => boolean): string | undefined => {
  for (const layer of layersOf(text)) {
    for (const [start, end] of findKeys(layer.text, fold(layer.text))) {
      const value = layer.text.slice(start, end)
      // One that the text's end may have cut must have the documented length.
      if (wholeKey.test(value) && isNew(value) && (end < layer.text.length || documentedKey.test(value))) return value
    }
  }
  return undefined
}

/** A value of `key` in a text in which the quotes are not in pairs. */
const amidQuotes = (text: string, isNew: (value: string) => boolean): string | undefined => {
  for (let name = text.indexOf(quotedName); name >= 0; name = text.indexOf(quotedName, name + 1)) {
    const start = text.indexOf("\"", name + quotedName.length)
    if (start < 0) return undefined
    const end = endOfString(text, start)
    const value = namedKey(text, start) && end < text.length ? decodeString(text, start, end) : undefined
    if (value !== undefined && isNew(value)) return value
  }
  return undefined
}

const quotedName = "\"key\""
const documentedKey = /^sk-or-v\d{1,9}-[0-9a-f]{64}$/
