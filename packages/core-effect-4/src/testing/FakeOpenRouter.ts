/**
 * The OpenRouter key API in memory, for tests without a network.
 *
 * It implements the REST contract independently of this library's client, so that it can reveal the client's mistakes.
 *
 * @module
 */
import type * as Fake from "@openrouter-keys/protocol/fake"
import { makeFake, readState } from "@openrouter-keys/protocol/fake"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import * as Random from "effect/Random"
import * as Schema from "effect/Schema"
import * as SchemaGetter from "effect/SchemaGetter"
import * as SchemaIssue from "effect/SchemaIssue"
import type { ApiKey } from "../ApiKey.js"
import { makeCommit, type OnChange } from "../internal/fake/commit.js"
import { makeFetch } from "../internal/fake/fetch.js"
import { atCurrentTime, commitNow, makeHandle } from "../internal/fake/handle.js"
import { makeHttpClient } from "../internal/fake/httpClient.js"
import * as options from "../internal/fake/options.js"

/**
 * The OpenRouter key API in memory, as an `HttpClient` and as a `fetch` function.
 *
 * **Details**
 *
 * - Responds under `/api/v1` of any host, with the statuses, bodies and errors of the REST contract.
 * - Time is Effect's `Clock`: `TestClock.adjust` expires keys, passes delays and resets usage. `fetch` uses the clock
 *   of the fiber that created the fake.
 * - Secrets are stored as hashes and never appear in `requests` or `keys`.
 *
 * **Example**
 *
 * ```ts
 * import { FakeOpenRouter } from "@openrouter-keys/core-effect-4/testing"
 * import * as Effect from "effect/Effect"
 *
 * export const main = Effect.gen(function*() {
 *   const fake = yield* FakeOpenRouter.make({ keys: [{ name: "CI", limit: 5 }] })
 *   yield* fake.fail({ operation: "create", drop: "after" })
 *   const [key] = yield* fake.keys
 *   yield* fake.spend(key!.hash, 1.5)
 *   return yield* fake.keys
 * })
 * ```
 */
export class FakeOpenRouter extends Context.Service<FakeOpenRouter, FakeOpenRouter.Service>()(
  "@openrouter-keys/core-effect-4/FakeOpenRouter"
) {
  /** Creates an independent fake. */
  static readonly make = (options: FakeOpenRouter.Options = {}): Effect.Effect<FakeOpenRouter.Service> => make(options)

  /** A fake as a service. */
  static readonly layer = (options: FakeOpenRouter.Options = {}): Layer.Layer<FakeOpenRouter> =>
    Layer.effect(FakeOpenRouter, make(options))

  /** Schema of a fake's `state`, to read it back from storage. */
  static readonly State: Schema.Codec<FakeOpenRouter.State, unknown> = Schema.Unknown.pipe(
    Schema.decodeTo(Schema.declare((u): u is FakeOpenRouter.State => readState(u).ok), {
      decode: SchemaGetter.transformEffect((json: unknown) => {
        const state = readState(json)
        return state.ok
          ? Effect.succeed(state.value)
          : Effect.fail(new SchemaIssue.InvalidValue({ message: state.message }))
      }),
      encode: SchemaGetter.transform((state): unknown => state)
    })
  )
}

export declare namespace FakeOpenRouter {
  /** Options of a fake. */
  export interface Options extends Omit<Fake.FakeOptions, "rateLimit" | "latency" | "faults"> {
    /** Respond with 429 if more than `requests` arrive within `interval`. Default: no limit. */
    readonly rateLimit?: RateLimit | undefined
    /** Delay of every response, in addition to a fault's `delay`. Default: none. */
    readonly latency?: Duration.Input | undefined
    /** Faults that are pending from the start. Default: none. */
    readonly faults?: ReadonlyArray<Fault> | undefined
    /**
     * Saves the new `state` after a change, before the response is sent. If it fails, the change is undone and the
     * response is a 500 with the error's message. Concurrent changes may be saved together.
     */
    readonly onChange?: OnChange | undefined
  }

  /** A key at the start. */
  export type KeySeed = Fake.KeySeed

  /** Fields of `GET /key` that describe the account. */
  export type Account = Fake.Account

  /** A rate limit. */
  export type RateLimit = options.RateLimit

  /** A fault for the next matching requests. */
  export type Fault = options.Fault

  /** The operations of the key API. */
  export type Operation = Fake.Operation

  /** A received request in the client's terms: operation, input, outcome. */
  export type ReceivedCall = Fake.ReceivedCall

  /** Guardrails of keys, and allowlists of BYOK credentials. */
  export type Restrictions = Fake.Restrictions

  /** A received HTTP request, secrets redacted. */
  export type ReceivedRequest = Fake.ReceivedRequest

  /** How a request ended: the status of the response, or why there was none. */
  export type RequestOutcome = Fake.RequestOutcome

  /** The state to persist, to continue later: the keys, without their secrets. */
  export type State = Fake.PersistedState

  /** A request that a transport passes to `handle`. */
  export type Request = Fake.FakeRequest

  /** The response that a transport sends: complete, truncated, or none. */
  export type Response = Fake.FakeResponse

