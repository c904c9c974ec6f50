/**
 * The fake: the state machine with its current state, and functions to read and change it.
 */
import type { ApiKey } from "../ApiKey.js"
import { readFault, storeFault } from "./faults.js"
import { toApiKey } from "./key.js"
import * as Log from "./log.js"
import * as Machine from "./machine.js"
import { type Entropy, entropyOf } from "./random.js"
import {
  checked as checkRestrictions,
  none as noRestrictions,
  redo,
  type RestrictionChange,
  undo
} from "./restrictions.js"
import type { FakeState, PersistedState } from "./state.js"
import * as Store from "./store.js"
import type {
  FakeOptions,
  FakeRequest,
  FakeResponse,
  Fault,
  ReceivedCall,
  ReceivedRequest,
  RequestFacts,
  Restrictions
} from "./types.js"
import * as Vector from "./vector.js"

/** A change that was made. It can be undone if it could not be saved. */
export interface Change {
  /** Whether a key, and so `state()`, changed. */
  readonly changed: boolean
  /** Undoes the change; later changes stay. Does nothing when called again or after a `reset`. */
  readonly revert: () => void
  /** Repeats a change that was undone, to save it alone if it could not be saved with others. */
  readonly repeat: () => void
}

/** A request that was processed. */
export interface CompletedExchange {
  readonly response: FakeResponse
  /** Milliseconds to wait before the response is sent, for a fault with `drop: "after"`; may be infinite. */
  readonly delayMs: number
  /** Whether a key changed. If so, save `state()` before the response is sent, or call `revert`. */
  readonly changed: boolean
}

/** One request from its arrival to its response. */
export interface Exchange {
  /** Milliseconds to wait before `complete`; may be infinite. */
  readonly delayMs: number
  /** Processes the request, once. */
  readonly complete: () => CompletedExchange
  /** Undoes the change, which could not be saved, and logs status 500. */
  readonly revert: () => void
  /** Repeats the change that was undone, to save it alone, and logs the original status. */
  readonly repeat: () => void
  /** Logs that the client did not wait for the response. Before `complete`, nothing is processed. */
  readonly abort: () => void
  /** Description of the request for debug logs, secrets redacted. */
  readonly facts: () => RequestFacts
}

/** A running fake. */
export interface Fake {
  /** The management key, as bearer token. */
  readonly managementKey: string
  /** Receives a request. */
  readonly begin: (request: FakeRequest) => Exchange
  /** All stored keys of all workspaces, including disabled and expired ones, the most recent first. */
  readonly keys: () => ReadonlyArray<ApiKey>
  /** The requests received, in order; at most the last 10,000. Each retry is a request of its own. */
  readonly requests: () => ReadonlyArray<ReceivedRequest>
  /** The same requests in the client's terms, for assertions: `{ operation: "get", input: { hash }, outcome: 404 }`. */
  readonly calls: () => ReadonlyArray<ReceivedCall>
  /** Injects a fault into the next matching requests. Throws a `RangeError` for a value out of range. */
  readonly fail: (fault: Fault) => void
  /** The pending faults, each with its remaining `times`. */
  readonly faults: () => ReadonlyArray<Fault>
  /** Removes all pending faults. */
  readonly clearFaults: () => void
  /** Sets the workspaces that reject keys: moving a key there fails with 409. */
  readonly setConflicts: (workspaceIds: ReadonlyArray<string>) => void
  /**
   * Sets a key's usage in USD, in total and in the current day, week and month, as if all of it had been spent just
   * now. Throws if no key has the hash or the amount is below 0.
   */
  readonly setUsage: (hash: string, usd: number) => Change
  /**
   * Adds to a key's usage in USD, in total and in the current day, week and month. Does not stop at the limit. Throws
   * if no key has the hash or the amount is below 0.
   */
  readonly spend: (hash: string, usd: number) => Change
  /** Guardrails, their assignments to keys, and the allowlists of BYOK credentials. */
  readonly restrictions: () => Restrictions
  /** Replaces the restrictions, as if changed elsewhere. Throws a `RangeError` that names each invalid field. */
  readonly setRestrictions: (restrictions: Restrictions) => Change
  /** The state to persist, to continue later. JSON-safe; the same object until a key changes. */
  readonly state: () => PersistedState
  /** Resets to the keys, faults and conflicts of the options, and clears the requests. The management key stays. */
  readonly reset: () => Change
}

/** The options of a fake, its clock and its source of randomness. */
export interface MakeFakeOptions extends FakeOptions {
  /** The time in milliseconds since the epoch. */
  readonly now: () => number
  /** Source of four numbers in [0, 1) if there is no `seed`. Default: `crypto.getRandomValues`. */
  readonly random?: (() => number) | undefined
}

const cryptoRandom = (): number => globalThis.crypto.getRandomValues(new Uint32Array(1))[0]! / 0x1_0000_0000

const drawEntropy = (random: () => number): Entropy => {
  const word = (): number => Math.floor(random() * 0x1_0000_0000)
  return [word(), word(), word(), word()]
}

