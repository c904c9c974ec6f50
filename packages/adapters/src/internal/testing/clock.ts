/**
 * A clock for a fake: the real one, plus the time by which a test advanced it. `Date` and `setTimeout` are looked up on
 * each use, so that a test runner's fake timers take effect.
 */
import type { Sleep } from "@openrouter-keys/protocol/fake"

/** Beyond this, `setTimeout` fires at once. */
const maxTimeout = 2 ** 31 - 1

/** A pending sleep. */
interface Wait {
  /** When it ends, in milliseconds of the real clock; may be infinite. */
  endsAt: number
  timer: ReturnType<typeof setTimeout> | undefined
  readonly end: () => void
}

export interface MovableClock {
  /** The time in milliseconds since the epoch. */
  readonly now: () => number
  readonly sleep: Sleep
  /** Moves the clock forward and ends the sleeps that are due. */
  readonly advance: (ms: number) => void
  /** Returns to the real time. Sleeps go on. */
  readonly restore: () => void
}

const remaining = ({ endsAt }: Wait): number => endsAt - Date.now()

/** Restarts the timer of a sleep. An infinite sleep has none. */
const schedule = (wait: Wait): void => {
  clearTimeout(wait.timer)
  if (wait.endsAt === Infinity) return
  const ms = remaining(wait)
  wait.timer = ms > maxTimeout ? setTimeout(() => schedule(wait), maxTimeout) : setTimeout(wait.end, ms)
}

export const makeClock = (): MovableClock => {
  let offset = 0
  const waits = new Set<Wait>()

  const sleep: Sleep = (ms, signal) =>
    new Promise((resolve, reject) => {
      const abort = (): void => {
        stop()
        reject(signal?.reason)
      }
      const wait: Wait = {
        endsAt: Date.now() + ms,
        timer: undefined,
        end: () => {
          stop()
          resolve()
        }
      }
      const stop = (): void => {
        clearTimeout(wait.timer)
        waits.delete(wait)
        signal?.removeEventListener("abort", abort)
      }
      waits.add(wait)
      signal?.addEventListener("abort", abort, { once: true })
      schedule(wait)
    })

  return {
    now: () => Date.now() + offset,
    sleep,
    advance: (ms) => {
      if (!(ms >= 0 && ms < Infinity)) throw new RangeError("ms must be a finite number, 0 or more")
      offset += ms
      for (const wait of [...waits].sort((a, b) => a.endsAt - b.endsAt)) {
        wait.endsAt -= ms
        if (remaining(wait) <= 0) wait.end()
        else schedule(wait)
      }
    },
    restore: () => {
      offset = 0
    }
  }
}
