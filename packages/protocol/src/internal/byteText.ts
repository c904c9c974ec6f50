/** Collects the bytes that are text, with their positions. */
import { type Bytes, minBytes } from "./byteRun.js"
import { continuationBytes } from "./escapedBytes.js"
import { type Layer, originEndOf, originOf, textOf } from "./layer.js"

/** Separates runs, so that no match spans two of them. */
const gap = 0xffff

/** The characters of a text with their original positions. */
export class Characters {
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
export const appendText = (bytes: Bytes, out: Characters): void => {
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
