/** Reads single escapes (backslash, percent-encoding, HTML entities), also those truncated at the end of the text. */
import { namedEntities } from "./entities.js"

/** A decoded character (one or two code units) and the length of its escape; 0 for no escape. */
export interface Escape {
  code: number
  length: number
}

/** Reads the escape at `position` into `out`. Code 0 means no character: NUL, or a truncated escape. */
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

/** The value of `count` hexadecimal digits; -1 if they are invalid, -2 if the text ends within them. */
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

/** The value of a hexadecimal digit; negative for any other character. */
export const hexDigit = (unit: number): number => {
  if (unit <= 0x39) return unit - 0x30
  const lower = unit | 0x20
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1
}

const backslashes: { readonly [letter: string]: number } = { b: 8, f: 12, n: 10, r: 13, t: 9 }

const readBackslash = (text: string, position: number, out: Escape): void => {
  if (position + 1 >= text.length) return set(out, 0, 1)
  const next = text[position + 1]!
  if (next === "u" || next === "U") readUnicode(text, position, out)
  else if (next === "x" || next === "X") readBytes(text, position, 4, hexByte, out)
  else if (next === "\\" || next === "/" || next === "\"" || next === "'") set(out, next.charCodeAt(0), 2)
  else if (backslashes[next] !== undefined) set(out, backslashes[next], 2)
  else readBytes(text, position, 4, octalByte, out)
}

const maxCodePoint = 0x10ffff

/** `\u00fc`; `\u{fc}` of JavaScript, Rust and others; `\U000000fc` of Python, C and others. */
const readUnicode = (text: string, position: number, out: Escape): void => {
  if (text[position + 2] === "{") return readBraces(text, position, out)
  const long = text[position + 1] === "U" ? hexAt(text, position + 2, 8) : -1
  if (long >= 0 && long <= maxCodePoint) return set(out, long, 10)
  // If four digits are left, they are JSON's, in upper case.
  if (long === -2 && text.length !== position + 6) return set(out, 0, text.length - position)
  const code = hexAt(text, position + 2, 4)
  if (code === -2) set(out, 0, text.length - position)
  else if (code >= 0) set(out, code, 6)
}

const maxBraces = 8

const readBraces = (text: string, position: number, out: Escape): void => {
  const start = position + 3
  let end = start
  while (end - start < maxBraces && hexDigit(text.charCodeAt(end)) >= 0) end++
  if (end >= text.length) return set(out, 0, text.length - position)
  const code = text[end] === "}" ? Number.parseInt(text.slice(start, end), 16) : Infinity
  if (code <= maxCodePoint) set(out, code, end + 1 - position)
}

// =====================================================================================================================
// Bytes
// =====================================================================================================================

/** The byte of the escape at `position`; -1 if there is none, -2 if the text ends within it. */
type ReadByte = (text: string, position: number) => number

/** `%fc`, `=FC` */
const pairByte: ReadByte = (text, position) => hexAt(text, position + 1, 2)

/** `\xfc` */
const hexByte: ReadByte = (text, position) => {
  if (position + 1 >= text.length) return -2
  return (text.charCodeAt(position + 1) | 0x20) === 0x78 ? hexAt(text, position + 2, 2) : -1
}

const isOctal = (unit: number): boolean => unit >= 0x30 && unit <= 0x37

/** `\374` */
const octalByte: ReadByte = (text, position) => {
  let value = 0
  for (let index = position + 1; index < position + 4; index++) {
    if (index >= text.length) return -2
    if (!isOctal(text.charCodeAt(index))) return -1
    value = value * 8 + text.charCodeAt(index) - 0x30
  }
  return value < 0x100 ? value : -1
}

/** An escaped byte, or all bytes of a UTF-8 character. Bytes that are not UTF-8 are read as Latin-1. */
const readBytes = (text: string, position: number, size: number, readByte: ReadByte, out: Escape): void => {
  const lead = readByte(text, position)
  if (lead === -2) return set(out, 0, text.length - position)
  if (lead < 0) return
  set(out, lead, size)
  const more = continuationBytes(lead)
  let code = lead & (0x3f >> more)
  for (let index = 1; index <= more; index++) {
    const at = position + index * size
    if (at >= text.length) return set(out, 0, text.length - position)
    const byte = text[at] === text[position] ? readByte(text, at) : -1
    if (byte === -2) return set(out, 0, text.length - position)
    if (byte < 0x80 || byte > 0xbf) return
    code = code * 64 + (byte & 0x3f)
  }
  if (more > 0 && code <= maxCodePoint) set(out, code, (more + 1) * size)
}

/** Number of continuation bytes after the first byte of a UTF-8 character. */
export const continuationBytes = (lead: number): number => {
  if (lead >= 0xf0 && lead < 0xf8) return 3
  if (lead >= 0xe0 && lead < 0xf0) return 2
  return lead >= 0xc2 && lead < 0xe0 ? 1 : 0
}

/** `%fc`, and `%u00fc` as `escape()` writes it. */
const readPercent = (text: string, position: number, out: Escape): void => {
  if ((text.charCodeAt(position + 1) | 0x20) !== 0x75) return readBytes(text, position, 3, pairByte, out)
  const code = hexAt(text, position + 2, 4)
  if (code === -2) set(out, 0, text.length - position)
  else if (code >= 0) set(out, code, 6)
}

/** Quoted-printable: `=FC`, and `=` at the end of a line as line continuation. */
export const readQuotedPrintable = (text: string, position: number, out: Escape): void => {
  out.code = text.charCodeAt(position)
  out.length = 0
  if (out.code !== 0x3d) return
  const isBroken = text[position + 1] === "\r" && text[position + 2] === "\n"
  if (isBroken || text[position + 1] === "\n") return set(out, 0, isBroken ? 3 : 2)
  readBytes(text, position, 3, pairByte, out)
}

// =====================================================================================================================
// HTML
// =====================================================================================================================

const longestEntity = 10

const readEntity = (text: string, position: number, out: Escape): void => {
  if (text[position + 1] === "#") return readNumericEntity(text, position, out)
  let end = position + 1
  while (end - position <= longestEntity && isEntityUnit(text.charCodeAt(end))) end++
  if (end >= text.length) return set(out, 0, text.length - position)
  const code = namedEntities.get(text.slice(position + 1, end).toLowerCase())
  if (code === undefined) return
  set(out, code, end - position + (text[end] === ";" ? 1 : 0))
}

const isEntityUnit = (unit: number): boolean =>
  (unit >= 0x30 && unit <= 0x39) || ((unit | 0x20) >= 0x61 && (unit | 0x20) <= 0x7a)

/** `&#45;` and `&#x2d;`, also with leading zeros and without the semicolon. */
const readNumericEntity = (text: string, position: number, out: Escape): void => {
  const isHex = (text.charCodeAt(position + 2) | 0x20) === 0x78
  const start = position + (isHex ? 3 : 2)
  let end = start
  let code = 0
  for (; end < text.length; end++) {
    const digit = hexDigit(text.charCodeAt(end))
    if (digit < 0 || (!isHex && digit > 9)) break
    code = code * (isHex ? 16 : 10) + digit
  }
  if (end >= text.length) return set(out, 0, text.length - position)
  if (end > start && code <= maxCodePoint) set(out, code, end - position + (text[end] === ";" ? 1 : 0))
}
