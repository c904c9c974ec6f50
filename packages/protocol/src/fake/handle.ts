/**
 * Handles a request to a fake in Promise code: waits, saves changes, and can be aborted.
 */
import type { Exchange, Fake } from "./fake.js"
import { standardError } from "./response.js"
import type { PersistedState } from "./state.js"
import type { FakeRequest, FakeResponse } from "./types.js"

/**
 * Waits `ms` milliseconds, which may be infinite. May reject when the signal is aborted; if it does not, the wait is
 * ignored.
 */
export type Sleep = (ms: number, signal?: AbortSignal) => Promise<void>

/** Responds to a request. Rejects with the signal's reason if it is aborted. */
export type Handle = (request: FakeRequest, signal?: AbortSignal) => Promise<FakeResponse>

export interface HandleOptions {
  readonly sleep: Sleep
  /**
   * Called with the new state after each request that changed a key, before the response is sent. If it throws or
   * rejects, the change is undone and the response is a 500.
   */
  readonly onChange?: ((state: PersistedState) => void | Promise<void>) | undefined
}

/** A promise that rejects when the signal is aborted, and a function that stops listening. */
const whenAborted = (signal: AbortSignal): readonly [aborted: Promise<never>, stop: () => void] => {
  let stop = (): void => {}
  const aborted = new Promise<never>((_, reject) => {
    const abort = (): void => reject(signal.reason)
    signal.addEventListener("abort", abort, { once: true })
    stop = () => signal.removeEventListener("abort", abort)
  })
  // Possibly nothing awaits it.
  aborted.catch(() => {})
  return [aborted, stop]
}

const throwIfAborted = (signal: AbortSignal | undefined): void => {
  if (signal?.aborted === true) throw signal.reason
}

/** The result of a step, or a rejection with the signal's reason when it is aborted. */
const abortable = async <A>(step: Promise<A>, signal: AbortSignal | undefined): Promise<A> => {
  if (signal === undefined) return step
  const [aborted, stop] = whenAborted(signal)
  try {
    return await Promise.race([step, aborted])
  } finally {
    stop()
  }
}

const wait = async (sleep: Sleep, ms: number, signal: AbortSignal | undefined): Promise<void> => {
  if (ms > 0) await abortable(sleep(ms, signal), signal)
  throwIfAborted(signal)
}

/** Saves the change of a request, or undoes it if it cannot be saved. An abort does not stop this. */
const save = async (fake: Fake, exchange: Exchange, onChange: HandleOptions["onChange"]): Promise<boolean> => {
  try {
    await onChange?.(fake.state())
    return true
  } catch {
    exchange.revert()
    return false
  }
}

/** The request handler that {@link makeFetch} and servers use. */
export const makeHandle = (fake: Fake, { onChange, sleep }: HandleOptions): Handle => async (request, signal) => {
  throwIfAborted(signal)
  const exchange = fake.begin(request)
  // Logged at once: a client that gives up may look before the promises below are rejected.
  signal?.addEventListener("abort", exchange.abort)
  try {
    await wait(sleep, exchange.delayMs, signal)
    const { changed, delayMs, response } = exchange.complete()
    if (changed && onChange !== undefined) {
      const saved = await abortable(save(fake, exchange, onChange), signal)
      if (!saved) return standardError(500)
    }
    await wait(sleep, delayMs, signal)
    return response
  } catch (cause) {
    exchange.abort()
    throw cause
  } finally {
    signal?.removeEventListener("abort", exchange.abort)
  }
}
