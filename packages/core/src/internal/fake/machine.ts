/**
 * The key API as a state machine: a request comes in, keys change, a reply goes out. Carriers bring the requests.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import { identity } from "effect/Function"
import { authenticate, makeLimiter } from "./auth.js"
import { type Commit, makeCommit } from "./commit.js"
import { type Entropy, makeDraws } from "./draws.js"
import { makeFaultQueue, underFault } from "./faults.js"
import { view } from "./key.js"
import { bearerOf, type Entry, makeRequestLog, textOf } from "./log.js"
import type { Call, Fault, Incoming, Options, Outcome, Reply, Request } from "./model.js"
import { operations, type Workplace } from "./operations.js"
import { error, standardError } from "./reply.js"
import { type Route, routeOf } from "./route.js"
import { startingKeys } from "./seed.js"
import type { State, StoredKey } from "./state.js"
import { makeStore } from "./store.js"
import { spend, spentNow } from "./usage.js"

/** The machine, and the ways to look at it and to move it. */
export interface Machine {
  readonly managementKey: string
  readonly handle: (request: Incoming) => Effect.Effect<Reply>
  readonly keys: Effect.Effect<ReadonlyArray<ReturnType<typeof view>>>
  readonly requests: Effect.Effect<ReadonlyArray<Request>>
  readonly calls: Effect.Effect<ReadonlyArray<Call>>
  readonly fail: (fault: Fault) => Effect.Effect<void>
  readonly faults: Effect.Effect<ReadonlyArray<Fault>>
  readonly clearFaults: Effect.Effect<void>
  readonly setUsage: (hash: string, usd: number) => Effect.Effect<void>
  readonly spend: (hash: string, usd: number) => Effect.Effect<void>
  readonly state: Effect.Effect<State>
  readonly reset: Effect.Effect<void>
}

/** The state at the start: the same options, entropy and time give the same keys. */
const start = (options: Options, entropy: Entropy, now: number): Workplace => {
  const draws = makeDraws(entropy)
  const managementKey = options.managementKey ?? draws.secret()
  const workspaceId = (options.workspaceId ?? "0df9e665-d932-5740-b2c7-b52af166bc11").toLowerCase()
  const userId = options.userId ?? "user_2dHFtVWx2n56w6HkM0000000000"
  const place = { managementKey, workspaceId, userId, account: options.account ?? {}, startedAt: now }
  return options.state === undefined
    ? { ...place, draws, store: makeStore(startingKeys(options.keys ?? [], { draws, now, workspaceId, userId })) }
    : { ...place, draws: makeDraws(entropy, options.state.drawn), store: makeStore(options.state.keys) }
}

/** Runs `run`, and keeps the state with `onChange` if it has changed. */
const makeCommitOf = ({ onChange }: Options, current: () => State, restore: (state: State) => void): Commit =>
  onChange === undefined
    ? (run) => Effect.uninterruptible(Effect.sync(run))
    : makeCommit({ current, restore, keep: onChange })

/** Takes the state of a place: the same object again until a key changes. */
const makeSnapshot = (): (place: Workplace) => State => {
  let taken: { readonly of: ReadonlyArray<StoredKey>; readonly state: State } | undefined
  return ({ draws, store }) => {
    const keys = store.all()
    // The store makes this list anew whenever a key changes.
    if (taken?.of !== keys) {
      taken = { of: keys, state: { version: 1, drawn: draws.drawn(), keys: [...keys].reverse() } }
    }
    return taken.state
  }
}

/** A debug log line per request, annotated so that a logger can pick out these lines, and what they say. */
const announced = (entry: Entry) => <A>(answer: Effect.Effect<A>): Effect.Effect<A> =>
  Effect.flatMap(Clock.currentTimeMillis, (from) =>
    Effect.ensuring(
      answer,
      Effect.flatMap(Clock.currentTimeMillis, (to) =>
        Effect.annotateLogs(Effect.logDebug(`${entry.line()} in ${to - from} ms`), {
          service: "FakeOpenRouter",
          ...entry.facts(),
          millis: to - from
        }))
    ))

