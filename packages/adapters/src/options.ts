/**
 * Options of a client and of a single call.
 *
 * Options that make no sense throw nothing: the call fails with `InvalidRequest`, whose `issues` name each of them, and
 * nothing is sent.
 *
 * @module
 */

// =====================================================================================================================
// Retries
// =====================================================================================================================

/** How the delays between attempts grow; times in milliseconds. */
export interface BackoffStrategy {
  /** Upper bound of the first delay. Default: 500. */
  readonly initialInterval?: number | undefined
  /** Upper bound of every delay. Default: 8,000. */
  readonly maxInterval?: number | undefined
  /** What the upper bound is multiplied with from delay to delay, at least 1. Default: 2. */
  readonly exponent?: number | undefined
  /**
   * Time for the call as a whole, attempts and delays together: no attempt gets more than is left of it, whatever
   * `timeoutMs` says. With it, time alone bounds the retries; without it, there are 3 at most. `Infinity` for no bound.
   * Default: 60,000, or `timeoutMs` where that is more.
   */
  readonly maxElapsedTime?: number | undefined
}

/**
 * When a failed request is sent again, in the form of the reference client.
 *
 * A `create` is retried only where the service certainly did not process it: the connection was never made, or 429; and
 * after a 503 with `Retry-After` only if `retryCodes` names `"503"`. A wait is at least as long as `Retry-After` asks.
 */
export interface RetryConfig {
  /** `"none"` sends every request once; `"backoff"` sends it again with growing, random delays. */
  readonly strategy: "backoff" | "none"
  /** How the delays grow, and for how long. Default: up to 3 retries. */
  readonly backoff?: BackoffStrategy | undefined
  /** Whether a request is sent again when no usable answer came: refused, reset, timed out, cut. Default: `true`. */
  readonly retryConnectionErrors?: boolean | undefined
}

// =====================================================================================================================
// A client
// =====================================================================================================================

/** A function like the platform's `fetch`. */
export type Fetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>

/** How a client talks to the service. Options and environment are read once, when the client is made. */
export interface OpenRouterOptions {
  /**
   * A management key, or any key for `getCurrentKeyMetadata`. A function is asked anew for each request, retries
   * included. Without a key, calls fail with `InvalidRequest`. Default: the environment's `OPENROUTER_API_KEY` or, where
   * that is not set, `OPENROUTER_MANAGEMENT_KEY`.
   */
  readonly apiKey?: string | (() => Promise<string>) | undefined
  /** Address of the service. Default: `OPENROUTER_BASE_URL`, or else `https://openrouter.ai/api/v1`. */
  readonly serverURL?: string | URL | undefined
  /** Your site, for attribution: the header `HTTP-Referer`. Default: `OPENROUTER_HTTP_REFERER`. */
  readonly httpReferer?: string | undefined
  /** Your app's name, for attribution: the header `X-OpenRouter-Title`. Default: `OPENROUTER_APP_TITLE`. */
  readonly appTitle?: string | undefined
  /**
   * Your app's categories, separated by commas, for attribution: the header `X-OpenRouter-Categories`.
   * Default: `OPENROUTER_APP_CATEGORIES`.
   */
  readonly appCategories?: string | undefined
  /** The header `User-Agent`. Default: whatever the platform sends. */
  readonly userAgent?: string | undefined
  /**
   * Milliseconds for one attempt, from asking for the key to the end of the answer's body; `Infinity` for no limit.
   * Beyond it, the attempt ends with `RequestTimeout`. Default: 30,000.
   */
  readonly timeoutMs?: number | undefined
  /**
   * A name for the account that the client acts for, such as your id of a signed-in user: part of the keys under which
   * the React hooks cache, so that accounts are told apart in persisted caches, and recognized in a browser after a
   * server has rendered. It is not sent to the service. Never a secret: keys of caches are stored and shown. Default:
   * clients with different credentials or addresses are told apart within a process.
   */
  readonly account?: string | undefined
  /** When a failed request is sent again. Default: 3 times, within 60 seconds, where that is safe. */
  readonly retryConfig?: RetryConfig | undefined
  /** A function like `fetch` that sends the requests. Default: the platform's, looked up on each request. */
  readonly fetch?: Fetch | undefined
}

/** {@link OpenRouterOptions} by the name that the reference client has for it. */
export type SDKOptions = OpenRouterOptions

// =====================================================================================================================
// A pool of connections
// =====================================================================================================================

/** How a client's connections are kept. They are opened when they are needed, and used again as they become free. */
export interface PoolOptions {
  /**
   * How many connections there are at most; calls beyond it wait for one, within their `timeoutMs`. A call that ends
   * while it waits counts as sent: its outcome is "Unknown". `Infinity` for no limit. Default: no limit, so that no call
   * waits for another.
   */
  readonly connections?: number | undefined
  /**
   * Milliseconds for opening a connection, within the `timeoutMs` of the attempt that needs it; `Infinity` for no limit
   * of its own. Beyond it, the attempt ends with a `ConnectionError` whose outcome is "NotSent". Default: 10,000.
   */
  readonly connectTimeoutMs?: number | undefined
  /**
   * Milliseconds for which a connection is kept open that nothing is sent on, less where the server says so
   * (`Keep-Alive: timeout`); 0 closes each one after its answer. Connections that wait do not keep the process alive.
   * Default: what the server says, or else 4,000.
   */
  readonly keepAliveTimeoutMs?: number | undefined
}

// =====================================================================================================================
// A call
// =====================================================================================================================

/**
 * What fetch takes, but for method and body, which are the operation's own. `redirect` does not count either: redirects
 * are not followed, since they would carry the API key elsewhere.
 */
export interface FetchOptions extends Omit<RequestInit, "method" | "body"> {}

/** What a single call does otherwise than its client says. Options of fetch may stand here, or in `fetchOptions`. */
export interface RequestOptions extends Omit<FetchOptions, "headers" | "signal"> {
  /**
   * Passed on to fetch. `headers` here are joined by those beside it, and `signal` here ends the call like the one
   * beside it. Unless `cache` says otherwise, requests are sent with `cache: "no-store"`.
   */
  readonly fetchOptions?: FetchOptions | undefined
  /** When this call is sent again. */
  readonly retries?: RetryConfig | undefined
  /** Statuses on which this call is sent again, such as `"429"` or `"5XX"`. Default: `["408", "429", "5XX"]`. */
  readonly retryCodes?: ReadonlyArray<string> | undefined
  /** Milliseconds for one attempt; holds beside `signal`. */
  readonly timeoutMs?: number | undefined
  /** Address of the service. */
  readonly serverURL?: string | URL | undefined
  /** More headers, in any form that fetch takes; one that the client sets itself is replaced. */
  readonly headers?: RequestInit["headers"] | { readonly [name: string]: string | undefined } | undefined
  /**
   * Ends the call at once, also between attempts: the connection is closed, and the call fails with `RequestAborted`.
   * A signal that is aborted already lets nothing be sent.
   */
  readonly signal?: AbortSignal | null | undefined
}
