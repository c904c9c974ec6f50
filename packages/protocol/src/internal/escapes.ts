/** Reads single escapes (backslash, percent-encoding, HTML entities), also those truncated at the end of the text. */
import { readEntity } from "./entities.js"
import { type Escape, hexAt, hexDigit, maxCodePoint, set } from "./escape.js"
import { hexByte, octalByte, pairByte, readBytes } from "./escapedBytes.js"

/** Reads the escape at `position` into `out`. Code 0 means no character: NUL, or a truncated escape. */
export const readEscape = (text: string, position: number, out: Escape): void => {
  const unit = text.charCodeAt(position)
  out.code = unit
  out.length = 0
  if (unit === 0x5c) readBackslash(text, position, out)
  else if (unit === 0x25) readPercent(text, position, out)
  else if (unit === 0x26) readEntity(text, position, out)
}

const backslashes: { readonly [letter: string]: number } = { b: 8, f: 12, n: 10, r: 13, t: 9 }

const readBackslash = (text: string, position: number, out: Escape): void => {
  const next = text[position + 1]!
  if (next === "u" || next === "U") readUnicode(text, position, out)
  else if (next === "x" || next === "X") readBytes(text, position, 4, hexByte, out)
  else if (next === "\\" || next === "/" || next === "\"" || next === "'") set(out, next.charCodeAt(0), 2)
  else if (backslashes[next] !== undefined) set(out, backslashes[next], 2)
  // Also a backslash at the end of the text, which is truncated.
  else readBytes(text, position, 4, octalByte, out)
}

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

/** `%fc`, and `%u00fc` as `escape()` writes it. */
const readPercent = (text: string, position: number, out: Escape): void => {
  if ((text.charCodeAt(position + 1) | 0x20) !== 0x75) return readBytes(text, position, 3, pairByte, out)
  const code = hexAt(text, position + 2, 4)
  if (code === -2) set(out, 0, text.length - position)
  else if (code >= 0) set(out, code, 6)
}
