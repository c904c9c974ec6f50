/**
 * The random numbers for secrets and varied amounts; the same seed gives the same sequence. The generator is PCG-XSH-RR
 * with 64 bits of state, computed in 32-bit halves.
 */
import { sha256 } from "./sha256.js"

/** Four 32-bit numbers that start a sequence. */
export type Entropy = readonly [number, number, number, number]

/** A position in a sequence, as JSON. */
export interface RandomState {
  /** State and increment of the generator, each as its upper and lower 32 bits. */
  readonly pcg: Entropy
  /** Number of numbers drawn. */
  readonly drawn: number
}

/** A sequence of random numbers. */
export interface SeededRandom {
  /** An API key: `sk-or-v1-` and 64 hex digits. */
  readonly secret: () => string
  /** A whole number in [0, below). */
  readonly integer: (below: number) => number
  /** The current position. */
  readonly state: () => RandomState
}

/** The entropy of a user's seed. */
export const entropyOf = (seed: string | number): Entropy => {
  const hex = sha256(String(seed))
  const word = (index: number): number => Number.parseInt(hex.slice(index * 8, index * 8 + 8), 16)
  return [word(0), word(1), word(2), word(3)]
}

const multiplierHigh = 0x5851f42d
const multiplierLow = 0x4c957f2d

/** The upper 32 bits of the product of two 32-bit numbers. */
const multiplyHigh = (a: number, b: number): number => {
  const low = (a & 0xffff) * (b & 0xffff)
  const middle1 = (a >>> 16) * (b & 0xffff) + Math.floor(low / 0x1_0000)
  const middle2 = (a & 0xffff) * (b >>> 16) + (middle1 % 0x1_0000)
  return (a >>> 16) * (b >>> 16) + Math.floor(middle1 / 0x1_0000) + Math.floor(middle2 / 0x1_0000)
}

/** A generator at a position. */
interface Generator {
  /** The next 32 random bits. */
  readonly next: () => number
  /** Adds to the 64 bits of state. */
  readonly add: (high: number, low: number) => void
  readonly position: () => Entropy
}

const makeGenerator = (from: Entropy): Generator => {
  let [high, low] = from
  const [, , incrementHigh, incrementLow] = from
  const add = (addedHigh: number, addedLow: number): void => {
    const sum = low + addedLow
    high = (high + addedHigh + (sum > 0xffff_ffff ? 1 : 0)) >>> 0
    low = sum >>> 0
  }
  const advance = (): void => {
    high = (multiplyHigh(low, multiplierLow) + Math.imul(low, multiplierHigh) + Math.imul(high, multiplierLow)) >>> 0
    low = Math.imul(low, multiplierLow) >>> 0
    add(incrementHigh, incrementLow)
  }
  return {
    add,
    position: () => [high, low, incrementHigh, incrementLow],
    next: () => {
      const mixedHigh = (high >>> 18) ^ high
      const mixedLow = ((low >>> 18) | (high << 14)) ^ low
      const word = (mixedLow >>> 27) | (mixedHigh << 5)
      const by = high >>> 27
      advance()
      return ((word >>> by) | (word << (-by & 31))) >>> 0
    }
  }
}

/** The position at the start of a sequence. */
const seeded = ([high, low, incrementHigh, incrementLow]: Entropy): Entropy => {
  const generator = makeGenerator([0, 0, incrementHigh >>> 0, (incrementLow | 1) >>> 0])
  generator.next()
  generator.add(high >>> 0, low >>> 0)
  generator.next()
  return generator.position()
}

/** The beginning of the sequence for `entropy`. */
export const startRandom = (entropy: Entropy): RandomState => ({ pcg: seeded(entropy), drawn: 0 })

/**
 * The beginning of another sequence, for a fake that continues after `drawn` numbers of the first one, so that it does
 * not issue the same secrets twice.
 */
export const continueRandom = (entropy: Entropy, drawn: number): RandomState => ({
  pcg: seeded(entropyOf(`${entropy.join()}:${drawn}`)),
  drawn
})

/** Draws numbers from a position on. Does not change the given position. */
export const drawFrom = (from: RandomState): SeededRandom => {
  let { drawn } = from
  const { next, position } = makeGenerator(from.pcg)
  const integer = (below: number): number => {
    drawn += 1
    const upper = next() & 0x03ff_ffff
    const lower = next() & 0x07ff_ffff
    return Math.floor((upper * 0x0800_0000 + lower) / 0x20_0000_0000_0000 * below)
  }
  const word = (): string => integer(0x1_0000_0000).toString(16).padStart(8, "0")
  return {
    integer,
    secret: () => `sk-or-v1-${Array.from({ length: 8 }, word).join("")}`,
    state: () => ({ pcg: position(), drawn })
  }
}
