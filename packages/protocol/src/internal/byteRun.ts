/** What the readers of encoded bytes share. */

/** Shorter runs contain no secret. */
export const minBytes = 8

/** A run of encoded bytes in a text. */
export interface Bytes {
  readonly length: number
  readonly values: Uint8Array
  /** Position of each byte. */
  readonly starts: Uint32Array
  readonly ends: Uint32Array
}

/** A run that is being read. */
interface Writable extends Bytes {
  length: number
}

/** Reads an encoding. */
export interface Reader {
  /** Pattern of texts that may contain this encoding. */
  readonly mayHold: RegExp
  /** Decodes into `bytes`, and calls `endRun` at the end of each run. */
  readonly read: (text: string, bytes: Writable, endRun: () => void) => void
}

/** White space of ASCII. */
export const isSpace = (unit: number): boolean => unit === 0x20 || (unit >= 0x09 && unit <= 0x0d)

/** Adds a byte and where it was. */
export const push = (bytes: Writable, value: number, start: number, end: number): void => {
  bytes.values[bytes.length] = value
  bytes.starts[bytes.length] = start
  bytes.ends[bytes.length++] = end
}
