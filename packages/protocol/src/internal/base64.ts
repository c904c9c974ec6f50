/** Reads base64. */
import { isSpace, push, type Reader } from "./byteRun.js"

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
export const base64 = (skipped: number): Reader => ({
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
