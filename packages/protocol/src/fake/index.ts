/**
 * The OpenRouter key API in memory, without a network, a clock or a timer of its own: a pure state machine, a small
 * holder of its state, and a `fetch` over that.
 *
 * It knows the REST contract and not this library's client, so that it can disagree with it.
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