  /** A running fake. */
  export interface Service {
    /** The fake as an `HttpClient`. A dropped connection is an `HttpClientError` with reason `TransportError`. */
    readonly httpClient: HttpClient.HttpClient
    /**
     * The fake as a `fetch` function. It can be aborted, and rejects with `TypeError("fetch failed")` if the connection
     * is dropped.
     */
    readonly fetch: typeof globalThis.fetch
    /** The request handler of `httpClient`, `fetch` and the sandbox's server, for your own transports. */
    readonly handle: (request: Request) => Effect.Effect<Response>
    /** The management key, as bearer token. */
    readonly managementKey: string
    /** All stored keys of all workspaces, including disabled and expired ones, the most recent first. */
    readonly keys: Effect.Effect<ReadonlyArray<ApiKey>>
    /** The requests received, in order; at most the last 10,000. Each retry is a request of its own. */
    readonly requests: Effect.Effect<ReadonlyArray<ReceivedRequest>>
    /**
     * The same requests in the client's terms, for assertions: `{ operation: "get", input: { hash }, outcome: 404 }`.
     */
    readonly calls: Effect.Effect<ReadonlyArray<ReceivedCall>>
    /**
     * Injects a fault into the next matching requests. Faults are queued. A value out of range is a defect.
     *
     * Each retry of a client takes one of the `times`, and its delay passes on the test clock: see `retry` of
     * `ApiKeysTest.layer`.
     */
    readonly fail: (fault: Fault) => Effect.Effect<void>
    /** The pending faults, each with its remaining `times`. */
    readonly faults: Effect.Effect<ReadonlyArray<Fault>>
    /** Removes all pending faults. */
    readonly clearFaults: Effect.Effect<void>
    /** Sets the workspaces that reject keys: moving a key there fails with 409. */
    readonly setConflicts: (workspaceIds: ReadonlyArray<string>) => Effect.Effect<void>
    /**
     * Sets a key's usage in USD, in total and in the current day, week and month, as if all of it had been spent just
     * now. An unknown hash or a negative amount is a defect.
     */
    readonly setUsage: (hash: string, usd: number) => Effect.Effect<void>
    /**
     * Adds to a key's usage in USD, in total and in the current day, week and month. Does not stop at the limit. An
     * unknown hash or a negative amount is a defect.
     */
    readonly spend: (hash: string, usd: number) => Effect.Effect<void>
    /** Guardrails, their assignments to keys, and the allowlists of BYOK credentials. */
    readonly restrictions: Effect.Effect<Fake.Restrictions>
    /** Replaces the restrictions, as if changed elsewhere. An invalid field is a defect that names it. */
    readonly setRestrictions: (restrictions: Fake.Restrictions) => Effect.Effect<void>
    /** The state to persist, to continue later. JSON-safe; the same object until a key changes. */
    readonly state: Effect.Effect<State>
    /** Resets to the keys and faults of the options, and clears the requests. The management key stays. */
    readonly reset: Effect.Effect<void>
  }
}

/** Four numbers from Effect's `Random`, so that the seed of a test determines the secrets. */
const drawRandom: Effect.Effect<() => number> = Effect.map(
  Effect.all([Random.next, Random.next, Random.next, Random.next]),
  (numbers) => {
    let index = 0
    return () => numbers[index++ % numbers.length]!
  }
)

const make = (given: FakeOpenRouter.Options): Effect.Effect<FakeOpenRouter.Service> =>
  Effect.gen(function*() {
    const { faults = [], latency, onChange, rateLimit, ...rest } = given
    const time = { millis: yield* Clock.currentTimeMillis }
    const fake = makeFake({
      ...rest,
      rateLimit: rateLimit === undefined ? undefined : options.toRateLimit(rateLimit),
      latency: options.toMillis(latency),
      faults: faults.map(options.toFault),
      now: () => time.millis,
      random: yield* drawRandom
    })
    const context = yield* Effect.context()
    const commit = makeCommit(fake.state, onChange)
    const handle = makeHandle(fake, commit, time)
    const changing = (change: () => Fake.Change): Effect.Effect<void> => Effect.orDie(commitNow(time, commit, change))
    return {
      managementKey: fake.managementKey,
      handle,
      httpClient: makeHttpClient(handle),
      fetch: makeFetch(handle, context),
      keys: atCurrentTime(time, fake.keys),
      requests: Effect.sync(fake.requests),
      calls: Effect.sync(fake.calls),
      fail: (fault) => Effect.sync(() => fake.fail(options.toFault(fault))),
      faults: Effect.sync(fake.faults),
      clearFaults: Effect.sync(fake.clearFaults),
      setConflicts: (workspaceIds) => Effect.sync(() => fake.setConflicts(workspaceIds)),
      setUsage: (hash, usd) => changing(() => fake.setUsage(hash, usd)),
      spend: (hash, usd) => changing(() => fake.spend(hash, usd)),
      restrictions: Effect.sync(fake.restrictions),
      setRestrictions: (restrictions) => changing(() => fake.setRestrictions(restrictions)),
      state: Effect.sync(fake.state),
      reset: changing(fake.reset)
    }
  })
