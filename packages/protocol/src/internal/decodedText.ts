/**
 * A text in all its readings, each character knowing where it came from: what is found in a reading can be cut out of the
 * original. JSON, percent, HTML and UTF-16 forms of the same characters end as the same reading.
 */
import { byteLayers } from "./encodedBytes.js"
import { type Escape, readEscape, readQuotedPrintable } from "./escapes.js"
import { type Layer, originEndOf, originOf, textOf } from "./layer.js"

// =====================================================================================================================
// All readings
// =====================================================================================================================

/** Escapes of escapes of escapes; more than a few are not met. */
const maxEscapes = 8

/** The text as it is, and then, as long as that changes it, with one more level of escapes decoded. */
export const layersOf = (text: string): ReadonlyArray<Layer> =>
  withEscapes({ text, starts: undefined, ends: undefined }, maxEscapes)

const withEscapes = (layer: Layer, max: number): ReadonlyArray<Layer> => {
  const layers = [layer]
  while (layers.length < max) {
    const next = decodeEscapes(layers[layers.length - 1]!, mayHoldEscapes, readEscape)
    if (next === undefined) break
    layers.push(next)
  }
  return layers
}

/** More readings are not met; the bound keeps time linear. */
const maxReadings = 48

/**
 * The readings of {@link layersOf}, and those of base64, hexadecimal and other bytes in them, which may hold escapes and
 * bytes in their turn.
 */
export const readingsOf = (text: string): ReadonlyArray<Layer> => {
  const readings = [...layersOf(text)]
  for (let index = 0; index < readings.length && readings.length < maxReadings; index++) {
    const layer = readings[index]!
    const quoted = decodeEscapes(layer, mayBeQuoted, readQuotedPrintable)
    for (const each of [...(quoted === undefined ? [] : [quoted]), ...byteLayers(layer)]) {
      readings.push(...withEscapes(each, 3))
    }
  }
  return readings
}

// =====================================================================================================================
// Escapes
// =====================================================================================================================

// NUL stands between the characters of UTF-16 that is read as bytes.
const mayHoldEscapes = /[\\%&\0]/

const mayBeQuoted = /=(?:[0-9A-Fa-f]{2}|\r?\n)/

type ReadEscape = (text: string, position: number, out: Escape) => void

const isSpecial = (unit: number): boolean =>
  unit === 0x5c || unit === 0x25 || unit === 0x26 || unit === 0 || unit === 0x3d

const decodeEscapes = (layer: Layer, mayHold: RegExp, read: ReadEscape): Layer | undefined => {
  const { ends: originEnds, text } = layer
  if (!mayHold.test(text)) return undefined
  const units = new Uint16Array(text.length)
  const starts = new Uint32Array(text.length + 1)
  const ends = originEnds === undefined ? undefined : new Uint32Array(text.length)
  const escape: Escape = { code: 0, length: 0 }
  let size = 0
  let isChanged = false
  const push = (unit: number, position: number, next: number): void => {
    starts[size] = originOf(layer, position)
    if (ends !== undefined) ends[size] = originEndOf(layer, next)
    units[size++] = unit
  }
  for (let position = 0; position < text.length;) {
    const unit = text.charCodeAt(position)
    if (!isSpecial(unit)) {
      push(unit, position, ++position)
      continue
    }
    read(text, position, escape)
    const { code, length } = escape
    if (length > 0 || code === 0) isChanged = true
    const next = position + (length === 0 ? 1 : length)
    if (code > 0xffff) {
      push(0xd800 + ((code - 0x10000) >> 10), position, next)
      push(0xdc00 + ((code - 0x10000) & 0x3ff), position, next)
    } else if (code !== 0) push(code, position, next)
    position = next
  }
  if (!isChanged) return undefined
  starts[size] = originOf(layer, text.length)
  return { text: textOf(units.subarray(0, size)), starts: starts.subarray(0, size + 1), ends: ends?.subarray(0, size) }
}
