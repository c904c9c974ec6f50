/**
 * A text with its escapes decoded, layer by layer, each character knowing where it came from: what is found in a layer
 * can be cut out of the original. JSON, percent, HTML and UTF-16 forms of the same characters end as the same layer.
 */
import { type Escape, readEscape } from "./escapes.js"

/** One reading of a text. */
export interface Layer {
  readonly text: string
  /** Where each character began in the original, and at the end the original's length; `undefined` for the original. */
  readonly starts: Uint32Array | undefined
}

/** Where in the original a position of a layer is. */
export const originOf = ({ starts }: Layer, position: number): number =>
  starts === undefined ? position : starts[position]!

/** Escapes of escapes of escapes; more than two are not met. */
const maxLayers = 5

/** The text as it is, and then, as long as that changes it, with one more level of escapes decoded. */
export const layersOf = (text: string): ReadonlyArray<Layer> => {
  const layers: Array<Layer> = [{ text, starts: undefined }]
  while (layers.length < maxLayers) {
    const next = decodeLayer(layers[layers.length - 1]!)
    if (next === undefined) break
    layers.push(next)
  }
  return layers
}

// NUL stands between the characters of UTF-16 that is read as bytes.
const mayHoldEscapes = /[\\%&\0]/

const isSpecial = (unit: number): boolean => unit === 0x5c || unit === 0x25 || unit === 0x26 || unit === 0

const decodeLayer = ({ starts: origins, text }: Layer): Layer | undefined => {
  if (!mayHoldEscapes.test(text)) return undefined
  const units = new Uint16Array(text.length)
  const starts = new Uint32Array(text.length + 1)
  const escape: Escape = { code: 0, length: 0 }
  let size = 0
  let isChanged = false
  for (let position = 0; position < text.length;) {
    let unit = text.charCodeAt(position)
    starts[size] = origins === undefined ? position : origins[position]!
    if (!isSpecial(unit)) {
      units[size++] = unit
      position++
      continue
    }
    readEscape(text, position, escape)
    const { code, length } = escape
    if (length > 0 || code === 0) isChanged = true
    position += length === 0 ? 1 : length
    if (code === 0) continue
    if (code > 0xffff) {
      starts[size + 1] = starts[size]!
      units[size++] = 0xd800 + ((code - 0x10000) >> 10)
      unit = 0xdc00 + ((code - 0x10000) & 0x3ff)
    } else unit = code
    units[size++] = unit
  }
  if (!isChanged) return undefined
  starts[size] = origins === undefined ? text.length : origins[text.length]!
  return { text: textOf(units.subarray(0, size)), starts: starts.subarray(0, size + 1) }
}

const chunk = 8192

const textOf = (units: Uint16Array): string => {
  let out = ""
  for (let from = 0; from < units.length; from += chunk) {
    // Typed arrays are array-like, which is enough; spreading them takes ten times as long.
    out += String.fromCharCode.apply(null, units.subarray(from, from + chunk) as unknown as Array<number>)
  }
  return out
}
