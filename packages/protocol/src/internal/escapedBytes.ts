/** Reads escaped bytes, and the UTF-8 characters that several of them make. */
import { type Escape, hexAt, maxCodePoint, set } from "./escape.js"

/** The byte of the escape at `position`; -1 if there is none, -2 if the text ends within it. */
type ReadByte = (text: string, position: number) => number

/** `%fc`, `=FC` */
export const pairByte: ReadByte = (text, position) => hexAt(text, position + 1, 2)

/** `\xfc` */
export const hexByte: ReadByte = (text, position) => {
  if (position + 1 >= text.length) return -2
  return (text.charCodeAt(position + 1) | 0x20) === 0x78 ? hexAt(text, position + 2, 2) : -1
}

const isOctal = (unit: number): boolean => unit >= 0x30 && unit <= 0x37

/** `\374` */
export const octalByte: ReadByte = (text, position) => {
  let value = 0
  for (let index = position + 1; index < position + 4; index++) {
    if (index >= text.length) return -2
    if (!isOctal(text.charCodeAt(index))) return -1
    value = value * 8 + text.charCodeAt(index) - 0x30
  }
  return value < 0x100 ? value : -1
}

/** An escaped byte, or all bytes of a UTF-8 character. Bytes that are not UTF-8 are read as Latin-1. */
export const readBytes = (text: string, position: number, size: number, readByte: ReadByte, out: Escape): void => {
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

/** Quoted-printable: `=FC`, and `=` at the end of a line as line continuation. */
export const readQuotedPrintable = (text: string, position: number, out: Escape): void => {
  out.code = text.charCodeAt(position)
  out.length = 0
  if (out.code !== 0x3d) return
  const isBroken = text[position + 1] === "\r" && text[position + 2] === "\n"
  if (isBroken || text[position + 1] === "\n") return set(out, 0, isBroken ? 3 : 2)
  readBytes(text, position, 3, pairByte, out)
}
