/**
 * The OpenRouter key API in memory: what the real service would answer, for tests that need no network.
 *
 * It knows the REST contract and not this library's client, so that it can disagree with it.
 *
 * @module
 */
import type * as HttpClient from "@effect/platform/HttpClient"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Random from "effect/Random"
import type * as Schema from "effect/Schema"
import type { ApiKey } from "../ApiKey.js"
import { type Entropy, entropyOf } from "../internal/fake/draws.js"
import { makeFetch } from "../internal/fake/fetch.js"
import { makeHttpClient } from "../internal/fake/httpClient.js"
import { makeMachine } from "../internal/fake/machine.js"
import type * as model from "../internal/fake/model.js"
import { State, type State as StoredState } from "../internal/fake/state.js"

/**
 * The OpenRouter key API as a state machine in memory, behind an `HttpClient` and behind a `fetch`.
 *
 * **Details**
 *
 * - Answers under `/api/v1`, whatever the host, with the contract's statuses, bodies and refusals.
 * - Time is Effect's `Clock`: under a `TestClock`, `TestClock.adjust` expires keys, passes delays and starts the days,
 *   weeks and months of usage. `fetch` uses the clock of the place where the fake was made.
 * - Secrets are stored as hashes and never appear in `requests` or `keys`.
 *
 * **Example**
 *
 * ```ts
 * import { FakeOpenRouter } from "@openrouter-keys/core/testing"
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
export class FakeOpenRouter extends Context.Tag("@openrouter-keys/core/FakeOpenRouter")<
  FakeOpenRouter,
  FakeOpenRouter.Service
>() {
  /** A fake of its own: nothing is shared between two of them. */
  static readonly make = (options: FakeOpenRouter.Options = {}): Effect.Effect<FakeOpenRouter.Service> => make(options)

  /** A fake as a service. */
  static readonly layer = (options: FakeOpenRouter.Options = {}): Layer.Layer<FakeOpenRouter> =>
    Layer.effect(FakeOpenRouter, make(options))

  /** Schema of a fake's `state`, to read it back from where it was kept. */
  static readonly State: Schema.Schema<FakeOpenRouter.State> = State
}

export declare namespace FakeOpenRouter {
  /** How a fake starts. */
  export type Options = model.Options

  /** A key that is there at the start. */
  export type KeySeed = model.KeySeed

  /** What `GET /key` says of the account. */
  export type Account = model.Account

  /** A limit on requests per time. */
  export type RateLimit = model.RateLimit

  /** What goes wrong with the next matching requests. */
  export type Fault = model.Fault

  /** The operations of the key API. */
  export type Operation = model.Operation

  /** A request that was received, in the client's terms: operation, input, outcome. */
  export type Call = model.Call

  /** A request that was received, with all that was HTTP about it, without its secrets. */
  export type Request = model.Request

  /** What became of a request: its status, or why there was none. */
  export type Outcome = model.Outcome

  /** What a fake must remember to go on later: its keys, without their secrets. */
  export type State = StoredState

  /** A request as a carrier hands it over to `handle`. */
  export type Incoming = model.Incoming

  /** What a carrier has to bring about: an answer, a cut answer, or a dropped connection. */
  export type Reply = model.Reply

  export namespace Reply {
    /** An ordinary answer. */
    export type Answer = model.Reply.Answer

    /** An answer that breaks off. */
    export type Cut = model.Reply.Cut

    /** No answer at all. */
    export type Dropped = model.Reply.Dropped
  }

  /** A running fake. */
  export interface Service {
    /** The fake as platform's client. A dropped connection is a `RequestError` with reason `Transport`. */
    readonly httpClient: HttpClient.HttpClient
    /**
     * The fake as the web's `fetch`: aborts like it, and rejects with `TypeError("fetch failed")` when a connection is
     * dropped.
     */
    readonly fetch: typeof globalThis.fetch
    /** The one way in, which `httpClient`, `fetch` and the sandbox's server share: for carriers of your own. */
    readonly handle: (request: Incoming) => Effect.Effect<Reply>
    /** The bearer token that may manage keys. */
    readonly managementKey: string
    /** All stored keys in all workspaces, also disabled and expired ones, the most recent first. */
    readonly keys: Effect.Effect<ReadonlyArray<ApiKey>>
    /** The requests received, in order, at most the last 10,000. A request that is sent again is there twice. */
    readonly requests: Effect.Effect<ReadonlyArray<Request>>
    /** The same requests in the client's terms, to compare: `{ operation: "get", input: { hash }, outcome: 404 }`. */
    readonly calls: Effect.Effect<ReadonlyArray<Call>>
    /**
     * Makes the next matching requests go wrong. Faults wait in a queue; a fault out of range is a defect.
     *
     * A client that sends a request again needs as many `times`, and its delay passes on the test's clock: see
     * `retry` of `ApiKeysTest.layer`.
     */
    readonly fail: (fault: Fault) => Effect.Effect<void>
    /** The faults that no request has met yet, each with the times it has left. */
    readonly faults: Effect.Effect<ReadonlyArray<Fault>>
    /** Takes back all faults that wait. */
    readonly clearFaults: Effect.Effect<void>
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
    /** Everything that a fake must remember to go on later. JSON-safe; the same object until a key changes. */
    readonly state: Effect.Effect<State>
    /** Back to the start: the keys and the faults of the options, no requests. The management key stays. */
    readonly reset: Effect.Effect<void>
  }
}

const drawEntropy: Effect.Effect<Entropy> = Effect.map(
  Effect.replicateEffect(Random.nextIntBetween(0, 0x1_0000_0000), 4),
  ([a = 0, b = 0, c = 0, d = 0]) => [a, b, c, d]
)

const make = (options: FakeOpenRouter.Options): Effect.Effect<FakeOpenRouter.Service> =>
  Effect.gen(function*() {
    const entropy = options.seed === undefined ? yield* drawEntropy : entropyOf(options.seed)
    const machine = makeMachine(options, entropy, yield* Clock.currentTimeMillis)
    const runtime = yield* Effect.runtime<never>()
    return {
      ...machine,
      httpClient: makeHttpClient(machine.handle),
      fetch: makeFetch(machine.handle, runtime)
    }
  })
