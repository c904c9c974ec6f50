/**
 * The OpenRouter key API in memory, for tests of Promise code: no network, no server, no account.
 *
 * @module
 */
import type { ApiKey } from "@openrouter-keys/protocol/ApiKey"
import {
  type FakeOptions,
  type Fault,
  makeFake,
  makeFetch,
  type PersistedState,
  type ReceivedCall,
  type ReceivedRequest,
  type Restrictions
} from "@openrouter-keys/protocol/fake"
import { makeClock } from "./internal/testing/clock.js"

export type { ApiKey, CurrentKey } from "@openrouter-keys/protocol/ApiKey"
export type {
  Account,
  FakeOptions,
  Fault,
  KeySeed,
  Operation,
  PersistedState,
  RateLimit,
  ReceivedCall,
  ReceivedRequest,
  RequestOutcome,
  Restrictions
} from "@openrouter-keys/protocol/fake"
export { currentKey, error, type ErrorOf, type ErrorStub, type ErrorTag, key } from "@openrouter-keys/protocol/Stub"

/** A running fake of the OpenRouter key API. Amounts are USD, times are milliseconds. */
export interface FakeOpenRouter {
  /**
   * The fake as the platform's `fetch`, for the `fetch` option of a client. It responds under `/api/v1` of every host,
   * can be aborted, follows redirects, and rejects with `TypeError("fetch failed")` when a connection is dropped.
   */
  readonly fetch: typeof globalThis.fetch
  /** The API key that may manage keys, for the `apiKey` option of a client. It stays the same for the fake's life. */
  readonly managementKey: string
  /** All stored keys in all workspaces, also disabled and expired ones, the most recent first. */
  readonly keys: () => ReadonlyArray<ApiKey>
  /**
   * The requests received as HTTP, without their secrets, in order: at most the last 10,000. A request that is retried
   * is there twice.
   */
  readonly requests: () => ReadonlyArray<ReceivedRequest>
  /** The same requests in the client's terms, to compare: `{ operation: "get", input: { hash }, outcome: 404 }`. */
  readonly calls: () => ReadonlyArray<ReceivedCall>
  /**
   * Makes the next matching request fail: an error status, a delay, a lost connection, an incomplete body. Faults are
   * queued. To fail all attempts of a client that retries, set `times`.
   *
   * @throws RangeError if the fault's `status`, `times` or `delay` is out of range
   */
  readonly fail: (fault: Fault) => void
  /** The faults that are still queued, each with its remaining `times`. */
  readonly faults: () => ReadonlyArray<Fault>
  /** Removes all queued faults. */
  readonly clearFaults: () => void
  /**
   * Sets a key's usage in USD, in total and in the current day, week and month, as if all of it had been spent just now.
   *
   * @throws Error if there is no key with this hash
   * @throws RangeError if the amount is below 0 or not finite
   */
  readonly setUsage: (hash: string, usd: number) => void
  /**
   * Adds to a key's usage in USD, in total and in the current day, week and month. Spending is not stopped at the limit.
   *
   * @throws Error if there is no key with this hash
   * @throws RangeError if the amount is below 0 or not finite
   */
  readonly spend: (hash: string, usd: number) => void
  /** Sets the workspaces (UUIDs) that reject keys: moving a key there fails with `Conflict`. */
  readonly setConflicts: (workspaceIds: ReadonlyArray<string>) => void
  /** Guardrails, which keys have one, and which keys may use BYOK credentials. */
  readonly restrictions: () => Restrictions
  /**
   * Replaces the restrictions, as if changed elsewhere.
   *
   * @throws RangeError that names each invalid field
   */
  readonly setRestrictions: (restrictions: Restrictions) => void
  /**
   * Moves the fake's clock forward by milliseconds: keys expire, limits reset, and delayed responses arrive. Time also
   * passes by itself.
   *
   * It does not affect the client's timers, such as timeouts and backoff. Fake timers of a test runner affect both the
   * client and the fake, and make `advance` unnecessary.
   *
   * @throws RangeError if `ms` is below 0 or not finite
   */
  readonly advance: (ms: number) => void
  /** The state to restore with the option `state`. JSON-safe, without secrets. */
  readonly state: () => PersistedState
  /**
   * Resets to the keys, faults and conflicts of the options, to no requests, and to the real time. The management key
   * stays the same.
   */
  readonly reset: () => void
}

/**
 * Makes a fake. Fakes share nothing.
 *
 * By default it has no keys, responds at once and has no rate limit. The options `keys`, `latency` (milliseconds),
 * `rateLimit` (`interval` in milliseconds) and `faults` change that.
 *
 * @throws RangeError if an option is out of range
 * @example
 * ```ts
 * import { OpenRouter } from "@openrouter-keys/adapters"
 * import { makeFakeOpenRouter } from "@openrouter-keys/adapters/testing"
 *
 * const fake = makeFakeOpenRouter({ keys: [{ hash: "a1", name: "CI", limit: 5, limitReset: "daily" }] })
 * const openRouter = new OpenRouter({ apiKey: fake.managementKey, fetch: fake.fetch })
 *
 * fake.spend("a1", 4)
 * const { data } = await openRouter.apiKeys.get({ hash: "a1" })
 * console.log(data.limitRemaining) // 1
 *
 * fake.advance(24 * 60 * 60 * 1_000)
 * const { data: nextDay } = await openRouter.apiKeys.get({ hash: "a1" })
 * console.log(nextDay.limitRemaining) // 5
 * ```
 */
export const makeFakeOpenRouter = (options: FakeOptions = {}): FakeOpenRouter => {
  const { advance, now, restore, sleep } = makeClock()
  const fake = makeFake({ ...options, now })
  return {
    fetch: makeFetch(fake, sleep),
    managementKey: fake.managementKey,
    keys: fake.keys,
    requests: fake.requests,
    calls: fake.calls,
    fail: fake.fail,
    faults: fake.faults,
    clearFaults: fake.clearFaults,
    setUsage: (hash, usd) => void fake.setUsage(hash, usd),
    spend: (hash, usd) => void fake.spend(hash, usd),
    setConflicts: fake.setConflicts,
    restrictions: fake.restrictions,
    setRestrictions: (restrictions) => void fake.setRestrictions(restrictions),
    advance,
    state: fake.state,
    reset: () => {
      restore()
      fake.reset()
    }
  }
}
