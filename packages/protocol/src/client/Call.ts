/**
 * The logic of one call, for clients on any runtime: what to send, how to handle a response or a failure, and whether
 * to retry. The client does the I/O and the waiting.
 *
 * @module
 */
import { type Endpoint, requestURL } from "../Endpoint.js"
import { type Failure, invalidInput, type Result, toError, toResult } from "../Failure.js"
import type { InvalidRequest, OpenRouterError } from "../OpenRouterError.js"
import type { InputIssue, OperationSpec, WireRequest } from "../Operation.js"
import { combineOutcomes, outcomeOf } from "../Outcome.js"
import { isRetryable, nextStep } from "../RetryPolicy.js"
import type { AttemptState } from "./AttemptState.js"
import { attachCallSite, type CallSite } from "./CallSite.js"
import type { Settings } from "./Settings.js"
import type { Received, ResolvedRequest } from "./Transport.js"

/** The clock of a call. */
export interface CallClock {
  /** Milliseconds of a monotonic clock, for differences only. */
  readonly monotonicMillis: () => number
  /** Milliseconds since the epoch. */
  readonly currentMillis: () => number
}

/** Callbacks for the events of a call. */
export interface CallObserver {
  /** Called before the first attempt. */
  onRequest(request: WireRequest, endpoint: Endpoint): void
  /** Called before each attempt. `attempts` counts from 1. */
  onAttempt(attempts: number): void
  /** Called for each response, complete or not. */
  onResponse(status: number): void
}

/** Options of a call. */
export interface CallOptions {
  readonly settings: Settings
  readonly clock: CallClock
  readonly observer: CallObserver
  /** Updated while the call runs. */
  readonly state: AttemptState
  /** Where the stack traces of its errors begin. */
  readonly site: CallSite | undefined
}

/** The next step after a failed attempt. */
export type Step<Response> =
  /** The call succeeded after all. */
  | { readonly _tag: "Success"; readonly value: Response }
  /** The call fails with this error. */
  | { readonly _tag: "Failure"; readonly error: OpenRouterError }
  /** Another attempt after this delay, in milliseconds. */
  | { readonly _tag: "Retry"; readonly delayMs: number }

type AnySpec<Response> = OperationSpec<never, Response, unknown>

/** A call, or the error of its input. */
export type PreparedCall<Response> =
  | { readonly ok: true; readonly call: Call<Response> }
  | { readonly ok: false; readonly error: OpenRouterError }

/** Validates the input and the settings of a call. Input may have any type. Never throws. */
export const beginCall = <Response>(
  spec: AnySpec<Response>,
  input: unknown,
  options: CallOptions
): PreparedCall<Response> => {
  const { settings: { endpoint, issues }, site } = options
  const rejected = (issues: ReadonlyArray<InputIssue>): { readonly ok: false; readonly error: InvalidRequest } => ({
    ok: false,
    error: attachCallSite(invalidInput(spec.name, issues), site)
  })
  const prepared = spec.prepare(input)
  if (!prepared.ok) return rejected(prepared.issues)
  if (issues.length > 0) return rejected(issues)
  if (!endpoint.ok) {
    const failure: Failure = { _tag: "Input", message: endpoint.message, issues: [] }
    return { ok: false, error: errorOf(failure, spec, options, prepared.value.secrets) }
  }
  options.observer.onRequest(prepared.value, endpoint.value)
  return { ok: true, call: new Call(spec, prepared.value, endpoint.value, options) }
}

/** A running call. */
export class Call<Response> {
  private readonly startedAt: number
  /** Attempts so far, including those that failed before sending. */
  private tries = 0
  /** Values that no error may repeat. */
  private secrets: ReadonlyArray<string>

  /** @internal */
  constructor(
    private readonly spec: AnySpec<Response>,
    private readonly request: WireRequest,
    private readonly endpoint: Endpoint,
    private readonly options: CallOptions
  ) {
    this.startedAt = options.clock.monotonicMillis()
    this.secrets = [...request.secrets, ...endpoint.secrets]
  }

  /** Begins an attempt. Returns its timeout in milliseconds, which includes resolving the token. */
  beginAttempt(): number {
    const { retry, timeoutMs } = this.options.settings
    this.tries += 1
    return Math.min(timeoutMs, retry.maxElapsed - this.elapsed)
  }

  /** Builds the request of an attempt that has `timeLeft` of its `timeoutMs` left. */
  resolve(token: string, timeoutMs: number, timeLeft: number): Result<ResolvedRequest> {
    // Sending without time left would only turn a known outcome into an unknown one.
    if (timeLeft <= 0) return { ok: false, failure: { _tag: "Timeout", timeoutMs, sent: false } }
    const { endpoint, options: { observer, state }, request } = this
    state.attempts += 1
    state.isSending = true
    observer.onAttempt(state.attempts)
    this.secrets = [token, ...request.secrets, ...endpoint.secrets]
    return { ok: true, value: this.resolved(token) }
  }

  private resolved(token: string): ResolvedRequest {
    const { endpoint, request, secrets, spec } = this
    return {
      method: request.method,
      url: requestURL(endpoint, request),
      headers: {
        accept: "application/json",
        ...(request.body === undefined ? {} : { "content-type": "application/json" }),
        authorization: `Bearer ${token}`,
        // Headers of the call replace those of the client, so that a call can use another key.
        ...endpoint.headers
      },
      body: request.body,
      isSuccess: spec.isSuccess,
      keepsCutBody: request.operation === "create",
      secrets
    }
  }

  /** Converts a response to a value or a failure. */
  receive({ cut, isTooLong, response }: Received): Result<Response> {
    const { clock, observer, state } = this.options
    state.isSending = false
    observer.onResponse(response.status)
    return toResult(this.spec, response, {
      receivedAt: clock.currentMillis(),
      cut,
      tooLong: isTooLong,
      secrets: this.secrets
    })
  }

  /** What follows a failed attempt; `random` is in [0, 1). */
  afterFailure(failure: Failure, random: number): Step<Response> {
    const { options: { settings, state }, spec } = this
    state.isSending = false
    if (this.isDone(failure)) {
      const done = spec.decode(204, "")
      if (done.ok) return { _tag: "Success", value: done.value }
    }
    state.outcome = combineOutcomes(state.outcome, outcomeOf(failure))
    const step = nextStep(settings.retry, spec.method, failure, this.tries, this.elapsed, random)
    return step._tag === "Retry"
      ? step
      : { _tag: "Failure", error: errorOf(failure, spec, this.options, this.secrets) }
  }

  /** If a retried delete finds no key, an earlier attempt deleted it. */
  private isDone(failure: Failure): boolean {
    return this.spec.notFoundMeansDone && this.options.state.outcome === "Unknown" && failure._tag === "Status" &&
      failure.response.status === 404
  }

  private get elapsed(): number {
    return this.options.clock.monotonicMillis() - this.startedAt
  }
}

const errorOf = (
  failure: Failure,
  spec: AnySpec<unknown>,
  { site, state }: CallOptions,
  secrets: ReadonlyArray<string>
): OpenRouterError =>
  attachCallSite<OpenRouterError>(
    toError(failure, {
      operation: spec.name,
      statuses: spec.statuses,
      attempts: state.attempts,
      outcome: combineOutcomes(state.outcome, outcomeOf(failure)),
      isRetryable: isRetryable(spec.method, failure),
      secrets
    }),
    site
  )
