/** What the readers of all escapes share. */

/** A decoded character (one or two code units) and the length of its escape; 0 for no escape. */
export interface Escape {
  code: number
  length: number
}

/** The last code point of Unicode. */
export const maxCodePoint = 0x10ffff

/** Sets the result of reading an escape. */
export const set = (out: Escape, code: number, length: number): void => {
  out.code = code
  out.length = length
}

/** The value of `count` hexadecimal digits; -1 if they are invalid, -2 if the text ends within them. */
export const hexAt = (text: string, position: number, count: number): number => {
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
