/** One reading of a text, and where its characters stood in the original. */

/** One reading of a text. */
export interface Layer {
  readonly text: string
  /** Where each character began in the original, and at the end the original's length; `undefined` for the original. */
  readonly starts: Uint32Array | undefined
  /** Where each character ended in the original; `undefined` where that is the start of the next one. */
  readonly ends: Uint32Array | undefined
}

/** Where in the original a position of a layer is. */
export const originOf = ({ starts }: Layer, position: number): number =>
  starts === undefined ? position : starts[position]!

/** Where in the original a range of a layer ends. */
export const originEndOf = (layer: Layer, end: number): number =>
  layer.ends === undefined || end === 0 ? originOf(layer, end) : layer.ends[end - 1]!

const chunk = 8192

/** A text of code units. */
export const textOf = (units: Uint16Array): string => {
  let out = ""
  for (let from = 0; from < units.length; from += chunk) {
    // Typed arrays are array-like, which is enough; spreading them takes ten times as long.
    out += String.fromCharCode.apply(null, units.subarray(from, from + chunk) as unknown as Array<number>)
  }
  return out
}
