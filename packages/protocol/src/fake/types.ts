/**
 * The vocabulary of the fake: options, requests, responses, faults and the request log. Durations are milliseconds.
 */
import type { ApiKey } from "../ApiKey.js"
import type { OperationName } from "../Operation.js"
import type { ByokKey, KeyAssignment, RestrictionOperationName } from "../Restriction.js"
import type { PersistedState } from "./state.js"

/** The operations of the key API, by the names the client has for them. */
export type Operation = OperationName

/** These, and the operations on what restricts keys. */
export type AnyOperation = Operation | RestrictionOperationName

/** What restricts keys beside their own limits. */
export interface Restrictions {
  /** IDs of the guardrails that there are. */
  readonly guardrails: ReadonlyArray<string>
  /** Which keys have one: a key has one at most. */
  readonly assignments: ReadonlyArray<KeyAssignment>
  /** Credentials at providers, and which keys may use them. */
  readonly byokKeys: ReadonlyArray<ByokKey>
}

/**
 * A key that is there at the start. Absent fields are filled in: a name, no limit, no usage, enabled, never used,
 * created in the default workspace by the default user.
 *
 * Where only some of the usage amounts are given, the others are as if everything had been spent just now.
 */
export interface KeySeed extends Partial<Omit<ApiKey, "limitRemaining">> {
  /** The secret itself, to authenticate with; `hash` follows from it. Default: a secret that is not revealed. */
  readonly key?: string | undefined
}

/** Fields of `GET /key` that describe the account, not the key. */
export interface Account {
  /** Default `false`. */
  readonly isFreeTier?: boolean | undefined
  /** Default `null`: a person's own account. */
  readonly organizationId?: string | null | undefined
  /** Default `["global", "europe", "us"]`. */
  readonly allowedDataRegions?: ReadonlyArray<string> | undefined
  /** Requests to free models: how many a UTC day allows, and how many were made on the first. Default 50 and 0. */
  readonly freeModelDailyRequests?: { readonly limit: number; readonly used: number } | undefined
}

/** A fixed window: it opens with a request and closes after `interval` milliseconds. */
export interface RateLimit {
  readonly requests: number
  readonly interval: number
}

/** How a fake starts. */
export interface FakeOptions {
  /**
   * The key that may manage keys: any text, such as `sk-or-mgmt-…`. Default, also for an empty text: `sk-or-v1-` and 64
   * hex digits, from `seed`.
   */
  readonly managementKey?: string | undefined
  /**
   * The keys at the start. A number makes that many in the default workspace, of varied name, limit, usage, state and last
   * use (some are disabled or expired, so a list that does not ask for those is shorter). A list is in the order the API
   * would list it: each key was created before the one above it, unless `createdAt` says otherwise. Default: none.
   */
  readonly keys?: number | ReadonlyArray<KeySeed> | undefined
  /** The same seed at the same time gives the same keys and secrets. Default: a random one. */
  readonly seed?: string | number | undefined
  /** UUID of the default workspace. Default `0df9e665-d932-5740-b2c7-b52af166bc11`. */
  readonly workspaceId?: string | undefined
  /** Creator of keys that are created without one. Default `user_2dHFtVWx2n56w6HkM0000000000`. */
  readonly userId?: string | undefined
  /** What `GET /key` says of the account. */
  readonly account?: Account | undefined
  /** Respond 429 once more than `requests` arrive within `interval`. Default: no limit. */
  readonly rateLimit?: RateLimit | undefined
  /** Milliseconds that every response takes, in addition to a fault's `delay`. Default 0. */
  readonly latency?: number | undefined
  /** Faults that wait for requests from the start. Default: none. */
  readonly faults?: ReadonlyArray<Fault> | undefined
  /** Workspaces that no key can be moved to: such an update is responded to with 409. Default: none. */
  readonly conflicts?: ReadonlyArray<string> | undefined
  /** Respond 400 `No update fields provided` to an update without a field to change. Default `false`: 200. */
  readonly refuseEmptyUpdate?: boolean | undefined
  /** Guardrails, and which keys may use BYOK credentials, at the start. Default: none. */
  readonly restrictions?: Restrictions | undefined
  /** Continue from the `state()` of another fake. Then `keys` and `restrictions` are ignored. */
  readonly state?: PersistedState | undefined
}

