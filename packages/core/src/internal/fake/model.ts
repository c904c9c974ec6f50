/**
 * The fake's vocabulary: what it is made with, what it is asked, what it answers. `FakeOpenRouter` shows these types
 * under its own name.
 */
import type * as Duration from "effect/Duration"
import type * as Effect from "effect/Effect"
import type { ApiKey } from "../../ApiKey.js"
import type { OperationName } from "../../OpenRouterError.js"
import type { State } from "./state.js"

/** The operations of the key API, by the names the client has for them. */
export type Operation = OperationName

/**
 * A key that is there at the start. What is left out is filled in: a name, no limit, no usage, enabled, created in the
 * default workspace by the default user.
 *
 * Where only some of the usage amounts are given, the others are as if everything had been spent just now.
 */
export interface KeySeed extends Partial<Omit<ApiKey, "limitRemaining">> {
  /** The secret itself, to authenticate with; `hash` follows from it. Default: one that nobody is told. */
  readonly key?: string
}

/** Fields of `GET /key` that describe the account, not the key. */
export interface Account {
  /** Default `false`. */
  readonly isFreeTier?: boolean
  /** Default `null`: a person's own account. */
  readonly organizationId?: string | null
  /** Default `["global", "europe", "us"]`. */
  readonly allowedDataRegions?: ReadonlyArray<string>
  /** Requests to free models: how many a UTC day allows, and how many were made on the first. Default 50 and 0. */
  readonly freeModelDailyRequests?: { readonly limit: number; readonly used: number }
}

/** How a fake starts. */
export interface Options {
  /** The key that may manage keys. Default: `sk-or-v1-` and 64 hex digits, from `seed`. */
  readonly managementKey?: string | undefined
  /**
   * The keys at the start. A number makes that many in the default workspace, of varied name, limit, usage and state
   * (some are disabled, so a list without `includeDisabled` is shorter). A list is in the order the API would list it:
   * each key was created before the one above it, unless `createdAt` says otherwise. Default: none.
   */
  readonly keys?: number | ReadonlyArray<KeySeed> | undefined
  /** The same seed at the same time gives the same keys and secrets. Default: drawn from Effect's `Random`. */
  readonly seed?: string | number | undefined
  /** UUID of the default workspace. Default `0df9e665-d932-5740-b2c7-b52af166bc11`. */
  readonly workspaceId?: string | undefined
  /** Creator of keys that are created without one. Default `user_2dHFtVWx2n56w6HkM0000000000`. */
  readonly userId?: string | undefined
  /** What `GET /key` says of the account. */
  readonly account?: Account | undefined
  /** Answer 429 once more than `requests` arrive within `interval`. Default: no limit. */
  readonly rateLimit?: RateLimit | undefined
  /** How long every answer takes, on top of what a fault's `delay` adds. Default: no time at all. */
  readonly latency?: Duration.DurationInput | undefined
  /** Faults that wait for requests from the start. Default: none. */
  readonly faults?: ReadonlyArray<Fault> | undefined
  /** Go on where another fake stood: its `state`. Then `keys` is not looked at. */
  readonly state?: State | undefined
  /**
   * Run with the new `state` after each change of a key, before the change is confirmed: to save it. If it fails, the
   * change is undone, and its request gets 500 with the error's message; `spend`, `setUsage` and `reset` die with the
   * error. Meanwhile other requests wait, and changes that have waited are saved together. It must not send requests to the fake.
   */
  readonly onChange?: ((state: State) => Effect.Effect<void, Error>) | undefined
}

/** A fixed window: it opens with a request and closes after `interval`. */
export interface RateLimit {
  readonly requests: number
  readonly interval: Duration.DurationInput
}

/**
 * What goes wrong with the next matching requests. Without `status` the request is processed as usual, and `headers`,
 * `body`, `cut`, `malformed` and `drop: "after"` change only what comes back.
 */
export interface Fault {
  /** Which requests are meant. Default: any. */
  readonly operation?: Operation
  /** How many of them. `Infinity` for all. Default 1. */
  readonly times?: number
  /** Answer this status (200 to 599) instead of processing the request. */
  readonly status?: number
  /** Headers of the answer, added to the usual ones. */
  readonly headers?: Readonly<Record<string, string>>
  /** Body of the answer: a string as it is, anything else as JSON. Default: the API's error body for `status`. */
  readonly body?: unknown
  /** Time that passes first; with `drop: "after"`, between the change and the lost answer. */
  readonly delay?: Duration.DurationInput
  /** Lose the connection: before the request is processed, or after its change was applied. */
  readonly drop?: "before" | "after"
  /** Announce the whole body, send half of it, and lose the connection. */
  readonly cut?: boolean
  /** Send the body without its last character, so that it is not JSON. */
  readonly malformed?: boolean
}

/** A request as a carrier hands it over. */
export interface Incoming {
  readonly method: string
  /** Absolute, or path and query. The host does not matter. */
  readonly url: string
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: string | Uint8Array | undefined
}

/** What a carrier has to bring about. */
export type Reply = Reply.Answer | Reply.Cut | Reply.Dropped

export declare namespace Reply {
  /** An ordinary answer. */
  export interface Answer {
    readonly _tag: "Answer"
    readonly status: number
    readonly headers: Readonly<Record<string, string>>
    readonly body: string
  }

  /** An answer that breaks off: `content-length` announces more than `body`, then the connection is lost. */
  export interface Cut {
    readonly _tag: "Cut"
    readonly status: number
    readonly headers: Readonly<Record<string, string>>
    readonly body: string
  }

  /** No answer: the connection is lost, before or after the request's change was applied. */
  export interface Dropped {
    readonly _tag: "Dropped"
    readonly when: "before" | "after"
  }
}

/** What became of a request: the status answered, or why there was none. `aborted`: the client did not wait for it. */
export type Outcome = number | "pending" | "dropped" | "aborted"

/** A request in the client's terms, without its secrets: what `assert.deepStrictEqual` is for. */
export interface Call {
  /** `null` where the API has no such operation. */
  readonly operation: Operation | null
  /**
   * The request as the client's method takes it, in camelCase: `{ hash, requestBody: { disabled: true } }`. `null` where
   * the API has no such operation; a body that is no JSON object stands as it came.
   */
  readonly input: unknown
  readonly outcome: Outcome
}

/** A request as it was received over HTTP, without its secrets. */
export interface Request extends Call {
  readonly method: string
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  /** Names in lower case; `authorization` and anything that looks like a key reads `<redacted>`. */
  readonly headers: Readonly<Record<string, string>>
  /** The JSON body, or the text where it was not JSON; `null` without one. */
  readonly body: unknown
  /** The status answered; `null` without an answer. */
  readonly status: number | null
}
