/** Reads single escapes: JSON's backslashes, percent-encoding and HTML's entities, also where a text's end cuts them. */
import { namedEntities } from "./entities.js"

/** A character (or two code units) and how much of the text it takes; length 0 for no escape. */
export interface Escape {
  code: number
  length: number
}

/** Reads what is at `position` into `out`. Code 0 stands for nothing: NUL, or an escape that the text's end cuts. */
export const readEscape = (text: string, position: number, out: Escape): void => {
  const unit = text.charCodeAt(position)
  out.code = unit
  out.length = 0
  if (unit === 0x5c) readBackslash(text, position, out)
  else if (unit === 0x25) readPercent(text, position, out)
  else if (unit === 0x26) readEntity(text, position, out)
}

const set = (out: Escape, code: number, length: number): void => {
  out.code = code
  out.length = length
}

/** The number that `count` hexadecimal digits stand for; -1 if they are none, -2 if the text ends among them. */
const hexAt = (text: string, position: number, count: number): number => {
  let value = 0
  for (let index = position; index < position + count; index++) {
    if (index >= text.length) return -2
    const digit = hexDigit(text.charCodeAt(index))
    if (digit < 0) return -1
    value = value * 16 + digit
  }
  return value
}

const hexDigit = (unit: number): number => {
  if (unit >= 0x30 && unit <= 0x39) return unit - 0x30
  const lower = unit | 0x20
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1
}

const backslashes: { readonly [letter: string]: number } = { b: 8, f: 12, n: 10, r: 13, t: 9 }

const readBackslash = (text: string, position: number, out: Escape): void => {
  if (position + 1 >= text.length) return set(out, 0, 1)
  const next = text[position + 1]!
  const letter = next.toLowerCase()
  if (letter === "u" || letter === "x") {
    const digits = letter === "u" ? 4 : 2
    const code = hexAt(text, position + 2, digits)
    if (code === -2) set(out, 0, text.length - position)
    else if (code >= 0) set(out, code, digits + 2)
  } else if (next === "\\" || next === "/" || next === "\"" || next === "'") set(out, next.charCodeAt(0), 2)
  else if (backslashes[next] !== undefined) set(out, backslashes[next], 2)
}

/** A percent-encoded byte, or all bytes of a character of UTF-8; bytes that are no UTF-8 count as Latin-1. */
const readPercent = (text: string, position: number, out: Escape): void => {
  const lead = hexAt(text, position + 1, 2)
  if (lead === -2) return set(out, 0, text.length - position)
  if (lead < 0) return
  set(out, lead, 3)
  const more = continuationBytes(lead)
  let code = lead & (0x3f >> more)
  for (let index = 1; index <= more; index++) {
    const at = position + index * 3
    if (at >= text.length) return set(out, 0, text.length - position)
    const byte = text[at] === "%" ? hexAt(text, at + 1, 2) : -1
    if (byte === -2) return set(out, 0, text.length - position)
    if (byte < 0x80 || byte > 0xbf) return
    code = code * 64 + (byte & 0x3f)
  }
  if (more > 0 && code <= 0x10ffff) set(out, code, (more + 1) * 3)
}

const continuationBytes = (lead: number): number => {
  if (lead >= 0xf0 && lead < 0xf8) return 3
  if (lead >= 0xe0 && lead < 0xf0) return 2
  return lead >= 0xc2 && lead < 0xe0 ? 1 : 0
}

const longestEntity = 10

const readEntity = (text: string, position: number, out: Escape): void => {
  let end = position + 1
  while (end < text.length && end - position <= longestEntity && isEntityUnit(text.charCodeAt(end))) end++
  if (end >= text.length) return set(out, 0, text.length - position)
  const name = text.slice(position + 1, end)
  const code = name.startsWith("#") ? numericEntity(name.slice(1)) : namedEntities.get(name.toLowerCase())
  if (code === undefined || code > 0x10ffff) return
  set(out, code, end - position + (text[end] === ";" ? 1 : 0))
}

const isEntityUnit = (unit: number): boolean =>
  (unit >= 0x30 && unit <= 0x39) || unit === 0x23 || ((unit | 0x20) >= 0x61 && (unit | 0x20) <= 0x7a)

const numericEntity = (digits: string): number | undefined => {
  if (/^x[0-9a-f]+$/i.test(digits)) return Number.parseInt(digits.slice(1), 16)
  return /^[0-9]+$/.test(digits) ? Number.parseInt(digits, 10) : undefined
}
