/**
 * A fake with a memory: the state machine, the state it is in, and the ways to look at it and to change it.
 */
import type { ApiKey } from "../ApiKey.js"
import { readFault, storeFault } from "./faults.js"
import { toApiKey } from "./key.js"
import * as Log from "./log.js"
import * as Machine from "./machine.js"
import { type Entropy, entropyOf } from "./random.js"
import { none as noRestrictions, redo, type RestrictionChange, undo } from "./restrictions.js"
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

/** A change of the keys that was made, and may have to be undone because it could not be saved. */
export interface Change {
  /** Whether a key changed, so that `state()` is another one. */
  readonly changed: boolean
  /** Undoes the change; later changes stay. Does nothing the second time, and after a `reset`. */
  readonly revert: () => void
  /** Makes a change again that was undone: to save it alone, where it could not be saved with others. */
  readonly repeat: () => void
}

/** A request that was processed. */
export interface CompletedExchange {
  readonly response: FakeResponse
  /** Milliseconds to wait before the response is sent (of a fault with `drop: "after"`); may be infinite. */
  readonly delayMs: number
  /** Whether a key changed: then save `state()` before the response is sent, or `revert`. */
  readonly changed: boolean
}

/** One request from its arrival to its response. */
export interface Exchange {
  /** Milliseconds to wait before `complete`; may be infinite. */
  readonly delayMs: number
  /** Processes the request, once. */
  readonly complete: () => CompletedExchange
  /** Undoes this request's change, which could not be saved, and logs that status 500 was sent. */
  readonly revert: () => void
  /** Makes the change again that was undone, and logs the response's own status: to save it alone. */
  readonly repeat: () => void
  /** Logs that the client did not wait for the response. Before `complete`, nothing is processed. */
  readonly abort: () => void
  /** What a debug log says of the request, its secrets redacted. */
  readonly facts: () => RequestFacts
}

/** A running fake. */
export interface Fake {
  /** The bearer token that may manage keys. */
  readonly managementKey: string
  /** Receives a request. */
  readonly begin: (request: FakeRequest) => Exchange
  /** All stored keys in all workspaces, also disabled and expired ones, the most recent first. */
  readonly keys: () => ReadonlyArray<ApiKey>
  /** The requests received, in order, at most the last 10,000. A request that is retried is there twice. */
  readonly requests: () => ReadonlyArray<ReceivedRequest>
  /** The same requests in the client's terms, to compare: `{ operation: "get", input: { hash }, outcome: 404 }`. */
  readonly calls: () => ReadonlyArray<ReceivedCall>
  /** Makes the next matching requests go wrong. Throws a `RangeError` for a fault out of range. */
  readonly fail: (fault: Fault) => void
  /** The faults that no request has met yet, each with the times it has left. */
  readonly faults: () => ReadonlyArray<Fault>
  /** Takes back all faults that wait. */
  readonly clearFaults: () => void
  /** Sets the workspaces that no key can be moved to: such an update is responded to with 409. */
  readonly setConflicts: (workspaceIds: ReadonlyArray<string>) => void
  /**
   * Sets a key's usage in USD, in total and in the current day, week and month, as if all of it had been spent just now.
   * Throws for a hash that is not there and for an amount below 0.
   */
  readonly setUsage: (hash: string, usd: number) => Change
  /**
   * Adds to a key's usage in USD, in total and in the current day, week and month. Spending is not stopped at the limit.
   * Throws for a hash that is not there and for an amount below 0.
   */
  readonly spend: (hash: string, usd: number) => Change
  /** Guardrails, which keys have one, and which keys may use BYOK credentials. */
  readonly restrictions: () => Restrictions
  /** Sets them, as other people would. */
  readonly setRestrictions: (restrictions: Restrictions) => Change
  /** Everything that a fake must remember to continue later. JSON-safe; the same object until a key changes. */
  readonly state: () => PersistedState
  /** Back to the start: the keys, faults and conflicts of the options, no requests. The management key stays. */
  readonly reset: () => Change
}

/** The options of a fake, its clock and its source of randomness. */
export interface MakeFakeOptions extends FakeOptions {
  /** The time in milliseconds since the epoch. */
  readonly now: () => number
  /** Where four numbers from 0 up to 1 come from if there is no `seed`. Default: `crypto.getRandomValues`. */
  readonly random?: (() => number) | undefined
}

const cryptoRandom = (): number => globalThis.crypto.getRandomValues(new Uint32Array(1))[0]! / 0x1_0000_0000

const drawEntropy = (random: () => number): Entropy => {
  const word = (): number => Math.floor(random() * 0x1_0000_0000)
  return [word(), word(), word(), word()]
}

/** Takes the persisted state of a state: the same object again until a key changes. */
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

/** The state of a fake, which one function after the other replaces. */
interface Cell {
  readonly get: () => FakeState
  readonly set: (state: FakeState) => void
  /** How often the fake was reset. */
  readonly resets: () => number
}

/** A change that can be undone once, as long as the fake is not reset. */
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

/** A fake of its own: nothing is shared between two of them. It waits for nothing and has no timers. */
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
    setRestrictions: (restrictions) => {
      const before = state.restrictions
      state = { ...state, restrictions }
      return revertible(cell, null, { before, after: restrictions })
    },
    state: () => persist(state),
    reset: () => {
      const before = state
      // The log goes on counting, so that a request from before a reset finds no other one in its place.
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
