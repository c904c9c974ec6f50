/**
 * Types of the fake: options, requests, responses, faults and the request log. Durations are milliseconds.
 */
import type { ApiKey } from "../ApiKey.js"
import type { OperationName } from "../Operation.js"
import type { ByokKey, KeyAssignment, RestrictionOperationName } from "../Restriction.js"
import type { PersistedState } from "./state.js"

/** The operations of the key API, by the names the client has for them. */
export type Operation = OperationName

/** These, and the operations on restrictions. */
export type AnyOperation = Operation | RestrictionOperationName

/** Restrictions on keys in addition to their own limits. */
export interface Restrictions {
  /** IDs of the existing guardrails. */
  readonly guardrails: ReadonlyArray<string>
  /** Assignments of guardrails to keys, at most one per key. */
  readonly assignments: ReadonlyArray<KeyAssignment>
  /** BYOK credentials, and which keys may use them. */
  readonly byokKeys: ReadonlyArray<ByokKey>
}

/**
 * A key at the start. Defaults: a name, no limit, no usage, enabled, never used, created in the default workspace by
 * the default user.
 *
 * If only some of the usage amounts are given, the others are as if everything had been spent just now.
 */
export interface KeySeed extends Partial<Omit<ApiKey, "limitRemaining">> {
  /** The secret, to authenticate with; `hash` is derived from it. Default: an unknown secret. */
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
  /** Requests to free models: the limit per UTC day, and how many were made on the first day. Default 50 and 0. */
  readonly freeModelDailyRequests?: { readonly limit: number; readonly used: number } | undefined
}

/** A fixed window that opens with a request and closes after `interval` milliseconds. */
export interface RateLimit {
  readonly requests: number
  readonly interval: number
}

/** Options of a fake. */
export interface FakeOptions {
  /**
   * The management key: any text, such as `sk-or-mgmt-…`. Default, also for an empty text: `sk-or-v1-` and 64 hex
   * digits, from `seed`.
   */
  readonly managementKey?: string | undefined
  /**
   * The keys at the start. A number creates that many in the default workspace, with varied name, limit, usage, state
   * and last use; some are disabled or expired, and a list leaves those out by default. An array is in the order of
   * `list`: each key was created before the one above it, unless `createdAt` is given. Default: none.
   */
  readonly keys?: number | ReadonlyArray<KeySeed> | undefined
  /** The same seed at the same time gives the same keys and secrets. Default: random. */
  readonly seed?: string | number | undefined
  /** UUID of the default workspace. Default `0df9e665-d932-5740-b2c7-b52af166bc11`. */
  readonly workspaceId?: string | undefined
  /** Creator of keys that are created without one. Default `user_2dHFtVWx2n56w6HkM0000000000`. */
  readonly userId?: string | undefined
  /** Account fields of `GET /key`. */
  readonly account?: Account | undefined
  /** Respond with 429 if more than `requests` arrive within `interval`. Default: no limit. */
  readonly rateLimit?: RateLimit | undefined
  /** Delay of every response in milliseconds, in addition to a fault's `delay`. Default 0. */
  readonly latency?: number | undefined
  /** Faults that are pending from the start. Default: none. */
  readonly faults?: ReadonlyArray<Fault> | undefined
  /** Workspaces that reject keys: moving a key there fails with 409. Default: none. */
  readonly conflicts?: ReadonlyArray<string> | undefined
  /** Respond with 400 `No update fields provided` to an update without fields. Default `false`: 200. */
  readonly refuseEmptyUpdate?: boolean | undefined
  /** Guardrails and the allowlists of BYOK credentials at the start. Default: none. */
  readonly restrictions?: Restrictions | undefined
  /** Continue from the `state()` of another fake; `keys` and `restrictions` are then ignored. */
  readonly state?: PersistedState | undefined
}

/**
 * A fault for the next matching requests. Without `status` the request is processed as usual, and `headers`, `body`,
 * `cut`, `malformed` and `drop: "after"` change only the response.
 */
export interface Fault {
  /** Operation of the requests to match. Default: any. */
  readonly operation?: AnyOperation | undefined
  /** How many requests; `Infinity` for all (`"always"` in JSON and on the sandbox's command line). Default 1. */
  readonly times?: number | undefined
  /** Respond with this status (200 to 599) instead of processing the request. */
  readonly status?: number | undefined
  /** Headers of the response, added to the usual ones. */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** Body of the response: a string as it is, anything else as JSON. Default: the API's error body for `status`. */
  readonly body?: unknown
  /**
   * Delay in milliseconds before the request is processed; with `drop: "after"`, between the change and the lost
   * response.
   */
  readonly delay?: number | undefined
  /** Drop the connection: before the request is processed, or after its change was applied. */
  readonly drop?: "before" | "after" | undefined
  /** Send half of the body, then drop the connection. `content-length` is that of the whole body. */
  readonly cut?: boolean | undefined
  /** Send the body without its last character, so that it is not JSON. */
  readonly malformed?: boolean | undefined
}

/** A request as a transport passes it on. */
export interface FakeRequest {
  readonly method: string
  /** Absolute, or path and query. The host does not matter. */
  readonly url: string
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body?: string | Uint8Array | undefined
}

/** The response that a transport sends, or how it fails. */
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

  /** A truncated response: `content-length` is more than `body`, then the connection is dropped. */
  export interface Cut {
    readonly _tag: "Cut"
    readonly status: number
    readonly headers: Readonly<Record<string, string>>
    readonly body: string
  }

  /** No response: the connection is dropped, before or after the request's change was applied. */
  export interface Dropped {
    readonly _tag: "Dropped"
    readonly when: "before" | "after"
  }
}

/**
 * How a request ended: the status of the response, or why there was none. `aborted`: the client did not wait for it.
 */
export type RequestOutcome = number | "pending" | "dropped" | "aborted"

/** A received request in the client's terms, secrets redacted, for assertions in tests. */
export interface ReceivedCall {
  /** `null` if the API has no such operation. */
  readonly operation: AnyOperation | null
  /**
   * The request of the client's method, in camelCase: `{ hash, requestBody: { disabled: true } }`. `null` if the API
   * has no such operation. A body that is not a JSON object is kept as received.
   */
  readonly input: unknown
  readonly outcome: RequestOutcome
}

/** A request as received over HTTP, secrets redacted. */
export interface ReceivedRequest extends ReceivedCall {
  readonly method: string
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  /** Names in lower case; `authorization` and anything that looks like a key is `<redacted>`. */
  readonly headers: Readonly<Record<string, string>>
  /** The JSON body, or the text if it was not JSON; `null` without one. */
  readonly body: unknown
  /** Status of the response; `null` without one. */
  readonly status: number | null
}

/** Description of a request for debug logs. */
export interface RequestFacts extends Pick<ReceivedRequest, "operation" | "method" | "path" | "outcome"> {
  /** One line, such as `GET /api/v1/keys?offset=100 200`. */
  readonly line: string
}

/** A value, or a message that says why there is none. */
export type Result<A> = { readonly ok: true; readonly value: A } | { readonly ok: false; readonly message: string }
