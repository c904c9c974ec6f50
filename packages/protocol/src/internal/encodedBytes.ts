/** Finds texts encoded as bytes: in base64, in hexadecimal, or as a list of numbers. */
import { base64 } from "./base64.js"
import { decimal, hexadecimal } from "./byteNumbers.js"
import { minBytes, type Reader } from "./byteRun.js"
import { appendText, Characters } from "./byteText.js"
import type { Layer } from "./layer.js"

const readers: ReadonlyArray<Reader> = [
  ...[0, 1, 2, 3].map(base64),
  ...[0, 1].map(hexadecimal),
  decimal
]

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
