/**
 * UTF-8 without `TextEncoder`, which some test environments lack. A lone surrogate becomes U+FFFD, as with
 * `TextEncoder`.
 */

/** Number of bytes of a code point. */
const lengthOf = (point: number): number => point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x1_0000 ? 3 : 4

const isLoneSurrogate = (point: number): boolean => point >= 0xd800 && point <= 0xdfff

export const byteLength = (text: string): number => {
  let length = 0
  for (let i = 0; i < text.length; i++) {
    const point = text.codePointAt(i)!
    if (point > 0xffff) i++
    length += lengthOf(point)
  }
  return length
}

/** Writes the bytes of a text to the beginning of an array that is large enough. */
export const encodeInto = (text: string, bytes: Uint8Array): void => {
  let at = 0
  for (let i = 0; i < text.length; i++) {
    let point = text.codePointAt(i)!
    if (point < 0x80) {
      bytes[at++] = point
      continue
    }
    if (point > 0xffff) i++
    if (isLoneSurrogate(point)) point = 0xfffd
    const length = lengthOf(point)
    bytes[at++] = (0xf00 >> length & 0xff) | (point >> 6 * (length - 1))
    for (let rest = length - 2; rest >= 0; rest--) bytes[at++] = 0x80 | (point >> 6 * rest & 0x3f)
  }
}

export const encodeUtf8 = (text: string): Uint8Array => {
  const bytes = new Uint8Array(byteLength(text))
  encodeInto(text, bytes)
  return bytes
}

/** The longest prefix of a text, in whole characters, that has at most `bytes` bytes. */
export const takeBytes = (text: string, bytes: number): string => {
  let left = bytes
  for (let i = 0; i < text.length; i++) {
    const point = text.codePointAt(i)!
    left -= lengthOf(point)
    if (left < 0) return text.slice(0, i)
    if (point > 0xffff) i++
  }
  return text
}
