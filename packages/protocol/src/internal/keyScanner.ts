/** Finds what looks like an OpenRouter key, in plain text or in base64: one pass, no backtracking. */
import { base64Core, sextetOf } from "./secretForms.js"

/** A part of a text, its end excluded. */
export type Range = readonly [start: number, end: number]

/** Characters after the prefix that make a key; a label such as `sk-or-v1-0e6...1c96` has fewer. */
const minRest = 16
/** The same at the end of a text, which may cut a key off. */
const minRestAtEnd = 8

const isKeyUnit = (unit: number): boolean =>
  (unit >= 0x30 && unit <= 0x39) || ((unit | 0x20) >= 0x61 && (unit | 0x20) <= 0x7a) || unit === 0x2d || unit === 0x5f

const isDigit = (unit: number): boolean => unit >= 0x30 && unit <= 0x39

/** Characters of a text from `from` on; -1 after the last. */
interface Source {
  readonly at: (index: number) => number
}

/** Where `v1-` or `mgmt-` ends that begins at `from`; -1 if neither is there. */
const afterVersion = ({ at }: Source, from: number): number => {
  const lower = (index: number): number => at(index) | 0x20
  let next = from
  if (lower(next) === 0x76) {
    next++
    while (isDigit(at(next))) next++
    if (next === from + 1) return -1
  } else {
    for (const letter of "mgmt") {
      if (lower(next++) !== letter.charCodeAt(0)) return -1
    }
  }
  return at(next) === 0x2d ? next + 1 : -1
}

/** Where the key ends whose `v1-` or `mgmt-` begins at `from`, and whether the text ends there; -1 for no key. */
const keyEnd = (source: Source, from: number): number => {
  const rest = afterVersion(source, from)
  if (rest < 0) return -1
  let end = rest
  while (isKeyUnit(source.at(end))) end++
  const min = source.at(end) === -1 ? minRestAtEnd : minRest
  return end - rest >= min ? end : -1
}

const prefix = "sk-or-"

const eachOccurrence = (text: string, part: string, visit: (position: number) => number): void => {
  for (let found = text.indexOf(part); found >= 0;) {
    found = text.indexOf(part, Math.max(found + 1, visit(found)))
  }
}

/** Whole keys, and the beginning of one at the end. `folded` is `text` in lower case. */
export const findKeys = (text: string, folded: string): Array<Range> => {
  const out: Array<Range> = []
  const source: Source = { at: (index) => index < text.length ? text.charCodeAt(index) : -1 }
  eachOccurrence(folded, prefix, (start) => {
    const end = keyEnd(source, start + prefix.length)
    if (end >= 0) out.push([start, end])
    return end
  })
  for (const [part, offset] of encodedPrefixes) {
    eachOccurrence(text, part, (start) => {
      const end = encodedKeyEnd(text, start, offset)
      if (end >= 0) out.push([start, end])
      return end
    })
  }
  return out
}

const bytesOf = (text: string): ReadonlyArray<number> => Array.from(text, (letter) => letter.charCodeAt(0))

/** How base64 begins a key at each alignment; it has neither of the characters in which base64url differs. */
const encodedPrefixes: ReadonlyArray<readonly [string, number]> = [0, 1, 2].map((offset) => [
  base64Core(bytesOf(prefix), offset),
  offset
])

/** The same as {@link keyEnd} for a key in base64 of which the characters from `start` on are decoded as needed. */
const encodedKeyEnd = (text: string, start: number, offset: number): number => {
  // The first character decides bits from `firstBit` of the key on.
  const firstBit = Math.ceil((offset * 8) / 6) * 6 - offset * 8
  const at = (index: number): number => {
    let byte = 0
    for (let bit = index * 8; bit < index * 8 + 8; bit++) {
      const position = start + Math.floor((bit - firstBit) / 6)
      const sextet = position < text.length ? sextetOf(text.charCodeAt(position)) : -1
      if (sextet < 0) return position < text.length ? 0 : -1
      byte = byte * 2 + ((sextet >> (5 - (bit - firstBit) % 6)) & 1)
    }
    return byte
  }
  const end = keyEnd({ at }, prefix.length)
  return end < 0 ? -1 : Math.min(text.length, start + Math.ceil((end * 8 - firstBit) / 6))
}
