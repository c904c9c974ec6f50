/**
 * The key API as a pure state machine: from a state and a request to the next state and a response. It has no clock,
 * randomness or I/O; `now` is milliseconds since the epoch. Old states stay valid.
 */
import { authenticate, countRequest } from "./auth.js"
import { applyFault, respondWith, storeFault, takeFault } from "./faults.js"
import { toTimestamp } from "./key.js"
import * as Log from "./log.js"
import { type Handled, operations } from "./operations.js"
import { continueRandom, drawFrom, type Entropy, startRandom } from "./random.js"
import { standardError } from "./response.js"
import * as Restrictions from "./restrictions.js"
import { type Route, routeOf } from "./route.js"
import { startingKeys } from "./seed.js"
import {
  type FakeState,
  type LogEntry,
  readNumber,
  type Settings,
  type StoredFault,
  type StoredKey,
  storeNumber
} from "./state.js"
import * as Store from "./store.js"
import type { FakeOptions, FakeRequest, FakeResponse, RequestOutcome } from "./types.js"
import { addUsage, spentNow } from "./usage.js"
import * as Vector from "./vector.js"

// =====================================================================================================================
// The start
// =====================================================================================================================

const checkDuration = (name: string, millis: number): number => {
  if (millis >= 0) return millis
  throw new RangeError(`${name} must be 0 milliseconds or more, not ${String(millis)}`)
}

const settingsOf = (options: FakeOptions, managementKey: string, now: number): Settings => ({
  managementKey,
  workspaceId: (options.workspaceId ?? "0df9e665-d932-5740-b2c7-b52af166bc11").toLowerCase(),
  userId: options.userId ?? "user_2dHFtVWx2n56w6HkM0000000000",
  account: options.account ?? {},
  rateLimit: options.rateLimit === undefined ? null : {
    requests: options.rateLimit.requests,
    interval: checkDuration("rateLimit.interval", options.rateLimit.interval)
  },
  latency: storeNumber(checkDuration("latency", options.latency ?? 0)),
  conflicts: (options.conflicts ?? []).map((workspaceId) => workspaceId.toLowerCase()),
  refuseEmptyUpdate: options.refuseEmptyUpdate ?? false,
  startedAt: now
})

const startingRestrictions = ({ restrictions, state }: FakeOptions): FakeState["restrictions"] => {
  if (state !== undefined) return state.restrictions ?? Restrictions.none
  return restrictions === undefined ? Restrictions.none : Restrictions.checked(restrictions)
}

/**
 * The initial state. The same options, entropy and time give the same keys. Throws a `RangeError` for a fault or a
 * duration out of range.
 */
export const initialState = (options: FakeOptions, entropy: Entropy, now: number): FakeState => {
  const random = drawFrom(startRandom(entropy))
  const settings = settingsOf(options, options.managementKey || random.secret(), now)
  const keys = options.state?.keys ?? startingKeys(options.keys ?? [], { random, now, ...settings })
  return {
    settings,
    keys: Store.makeStore(keys),
    restrictions: startingRestrictions(options),
    random: options.state === undefined ? random.state() : continueRandom(entropy, options.state.drawn),
    faults: (options.faults ?? []).map(storeFault),
    window: null,
    log: Vector.empty()
  }
}

// =====================================================================================================================
// Requests
// =====================================================================================================================

/** A received request that is not processed yet. Contains the request's secrets. */
export interface Pending {
  /** Its index in the log. */
  readonly id: number
  /** Its log entry on arrival. */
  readonly entry: LogEntry
  readonly route: Route
  readonly token: string | undefined
  readonly body: string
  readonly fault: StoredFault | undefined
  /** Milliseconds to wait before the request is processed; may be infinite. */
  readonly delayMs: number
}

/** A request that was processed. */
export interface Completed {
  readonly response: FakeResponse
  /** Milliseconds to wait before the response is sent; may be infinite. */
  readonly delayMs: number
  /** The change of a key, if any. */
  readonly change: Store.KeyChange | null
  /** The change of the restrictions, if any. */
  readonly restricted: Restrictions.RestrictionChange | null
}

/** Receives a request: logs it and takes the fault that applies to it. */
export const begin = (state: FakeState, request: FakeRequest): readonly [FakeState, Pending] => {
  const route = routeOf(request)
  const read = Log.readRequest(request)
  const entry = Log.entryOf(read, route, state.settings.managementKey)
  const [fault, faults] = takeFault(state.faults, route.operation)
  const delay = fault?.delay === undefined || fault.drop === "after" ? 0 : readNumber(fault.delay)
  return [
    { ...state, faults, log: Log.add(state.log, entry) },
    {
      id: state.log.end,
      entry,
      route,
      token: read.token,
      body: read.body,
      fault,
      delayMs: readNumber(state.settings.latency) + delay
    }
  ]
}