/** Returns the persisted part of a state; the same object until a key changes. */
const makePersist = (): (state: FakeState) => PersistedState => {
  let taken:
    | { readonly keys: Store.KeyStore; readonly restrictions: Restrictions; readonly persisted: PersistedState }
    | undefined
  return ({ keys, random, restrictions }) => {
    if (taken?.keys !== keys || taken.restrictions !== restrictions) {
      const isRestricted = restrictions !== noRestrictions
      const persisted: PersistedState = {
        version: 1,
        drawn: random.drawn,
        keys: Store.all(keys),
        ...isRestricted && { restrictions }
      }
      taken = { keys, restrictions, persisted }
    }
    return taken.persisted
  }
}

/** The mutable state of a fake. */
interface Cell {
  readonly get: () => FakeState
  readonly set: (state: FakeState) => void
  /** Number of resets. */
  readonly resets: () => number
}

/** A change that can be undone once, unless the fake is reset. */
const revertible = (
  cell: Cell,
  change: Store.KeyChange | null,
  restricted: RestrictionChange | null = null
): Change => {
  const resets = cell.resets()
  const changed = change !== null || restricted !== null
  let isReverted = false
  return {
    changed,
    revert: () => {
      if (!changed || isReverted || cell.resets() !== resets) return
      isReverted = true
      if (change !== null) cell.set(Machine.revertChange(cell.get(), change))
      if (restricted !== null) cell.set(undo(cell.get(), restricted))
    },
    repeat: () => {
      if (!changed || !isReverted || cell.resets() !== resets) return
      isReverted = false
      if (change !== null) cell.set(Machine.repeatChange(cell.get(), change))
      if (restricted !== null) cell.set(redo(cell.get(), restricted))
    }
  }
}

const makeExchange = (cell: Cell, pending: Machine.Pending, now: () => number): Exchange => {
  let completed: CompletedExchange | undefined
  let change: Change | undefined
  let isAborted = false
  return {
    delayMs: pending.delayMs,
    complete: () => {
      if (completed !== undefined) return completed
      const [state, { change: made, delayMs, response, restricted }] = Machine.complete(cell.get(), pending, now())
      cell.set(state)
      change = revertible(cell, made, restricted)
      completed = { response, delayMs, changed: change.changed }
      return completed
    },
    revert: () => {
      if (change?.changed !== true) return
      change.revert()
      if (!isAborted) cell.set(Machine.noteOutcome(cell.get(), pending, 500))
    },
    repeat: () => {
      if (change?.changed !== true || completed === undefined) return
      change.repeat()
      const { response } = completed
      if (!isAborted) {
        cell.set(Machine.noteOutcome(cell.get(), pending, response._tag === "Dropped" ? "dropped" : response.status))
      }
    },
    abort: () => {
      isAborted = true
      completed ??= { response: { _tag: "Dropped", when: "before" }, delayMs: 0, changed: false }
      cell.set(Machine.abort(cell.get(), pending))
    },
    facts: () => Log.factsOf(Vector.get(cell.get().log, pending.id) ?? pending.entry)
  }
}

/** Creates an independent fake. It does not wait and has no timers. */
export const makeFake = ({ now, random = cryptoRandom, ...options }: MakeFakeOptions): Fake => {
  const entropy = options.seed === undefined ? drawEntropy(random) : entropyOf(options.seed)
  const startedAt = now()
  let state = Machine.initialState(options, entropy, startedAt)
  let resets = 0
  const persist = makePersist()
  const cell: Cell = {
    get: () => state,
    set: (next) => {
      state = next
    },
    resets: () => resets
  }
  const use = (change: typeof Machine.spend) => (hash: string, usd: number): Change => {
    const [next, made] = change(state, hash, usd, now())
    state = next
    return revertible(cell, made)
  }
  return {
    managementKey: state.settings.managementKey,
    begin: (request) => {
      const [next, pending] = Machine.begin(state, request)
      state = next
      return makeExchange(cell, pending, now)
    },
    keys: () => {
      const at = now()
      return [...Store.all(state.keys)].reverse().map((key) => toApiKey(key, at))
    },
    requests: () => Log.requestsOf(state.log),
    calls: () => Log.callsOf(state.log),
    fail: (fault) => {
      state = { ...state, faults: [...state.faults, storeFault(fault)] }
    },
    faults: () => state.faults.map(readFault),
    clearFaults: () => {
      state = { ...state, faults: [] }
    },
    setConflicts: (workspaceIds) => {
      const conflicts = workspaceIds.map((workspaceId) => workspaceId.toLowerCase())
      state = { ...state, settings: { ...state.settings, conflicts } }
    },
    setUsage: use(Machine.setUsage),
    spend: use(Machine.spend),
    restrictions: () => state.restrictions,
    setRestrictions: (given) => {
      const restrictions = checkRestrictions(given)
      const before = state.restrictions
      state = { ...state, restrictions }
      return revertible(cell, null, { before, after: restrictions })
    },
    state: () => persist(state),
    reset: () => {
      const before = state
      // The log keeps counting, so that a request from before the reset does not update another one.
      state = { ...Machine.initialState(options, entropy, startedAt), log: Vector.empty(before.log.end) }
      resets += 1
      const own = resets
      const fresh = state
      return {
        changed: true,
        revert: () => {
          if (resets === own) state = before
        },
        repeat: () => {
          if (resets === own) state = fresh
        }
      }
    }
  }
}