/**
 * What goes wrong with the next matching requests. Without `status` the request is processed as usual, and `headers`,
 * `body`, `cut`, `malformed` and `drop: "after"` change only the response.
 */
export interface Fault {
  /** Which requests are meant. Default: any. */
  readonly operation?: AnyOperation | undefined
  /** How many of them. `Infinity` for all. Default 1. */
  readonly times?: number | undefined
  /** Respond with this status (200 to 599) instead of processing the request. */
  readonly status?: number | undefined
  /** Headers of the response, added to the usual ones. */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** Body of the response: a string as it is, anything else as JSON. Default: the API's error body for `status`. */
  readonly body?: unknown
  /** Milliseconds that pass first; with `drop: "after"`, between the change and the lost response. */
  readonly delay?: number | undefined
  /** Lose the connection: before the request is processed, or after its change was applied. */
  readonly drop?: "before" | "after" | undefined
  /** Announce the whole body, send half of it, and lose the connection. */
  readonly cut?: boolean | undefined
  /** Send the body without its last character, so that it is not JSON. */
  readonly malformed?: boolean | undefined
}

/** A request as a transport hands it over. */
export interface FakeRequest {
  readonly method: string
  /** Absolute, or path and query. The host does not matter. */
  readonly url: string
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body?: string | Uint8Array | undefined
}

/** What a transport has to send, or do instead. */
export type FakeResponse = FakeResponse.Complete | FakeResponse.Cut | FakeResponse.Dropped

export declare namespace FakeResponse {
  /** An ordinary response. */
  export interface Complete {
    readonly _tag: "Complete"
    readonly status: number
    /** Names in lower case. */
    readonly headers: Readonly<Record<string, string>>
    readonly body: string
  }

  /** A response that breaks off: `content-length` announces more than `body`, then the connection is lost. */
  export interface Cut {
    readonly _tag: "Cut"
    readonly status: number
    readonly headers: Readonly<Record<string, string>>
    readonly body: string
  }

  /** No response: the connection is lost, before or after the request's change was applied. */
  export interface Dropped {
    readonly _tag: "Dropped"
    readonly when: "before" | "after"
  }
}

/** How a request ended: the response's status, or why there was none. `aborted`: the client did not wait for it. */
export type RequestOutcome = number | "pending" | "dropped" | "aborted"

/** A received request in the client's terms, without its secrets: for comparisons in tests. */
export interface ReceivedCall {
  /** `null` where the API has no such operation. */
  readonly operation: AnyOperation | null
  /**
   * The request as the client's method takes it, in camelCase: `{ hash, requestBody: { disabled: true } }`. `null` where
   * the API has no such operation; a body that is no JSON object stands as it came.
   */
  readonly input: unknown
  readonly outcome: RequestOutcome
}

/** A request as it was received over HTTP, without its secrets. */
export interface ReceivedRequest extends ReceivedCall {
  readonly method: string
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  /** Names in lower case; `authorization` and anything that looks like a key reads `<redacted>`. */
  readonly headers: Readonly<Record<string, string>>
  /** The JSON body, or the text where it was not JSON; `null` without one. */
  readonly body: unknown
  /** Status of the response; `null` without one. */
  readonly status: number | null
}

/** What a debug log says about a request. */
export interface RequestFacts extends Pick<ReceivedRequest, "operation" | "method" | "path" | "outcome"> {
  /** One line: `GET /api/v1/keys?offset=100 200`. */
  readonly line: string
}

/** A value, or one message that says why there is none. */
export type Result<A> = { readonly ok: true; readonly value: A } | { readonly ok: false; readonly message: string }
