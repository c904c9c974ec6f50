/** Reads bytes written as numbers, in hexadecimal or in a list. */
import { isSpace, push, type Reader } from "./byteRun.js"
import { hexDigit } from "./escape.js"

/** Separators between two bytes: space, colon, comma, hyphen. */
const isSeparator = (unit: number): boolean => isSpace(unit) || unit === 0x3a || unit === 0x2c || unit === 0x2d

/** More separators, such as an indentation, end a list. */
const maxSeparators = 24

/** The start of the next number, after separators. */
const afterSeparators = (text: string, position: number): number => {
  let at = position
  while (at - position < maxSeparators && isSeparator(text.charCodeAt(at))) at++
  return at
}

/**
 * Pairs of hexadecimal digits, also as `73 6b`, `73:6b` or `0x73, 0x6b`. Begins at the second digit if `skipped` is 1.
 */
export const hexadecimal = (skipped: number): Reader => ({
  mayHold: /[0-9A-Fa-f]{2}(?:[\s:,-]{0,24}(?:0[xX])?[0-9A-Fa-f]{2}){7}/,
  read: (text, bytes, endRun) => {
    for (let at = 0; at < text.length;) {
      const from = at
      if (hexDigit(text.charCodeAt(at)) >= 0) at += skipped
      while (at < text.length) {
        if (text[at] === "0" && (text.charCodeAt(at + 1) | 0x20) === 0x78) at += 2
        const high = hexDigit(text.charCodeAt(at))
        const low = hexDigit(text.charCodeAt(at + 1))
        if (high < 0 || low < 0) break
        push(bytes, high * 16 + low, at, at + 2)
        at = afterSeparators(text, at + 2)
      }
      endRun()
      at = Math.max(at, from + 1)
    }
  }
})

const isDigit = (unit: number): boolean => unit >= 0x30 && unit <= 0x39

/** A list of numbers up to 255, as `JSON.stringify` writes a `Buffer`. */
export const decimal: Reader = {
  mayHold: /\d(?:[\s:,-]{1,24}\d{1,3}){7}/,
  read: (text, bytes, endRun) => {
    for (let at = 0; at < text.length;) {
      const start = at
      let value = 0
      while (at - start < 3 && isDigit(text.charCodeAt(at))) value = value * 10 + text.charCodeAt(at++) - 0x30
      const next = afterSeparators(text, at)
      const isByte = at > start && value < 256 && !isDigit(text.charCodeAt(at))
      if (isByte) push(bytes, value, start, at)
      else endRun()
      at = Math.max(next, start + 1)
    }
    endRun()
  }
}