export const makeMachine = (options: Options, entropy: Entropy, startedAt: number): Machine => {
  let place = start(options, entropy, startedAt)
  const faults = makeFaultQueue()
  options.faults?.forEach(faults.add)
  const log = makeRequestLog(place.managementKey)
  const limiter = makeLimiter(options.rateLimit)
  const snapshot = makeSnapshot()
  const commit = makeCommitOf(options, () => snapshot(place), ({ drawn, keys }) => {
    place = { ...place, draws: makeDraws(entropy, drawn), store: makeStore(keys) }
  })
  const changing = <A>(change: (now: number) => A): Effect.Effect<A, Error> =>
    Effect.flatMap(Clock.currentTimeMillis, (now) => commit(() => change(now)))

  const process = (request: Incoming, route: Route, now: number): Reply.Answer => {
    if (route.allow.length === 0) return standardError(404)
    if (route.operation === null) return standardError(405, { allow: route.allow.join(", ") })
    const caller = authenticate(bearerOf(request.headers.authorization), place.managementKey, place.store, now)
    if (Either.isLeft(caller)) return caller.left
    const tooMany = limiter.count(now)
    if (tooMany !== undefined) return tooMany
    if (caller.right._tag === "Created" && route.operation !== "getCurrentKeyMetadata") return standardError(403)
    return operations[route.operation](place, { caller: caller.right, route, body: textOf(request.body), now })
  }

  const handle = (request: Incoming): Effect.Effect<Reply> =>
    Effect.suspend(() => {
      const route = routeOf(request)
      const entry = log.open(request, route)
      const fault = faults.take(route.operation)
      const processed = Effect.catchAll(
        changing((now) => process(request, route, now)),
        ({ message }) => Effect.succeed(error(500, message))
      )
      const settle = (outcome: Outcome) => Effect.sync(() => entry.settle(outcome))
      return (fault === undefined ? processed : underFault(fault, processed)).pipe(
        options.latency === undefined ? identity : Effect.delay(options.latency),
        Effect.tap((reply) => settle(reply._tag === "Dropped" ? "dropped" : reply.status)),
        Effect.onInterrupt(() => settle("aborted")),
        announced(entry)
      )
    })

  const change = (
    what: "setUsage" | "spend",
    hash: string,
    usd: number,
    usageOf: (key: StoredKey, now: number) => StoredKey["usage"]
  ): Effect.Effect<void> =>
    Effect.orDie(changing((now) => {
      const key = place.store.get(hash)
      if (key === undefined) throw new Error(`FakeOpenRouter.${what}: there is no key with hash "${hash}"`)
      if (!(usd >= 0 && usd < Infinity)) {
        throw new RangeError(`FakeOpenRouter.${what}: USD must be 0 or more, not ${usd}`)
      }
      place.store.set({ ...key, usage: usageOf(key, now) })
    }))

  return {
    managementKey: place.managementKey,
    handle,
    keys: Effect.map(Clock.currentTimeMillis, (now) => place.store.all().map((key) => view(key, now))),
    requests: Effect.sync(log.entries),
    calls: Effect.sync(log.calls),
    fail: (fault) => Effect.sync(() => faults.add(fault)),
    faults: Effect.sync(faults.waiting),
    clearFaults: Effect.sync(faults.clear),
    setUsage: (hash, usd) => change("setUsage", hash, usd, (_, now) => spentNow(usd, now)),
    spend: (hash, usd) => change("spend", hash, usd, (key, now) => spend(key.usage, usd, now)),
    state: Effect.sync(() => snapshot(place)),
    reset: Effect.orDie(Effect.map(
      changing(() => {
        place = start(options, entropy, startedAt)
      }),
      () => {
        faults.clear()
        options.faults?.forEach(faults.add)
        log.clear()
        limiter.clear()
      }
    ))
  }
}
