/**
 * Options of a client and of a single call.
 *
 * Invalid options do not throw: calls fail with `InvalidRequest`, whose `issues` name each invalid option, and nothing is
 * sent.
 *
 * @module
 */

// =====================================================================================================================
// Retries
// =====================================================================================================================

/** How long to wait between attempts; times in milliseconds. */
export interface BackoffStrategy {
  /** Upper bound of the first delay. Default: 500. */
  readonly initialInterval?: number | undefined
  /** Maximum of the upper bound. Default: 8,000. */
  readonly maxInterval?: number | undefined
  /** Factor by which the upper bound grows with each retry, at least 1. Default: 2. */
  readonly exponent?: number | undefined
  /**
   * Time limit for the whole call, including all attempts and delays. An attempt gets at most the time left, even if
   * `timeoutMs` is longer. If it is set, the number of retries is not limited; otherwise there are at most 3.
   * `Infinity` for no limit. Default: 60,000, or `timeoutMs` if that is more.
   */
  readonly maxElapsedTime?: number | undefined
}

/**
 * When a failed request is retried, in the form of the reference client.
 *
 * A `create` is retried only if the service certainly did not process it: the connection was never made, or 429; and
 * after a 503 with `Retry-After` only if `retryCodes` names `"503"`. A wait is at least as long as `Retry-After` asks.
 */
export interface RetryConfig {
  /** `"none"` sends every request once; `"backoff"` retries it with growing, random delays. */
  readonly strategy: "backoff" | "none"
  /** How long to wait, and when to stop. Default: at most 3 retries. */
  readonly backoff?: BackoffStrategy | undefined
  /**
   * Whether a request is retried if no usable response arrived: refused, reset, timed out or truncated. Default:
   * `true`.
   */
  readonly retryConnectionErrors?: boolean | undefined
}

// =====================================================================================================================
// A client
// =====================================================================================================================

/** A function with the signature of `fetch`. */
export type Fetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>

/** Options of a client. Options and environment are read once, when the client is created. */
export interface OpenRouterOptions {
  /**
   * A management key, or any key for `getCurrentKeyMetadata`. A function is called for each request, retries included.
   * Without a key, calls fail with `InvalidRequest`. Default: `OPENROUTER_API_KEY` of the environment or, if that is not
   * set, `OPENROUTER_MANAGEMENT_KEY`.
   */
  readonly apiKey?: string | (() => Promise<string>) | undefined
  /** URL of the service. Default: `OPENROUTER_BASE_URL`, or else `https://openrouter.ai/api/v1`. */
  readonly serverURL?: string | URL | undefined
  /** URL of your site, for attribution: the header `HTTP-Referer`. Default: `OPENROUTER_HTTP_REFERER`. */
  readonly httpReferer?: string | undefined
  /** Name of your app, for attribution: the header `X-OpenRouter-Title`. Default: `OPENROUTER_APP_TITLE`. */
  readonly appTitle?: string | undefined
  /**
   * Categories of your app, comma-separated, for attribution: the header `X-OpenRouter-Categories`.
   * Default: `OPENROUTER_APP_CATEGORIES`.
   */
  readonly appCategories?: string | undefined
  /** The header `User-Agent`. Default: that of the platform. */
  readonly userAgent?: string | undefined
  /**
   * Timeout of one attempt in milliseconds, from resolving the key to the end of the response body; `Infinity` for no
   * limit. An attempt that takes longer fails with `RequestTimeout`. Default: 30,000.
   */
  readonly timeoutMs?: number | undefined
  /**
   * Identifies the account of the client, such as the ID of the signed-in user. It becomes part of the query keys of
   * the React hooks, which then separate accounts in persisted caches, and a browser finds the queries that a server
   * prefetched. It is not sent to the service. Do not use a secret: query keys are stored and shown. Default: none;
   * within a process, clients with different credentials or URLs have separate queries.
   */
  readonly account?: string | undefined
  /** When a failed request is retried. Default: at most 3 times within 60 seconds, if that is safe. */
  readonly retryConfig?: RetryConfig | undefined
  /** A `fetch` function that sends the requests. Default: the global fetch, looked up on each request. */
  readonly fetch?: Fetch | undefined
}

/** The reference client's name for {@link OpenRouterOptions}. */
export type SDKOptions = OpenRouterOptions

// =====================================================================================================================
// A pool of connections
// =====================================================================================================================

/** Connections of a client. They are opened when they are needed, and reused. */
export interface PoolOptions {
  /**
   * Maximum number of connections; further calls wait for one, within their `timeoutMs`. A call that ends while it waits
   * counts as sent: its outcome is "Unknown". `Infinity` for no limit. Default: no limit, so no call waits for another.
   */
  readonly connections?: number | undefined
  /**
   * Milliseconds for opening a connection, within the `timeoutMs` of the attempt; `Infinity` for no separate limit. If
   * it takes longer, the attempt fails with a `ConnectionError` whose outcome is "NotSent". Default: 10,000.
   */
  readonly connectTimeoutMs?: number | undefined
  /**
   * Milliseconds to keep an idle connection open, or less if the server asks for less (`Keep-Alive: timeout`). 0 closes
   * each connection after its response. Idle connections do not keep the process alive. Default: the time that the
   * server asks for, or else 4,000.
   */
  readonly keepAliveTimeoutMs?: number | undefined
}

// =====================================================================================================================
// A call
// =====================================================================================================================

/**
 * Options of fetch, except for method and body, which the operation sets. `redirect` has no effect: redirects are not
 * followed, since they would send the API key elsewhere.
 */
export interface FetchOptions extends Omit<RequestInit, "method" | "body"> {}

/** Options per call. Options of fetch may be given here, or in `fetchOptions`. */
export interface RequestOptions extends Omit<FetchOptions, "headers" | "signal"> {
  /**
   * Passed on to fetch. `headers` here are merged with those of the call, which win, and both signals end the call.
   * Without `cache`, requests are sent with `cache: "no-store"`.
   */
  readonly fetchOptions?: FetchOptions | undefined
  /** When this call is retried. Default: as the client. */
  readonly retries?: RetryConfig | undefined
  /** Statuses on which this call is retried, such as `"429"` or `"5XX"`. Default: `["408", "429", "5XX"]`. */
  readonly retryCodes?: ReadonlyArray<string> | undefined
  /** Timeout of one attempt in milliseconds, also with a `signal`. Default: as the client. */
  readonly timeoutMs?: number | undefined
  /** URL of the service. Default: as the client. */
  readonly serverURL?: string | URL | undefined
  /** Additional headers, in any form that fetch accepts. They replace headers that the client sets. */
  readonly headers?: RequestInit["headers"] | { readonly [name: string]: string | undefined } | undefined
  /**
   * Ends the call at once, also between attempts: the request is aborted, and the call fails with `RequestAborted`. If it
   * is aborted already, nothing is sent.
   */
  readonly signal?: AbortSignal | null | undefined
}
