/**
 * The OpenRouter key API in memory: what the real service would respond, for tests that need no network.
 *
 * It knows the REST contract and not this library's client, so that it can disagree with it.
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
 * The OpenRouter key API as a state machine in memory, behind an `HttpClient` and behind a `fetch`.
 *
 * **Details**
 *
 * - Responds under `/api/v1`, whatever the host, with the contract's statuses, bodies and rejections.
 * - Time is Effect's `Clock`: under a `TestClock`, `TestClock.adjust` expires keys, passes delays and starts the days,
 *   weeks and months of usage. `fetch` uses the clock of the place where the fake was made.
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
  /** A fake of its own: nothing is shared between two of them. */
  static readonly make = (options: FakeOpenRouter.Options = {}): Effect.Effect<FakeOpenRouter.Service> => make(options)

  /** A fake as a service. */
  static readonly layer = (options: FakeOpenRouter.Options = {}): Layer.Layer<FakeOpenRouter> =>
    Layer.effect(FakeOpenRouter, make(options))

  /** Schema of a fake's `state`, to read it back from where it was kept. */
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
  /** How a fake starts. */
  export interface Options extends Omit<Fake.FakeOptions, "rateLimit" | "latency" | "faults"> {
    /** Respond 429 once more than `requests` arrive within `interval`. Default: no limit. */
    readonly rateLimit?: RateLimit | undefined
    /** Time that every response takes, in addition to a fault's `delay`. Default: none. */
    readonly latency?: Duration.Input | undefined
    /** Faults that wait for requests from the start. Default: none. */
    readonly faults?: ReadonlyArray<Fault> | undefined
    /**
     * Run with the new `state` after a change of keys, before the response: to save it. Where it fails, the change is
     * undone and the response is a 500 with the error's message. Changes at the same time may be saved together.
     */
    readonly onChange?: OnChange | undefined
  }

  /** A key that is there at the start. */
  export type KeySeed = Fake.KeySeed

  /** Fields of `GET /key` that describe the account. */
  export type Account = Fake.Account

  /** A limit on requests per time. */
  export type RateLimit = options.RateLimit

  /** What goes wrong with the next matching requests. */
  export type Fault = options.Fault

  /** The operations of the key API. */
  export type Operation = Fake.Operation

  /** A received request in the client's terms: operation, input, outcome. */
  export type ReceivedCall = Fake.ReceivedCall

  /** Guardrails of keys, and allowlists of BYOK credentials. */
  export type Restrictions = Fake.Restrictions

  /** A received request as HTTP, without its secrets. */
  export type ReceivedRequest = Fake.ReceivedRequest

  /** How a request ended: its status, or why there was none. */
  export type RequestOutcome = Fake.RequestOutcome

  /** What a fake must remember to continue later: its keys, without their secrets. */
  export type State = Fake.PersistedState

  /** A request as a transport hands it over to `handle`. */
  export type Request = Fake.FakeRequest

  /** What a transport has to send: a complete response, a cut one, or none. */
  export type Response = Fake.FakeResponse

  /** A running fake. */
  export interface Service {
    /** The fake as an `HttpClient`. A dropped connection is an `HttpClientError` with reason `TransportError`. */
    readonly httpClient: HttpClient.HttpClient
    /**
     * The fake as the web's `fetch`: aborts like it, and rejects with `TypeError("fetch failed")` when a connection is
     * dropped.
     */
    readonly fetch: typeof globalThis.fetch
    /** The one way in, which `httpClient`, `fetch` and the sandbox's server share: for transports of your own. */
    readonly handle: (request: Request) => Effect.Effect<Response>
    /** The bearer token that may manage keys. */
    readonly managementKey: string
    /** All stored keys in all workspaces, also disabled and expired ones, the most recent first. */
    readonly keys: Effect.Effect<ReadonlyArray<ApiKey>>
    /** The requests received, in order, at most the last 10,000. A request that is retried is there twice. */
    readonly requests: Effect.Effect<ReadonlyArray<ReceivedRequest>>
    /** The same requests in the client's terms, to compare: `{ operation: "get", input: { hash }, outcome: 404 }`. */
    readonly calls: Effect.Effect<ReadonlyArray<ReceivedCall>>
    /**
     * Makes the next matching requests go wrong. Faults wait in a queue; a fault out of range is a defect.
     *
     * A client that retries a request needs as many `times`, and its delay passes on the test's clock: see `retry` of
     * `ApiKeysTest.layer`.
     */
    readonly fail: (fault: Fault) => Effect.Effect<void>
    /** The faults that no request has met yet, each with the times it has left. */
    readonly faults: Effect.Effect<ReadonlyArray<Fault>>
    /** Takes back all faults that wait. */
    readonly clearFaults: Effect.Effect<void>
    /** Sets the workspaces that no key can be moved to: such an update fails with 409. */
    readonly setConflicts: (workspaceIds: ReadonlyArray<string>) => Effect.Effect<void>
    /**
     * Sets a key's usage in USD, in total and in the current day, week and month: as if all of it had been spent just
     * now. A hash that is not there and a negative amount are defects.
     */
    readonly setUsage: (hash: string, usd: number) => Effect.Effect<void>
    /**
     * Adds to a key's usage in USD, in total and in the current day, week and month. Spending is not stopped at the
     * limit. A hash that is not there and a negative amount are defects.
     */
    readonly spend: (hash: string, usd: number) => Effect.Effect<void>
    /** Guardrails, which keys have one, and which keys may use BYOK credentials. */
    readonly restrictions: Effect.Effect<Fake.Restrictions>
    /** Sets guardrails, their keys, and the allowlists of BYOK credentials, as other people would. */
    readonly setRestrictions: (restrictions: Fake.Restrictions) => Effect.Effect<void>
    /** Everything that a fake must remember to continue later. JSON-safe; the same object until a key changes. */
    readonly state: Effect.Effect<State>
    /** Back to the start: the keys and the faults of the options, no requests. The management key stays. */
    readonly reset: Effect.Effect<void>
  }
}

/** Four numbers of Effect's `Random`, so that a test's seed decides the secrets. */
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
