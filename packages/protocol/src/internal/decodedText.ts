/**
 * Decodes all escapes and encodings in a text. Each decoded layer knows where its characters were in the original, so
 * that a secret found in it can be cut out of the original.
 */
import { byteLayers } from "./encodedBytes.js"
import type { Escape } from "./escape.js"
import { readQuotedPrintable } from "./escapedBytes.js"
import { readEscape } from "./escapes.js"
import { type Layer, originEndOf, originOf, textOf } from "./layer.js"

// =====================================================================================================================
// All layers
// =====================================================================================================================

/** Maximum number of nested escapes. */
const maxEscapes = 8

/** The text, and then each level of decoded escapes, as long as decoding changes it. */
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

/** Maximum number of layers, which keeps the time linear. */
const maxLayers = 48

/**
 * The layers of {@link layersOf}, and of base64, hexadecimal and other encoded bytes in them, recursively.
 */
export const allLayersOf = (text: string): ReadonlyArray<Layer> => {
  const layers = [...layersOf(text)]
  for (let index = 0; index < layers.length && layers.length < maxLayers; index++) {
    const layer = layers[index]!
    const quoted = decodeEscapes(layer, mayBeQuoted, readQuotedPrintable)
    for (const each of [...(quoted === undefined ? [] : [quoted]), ...byteLayers(layer)]) {
      layers.push(...withEscapes(each, 3))
    }
  }
  return layers
}

// =====================================================================================================================
// Escapes
// =====================================================================================================================

// In UTF-16 read as bytes, NUL separates the characters.
const mayHoldEscapes = /[\\%&\0]/

const mayBeQuoted = /=(?:[0-9A-Fa-f]{2}|\r?\n)/

type ReadEscape = (text: string, position: number, out: Escape) => void

const isSpecial = (unit: number): boolean =>
  unit === 0x5c || unit === 0x25 || unit === 0x26 || unit === 0 || unit === 0x3d

const decodeEscapes = (layer: Layer, mayHold: RegExp, read: ReadEscape): Layer | undefined => {
  const { ends: originEnds, text } = layer
  if (!mayHold.test(text)) return undefined
  const units = new Uint16Array(text.length)
  const starts = new Uint32Array(text.length)
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
      push(0xdc00 + (code & 0x3ff), position, next)
    } else if (code !== 0) push(code, position, next)
    position = next
  }
  if (!isChanged) return undefined
  starts[size] = originOf(layer, text.length)
  return { text: textOf(units.subarray(0, size)), starts: starts.subarray(0, size + 1), ends: ends?.subarray(0, size) }
}
