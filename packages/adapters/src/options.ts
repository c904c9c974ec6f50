/**
 * Options of a client and of a single call.
 *
 * @module
 */
import type * as HttpClient from "@effect/platform/HttpClient"
import type * as Layer from "effect/Layer"

/** When a failed request is sent again, in the form of the reference client. */
export interface RetryConfig {
  /** `"none"` sends every request once; `"backoff"` sends it again with growing, random delays. */
  readonly strategy: "backoff" | "none"
  /** How delays grow; times in milliseconds. */
  readonly backoff?: {
    /** Upper bound of the first delay. Default: 500. */
    readonly initialInterval?: number | undefined
    /** Upper bound of every delay. Default: 8,000. */
    readonly maxInterval?: number | undefined
    /** What the upper bound is multiplied with from delay to delay. Default: 2. */
    readonly exponent?: number | undefined
    /** Time for the call as a whole, attempts and delays together. Default: 60,000. */
    readonly maxElapsedTime?: number | undefined
  } | undefined
  /** Whether a request is sent again when no usable answer came. Default: `true`. */
  readonly retryConnectionErrors?: boolean | undefined
}

/** How a client talks to the service. */
export interface OpenRouterOptions {
  /**
   * A management key, or any key for `getCurrentKeyMetadata`. A function is asked anew for each request.
   * Default: the environment's `OPENROUTER_API_KEY`.
   */
  readonly apiKey?: string | (() => Promise<string>) | undefined
  /** Address of the service. Default: `OPENROUTER_BASE_URL`, or else `https://openrouter.ai/api/v1`. */
  readonly serverURL?: string | undefined
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
  /** Milliseconds for one attempt, from asking for the key to the end of the answer's body. Default: 30,000. */
  readonly timeoutMs?: number | undefined
  /**
   * When a failed request is sent again. Default: 3 times, within 60 seconds, where that is safe. A `create` is never
   * sent again unless it certainly was not carried out, whatever is said here.
   */
  readonly retryConfig?: RetryConfig | undefined
  /** What carries the requests. Default: the platform's `fetch`. */
  readonly fetch?: typeof globalThis.fetch | undefined
  /** What carries the requests, as a layer of `@effect/platform`; takes the place of `fetch`. */
  readonly httpClient?: Layer.Layer<HttpClient.HttpClient> | undefined
}

/** What a single call may do otherwise. */
export interface RequestOptions {
  /**
   * Passed to `fetch` as it is, but for method and body, which are the operation's, and redirects, which are never
   * followed. Headers and signal here count like `headers` and `signal`.
   */
  readonly fetchOptions?: Omit<RequestInit, "method" | "body"> | undefined
  /** When this call is sent again. */
  readonly retries?: RetryConfig | undefined
  /** Statuses on which this call is sent again, such as `"429"` or `"5XX"`. Default: 408, 429 and 5XX. */
  readonly retryCodes?: ReadonlyArray<string> | undefined
  /** Milliseconds for one attempt. */
  readonly timeoutMs?: number | undefined
  /** Address of the service. */
  readonly serverURL?: string | undefined
  /** More headers; one that the client sets itself is replaced. */
  readonly headers?: { readonly [name: string]: string } | undefined
  /** Ends the call: the connection is closed, a wait between attempts ends, and it rejects with `RequestAborted`. */
  readonly signal?: AbortSignal | undefined
}
