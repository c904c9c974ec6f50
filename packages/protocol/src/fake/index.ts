/**
 * The OpenRouter key API in memory, without network, clock or timers: a pure state machine, an object that holds its
 * state, and a `fetch` function.
 *
 * It implements the REST contract independently of this library's client, so that it can reveal the client's mistakes.
 *
 * @module
 */
export {
  type Change,
  type CompletedExchange,
  type Exchange,
  type Fake,
  makeFake,
  type MakeFakeOptions
} from "./fake.js"
export { fetchOver, makeFetch } from "./fetch.js"
export { type Handle, type HandleOptions, makeHandle, type Sleep } from "./handle.js"
export {
  abort,
  begin,
  complete,
  type Completed,
  initialState,
  noteOutcome,
  type Pending,
  revertChange,
  setUsage,
  spend
} from "./machine.js"
export { type Entropy, entropyOf } from "./random.js"
export { error, json, standardError } from "./response.js"
export { sha256 } from "./sha256.js"
export { type FakeState, type PersistedState, readState, type StoredKey, type UsageCounter } from "./state.js"
export type { KeyChange } from "./store.js"
export type * from "./types.js"
export { connectionReset, toWebResponse } from "./webResponse.js"
