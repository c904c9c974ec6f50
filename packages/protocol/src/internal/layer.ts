/** A decoded layer of a text, with the original positions of its characters. */

/** A decoded layer of a text. */
export interface Layer {
  readonly text: string
  /**
   * Start of each character in the original, and finally the length of the original; `undefined` for the original
   * itself.
   */
  readonly starts: Uint32Array | undefined
  /** End of each character in the original; `undefined` if each ends at the start of the next one. */
  readonly ends: Uint32Array | undefined
}

/** Converts a position of a layer to the original. */
export const originOf = ({ starts }: Layer, position: number): number =>
  starts === undefined ? position : starts[position]!

/** Converts the end of a range of a layer, which is not empty, to the original. */
export const originEndOf = (layer: Layer, end: number): number =>
  layer.ends === undefined ? originOf(layer, end) : layer.ends[end - 1]!

const chunk = 8192

/** The text of some code units. */
export const textOf = (units: Uint16Array): string => {
  let out = ""
  for (let from = 0; from < units.length; from += chunk) {
    // Spreading a typed array would take ten times as long.
    out += String.fromCharCode.apply(null, units.subarray(from, from + chunk) as unknown as Array<number>)
  }
  return out
}
