/**
 * Where secrets and varied amounts come from: one sequence of numbers, the same for the same seed.
 */
import { PCGRandom } from "effect/Utils"
import { sha256 } from "./sha256.js"

/** Four 32-bit numbers that a sequence grows from. */
export type Entropy = readonly [number, number, number, number]

/** A sequence of draws. */
export interface Draws {
  /** An API key: `sk-or-v1-` and 64 hex digits. */
  readonly secret: () => string
  /** A whole number from 0 up to, and without, `below`. */
  readonly integer: (below: number) => number
  /** How many numbers were drawn. */
  readonly drawn: () => number
}

/** The numbers that a user's seed stands for. */
export const entropyOf = (seed: string | number): Entropy => {
  const hex = sha256(String(seed))
  const word = (index: number): number => Number.parseInt(hex.slice(index * 8, index * 8 + 8), 16)
  return [word(0), word(1), word(2), word(3)]
}

/**
 * A sequence from `entropy`, or the one that goes on where `drawn` numbers were drawn: another one, so that a fake that
 * is started again does not give away the same secrets twice.
 */
export const makeDraws = (entropy: Entropy, drawn?: number): Draws => {
  const random = new PCGRandom(...drawn === undefined ? entropy : entropyOf(`${entropy.join()}:${drawn}`))
  let count = drawn ?? 0
  const integer = (below: number): number => {
    count += 1
    return Math.floor(random.number() * below)
  }
  const word = (): string => integer(0x1_0000_0000).toString(16).padStart(8, "0")
  return {
    integer,
    secret: () => `sk-or-v1-${Array.from({ length: 8 }, word).join("")}`,
    drawn: () => count
  }
}
