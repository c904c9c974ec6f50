/** Finds texts encoded as bytes: in base64, in hexadecimal, or as a list of numbers. */
import { continuationBytes, hexDigit } from "./escapes.js"
import { type Layer, originEndOf, originOf, textOf } from "./layer.js"

/** Shorter runs contain no secret. */
const minBytes = 8

/** A run of encoded bytes in a text. */
interface Bytes {
  readonly length: number
  readonly values: Uint8Array
  /** Position of each byte. */
  readonly starts: Uint32Array
  readonly ends: Uint32Array
}

/** Eight bytes in base64. Most header names are shorter. */
const minText = 11

/** The layers of all encoded bytes in a layer. */
export const byteLayers = (layer: Layer): ReadonlyArray<Layer> => {
  const { length } = layer.text
  const able = length < minText ? [] : readers.filter(({ mayHold }) => mayHold.test(layer.text))
  if (able.length === 0) return []
  const bytes = {
    length: 0,
    values: new Uint8Array(length),
    starts: new Uint32Array(length),
    ends: new Uint32Array(length)
  }
  return able.flatMap(({ read }) => {
    const out = new Characters()
    read(layer.text, bytes, () => {
      if (bytes.length >= minBytes) appendText(bytes, out)
      bytes.length = 0
    })
    const found = out.toLayer(layer)
    return found === undefined ? [] : [found]
  })
}

interface Reader {
  /** Pattern of texts that may contain this encoding. */
  readonly mayHold: RegExp
  /** Decodes into `bytes`, and calls `endRun` at the end of each run. */
  readonly read: (text: string, bytes: Writable, endRun: () => void) => void
}

interface Writable extends Bytes {
  length: number
}

const isSpace = (unit: number): boolean => unit === 0x20 || (unit >= 0x09 && unit <= 0x0d)

const push = (bytes: Writable, value: number, start: number, end: number): void => {
  bytes.values[bytes.length] = value
  bytes.starts[bytes.length] = start
  bytes.ends[bytes.length++] = end
}

// =====================================================================================================================
// Base64
// =====================================================================================================================

/** The value of a character of base64 or base64url; -1 for any other. */
const sextetOf = (unit: number): number => {
  if (unit >= 0x41 && unit <= 0x5a) return unit - 0x41
  if (unit >= 0x61 && unit <= 0x7a) return unit - 0x47
  if (unit >= 0x30 && unit <= 0x39) return unit + 4
  if (unit === 0x2b || unit === 0x2d) return 62
  return unit === 0x2f || unit === 0x5f ? 63 : -1
}

/**
 * Base64, also over several lines. Adjacent words look like a part of it, so it may begin at any of four characters:
 * `skipped` says at which.
 */
const base64 = (skipped: number): Reader => ({
  mayHold: /[\w+/\s-]{11}/,
  read: (text, bytes, endRun) => {
    let count = -skipped
    let bits = 0
    let start = 0
    for (let position = 0; position < text.length; position++) {
      const unit = text.charCodeAt(position)
      const sextet = sextetOf(unit)
      if (sextet < 0) {
        if (isSpace(unit)) continue
        endRun()
        count = -skipped
        continue
      }
      if (count++ < 0) continue
      bits = (bits << 6) | sextet
      // The first of four characters completes no byte.
      const phase = (count - 1) & 3
      if (phase > 0) push(bytes, bits >> (6 - 2 * phase), start, position + 1)
      start = position
    }
    endRun()
  }
})

// =====================================================================================================================
// Numbers
// =====================================================================================================================

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
const hexadecimal = (skipped: number): Reader => ({
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
const decimal: Reader = {
  mayHold: /\d(?:[\s:,-]{1,24}\d{1,3}){7}/,
  read: (text, bytes, endRun) => {
    for (let at = 0; at < text.length;) {
      const start = at
      let value = 0
      while (at - start < 3 && isDigit(text.charCodeAt(at))) value = value * 10 + text.charCodeAt(at++) - 0x30
      const next = afterSeparators(text, at)
      const isByte = at > start && value < 256 && (next > at || !isDigit(text.charCodeAt(at)))
      if (isByte) push(bytes, value, start, at)
      if (!isByte || next === at) endRun()
      at = Math.max(next, start + 1)
    }
    endRun()
  }
}

const readers: ReadonlyArray<Reader> = [
  ...[0, 1, 2, 3].map(base64),
  ...[0, 1].map(hexadecimal),
  decimal
]

// =====================================================================================================================
// From bytes to text
// =====================================================================================================================

/** Separates runs, so that no match spans two of them. */
const gap = 0xffff

/** The characters of a text with their original positions. */
class Characters {
  private readonly units: Array<number> = []
  private readonly starts: Array<number> = []
  private readonly ends: Array<number> = []

  push(code: number, start: number, end: number): void {
    if (code > 0xffff) {
      this.push(0xd800 + ((code - 0x10000) >> 10), start, end)
      return this.push(0xdc00 + (code & 0x3ff), start, end)
    }
    this.units.push(code)
    this.starts.push(start)
    this.ends.push(end)
  }

  toLayer(layer: Layer): Layer | undefined {
    if (this.units.length === 0) return undefined
    return {
      text: textOf(Uint16Array.from(this.units)),
      starts: Uint32Array.from(this.starts, (start) => originOf(layer, start)),
      ends: Uint32Array.from(this.ends, (end) => originEndOf(layer, end))
    }
  }

  get isEmpty(): boolean {
    return this.units.length === 0
  }
}

const isPrintable = (byte: number): boolean => (byte >= 0x20 && byte < 0x7f) || (byte >= 0x09 && byte <= 0x0d)

/** Number of bytes of the character at an index; 0 if there is none. In UTF-16, NUL is half a character. */
const lengthAt = ({ length, values }: Bytes, index: number): number => {
  const lead = values[index]!
  if (isPrintable(lead) || lead === 0) return 1
  const more = continuationBytes(lead)
  if (more === 0 || index + more >= length) return 0
  for (let next = index + 1; next <= index + more; next++) if (values[next]! >> 6 !== 2) return 0
  return more + 1
}

const codeAt = ({ values }: Bytes, index: number, length: number): number => {
  if (length === 1) return values[index]!
  let code = values[index]! & (0x7f >> length)
  for (let next = index + 1; next < index + length; next++) code = code * 64 + (values[next]! & 0x3f)
  return code <= 0x10ffff ? code : 0xfffd
}

/** Adds the bytes that are text. Most runs are ordinary words that only look like base64. */
const appendText = (bytes: Bytes, out: Characters): void => {
  let from = 0
  for (let index = 0; index <= bytes.length;) {
    const length = index < bytes.length ? lengthAt(bytes, index) : 0
    if (length > 0) {
      index += length
      continue
    }
    if (index - from >= minBytes) appendStretch(bytes, from, index, out)
    from = ++index
  }
}

const appendStretch = (bytes: Bytes, from: number, to: number, out: Characters): void => {
  const { ends, starts } = bytes
  if (!out.isEmpty) out.push(gap, starts[from]!, starts[from]!)
  for (let index = from; index < to;) {
    const length = lengthAt(bytes, index)
    out.push(codeAt(bytes, index, length), starts[index]!, ends[index + length - 1]!)
    index += length
  }
}