const process = (state: FakeState, { body, route, token }: Pending, now: number): Handled => {
  if (route.allow.length === 0) return { state, response: standardError(404) }
  if (route.operation === null) return { state, response: standardError(405, { allow: route.allow.join(", ") }) }
  const principal = authenticate(state, token, now)
  if (principal._tag === "Complete") return { state, response: principal }
  const [counted, tooMany] = countRequest(state, now)
  if (tooMany !== undefined) return { state: counted, response: tooMany }
  if (principal._tag === "Created" && route.operation !== "getCurrentKeyMetadata") {
    return { state: counted, response: standardError(403) }
  }
  return operations[route.operation](counted, { principal, route, body, now })
}

const noted = (state: FakeState, pending: Pending, completed: Completed): readonly [FakeState, Completed] => {
  const { response } = completed
  return [noteOutcome(state, pending, response._tag === "Dropped" ? "dropped" : response.status), completed]
}

/** Processes a request once its delay has passed. */
export const complete = (state: FakeState, pending: Pending, now: number): readonly [FakeState, Completed] => {
  const { fault } = pending
  if (fault?.drop === "before") {
    return noted(state, pending, {
      response: { _tag: "Dropped", when: "before" },
      delayMs: 0,
      change: null,
      restricted: null
    })
  }
  if (fault?.status !== undefined && fault.drop === undefined) {
    return noted(state, pending, {
      response: applyFault(respondWith(fault.status), fault),
      delayMs: 0,
      change: null,
      restricted: null
    })
  }
  const { changed, response, state: next } = process(state, pending, now)
  const change = changed === undefined ? null : Store.changeBetween(state.keys, next.keys, changed)
  const restricted = state.restrictions === next.restrictions
    ? null
    : { before: state.restrictions, after: next.restrictions }
  if (fault?.drop === "after") {
    const delayMs = readNumber(fault.delay ?? 0)
    return noted(next, pending, { response: { _tag: "Dropped", when: "after" }, delayMs, change, restricted })
  }
  return noted(next, pending, {
    response: fault === undefined ? response : applyFault(response, fault),
    delayMs: 0,
    change,
    restricted
  })
}

/** Logs how a request ended, unless {@link complete} did. */
export const noteOutcome = (state: FakeState, { id }: Pending, outcome: RequestOutcome): FakeState => ({
  ...state,
  log: Log.note(state.log, id, outcome)
})

/** Logs that the client did not wait for the response. A change that was made stays. */
export const abort = (state: FakeState, pending: Pending): FakeState => noteOutcome(state, pending, "aborted")

/** Undoes the change of a key; later changes stay. Secrets that were drawn are not drawn again. */
export const revertChange = (state: FakeState, change: Store.KeyChange): FakeState => ({
  ...state,
  keys: Store.undo(state.keys, change)
})

/** Repeats a change that was undone. */
export const repeatChange = (state: FakeState, change: Store.KeyChange): FakeState => ({
  ...state,
  keys: Store.redo(state.keys, change)
})

// =====================================================================================================================
// Usage
// =====================================================================================================================

const useKey = (
  name: "setUsage" | "spend",
  usageOf: (key: StoredKey, usd: number, now: number) => StoredKey["usage"]
) =>
(state: FakeState, hash: string, usd: number, now: number): readonly [FakeState, Store.KeyChange | null] => {
  const key = Store.get(state.keys, hash)
  if (key === undefined) throw new Error(`${name}: no key has the hash ${JSON.stringify(hash)}`)
  if (!(usd >= 0 && usd < Infinity)) throw new RangeError(`${name}: USD must be 0 or more, not ${String(usd)}`)
  const keys = Store.put(state.keys, { ...key, usage: usageOf(key, usd, now), lastUsedAt: toTimestamp(now) })
  return [{ ...state, keys }, Store.changeBetween(state.keys, keys, hash)]
}

/**
 * Sets a key's usage in USD, as if all of it had been spent at `now`. Throws if no key has the hash or the amount is
 * below 0.
 */
export const setUsage = useKey("setUsage", (_, usd, now) => spentNow(usd, now))

/** Adds to a key's usage in USD. Throws if no key has the hash or the amount is below 0. */
export const spend = useKey("spend", (key, usd, now) => addUsage(key.usage, usd, now))
