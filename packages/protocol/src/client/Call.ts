/**
 * One call as a sequence of decisions, for clients on any runtime: what to send, what a response or a failure means, and
 * whether to try again. The client sends, waits, and asks.
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
  /** Milliseconds on a clock that only goes forward. Only differences mean something. */
  readonly monotonicMillis: () => number
  /** Milliseconds since the epoch. */
  readonly currentMillis: () => number
}

/** Is told how a call goes. */
export interface CallObserver {
  /** A request is about to be sent for the first time. */
  onRequest(request: WireRequest, endpoint: Endpoint): void
  /** An attempt is about to be sent; they are counted from 1. */
  onAttempt(attempts: number): void
  /** A response came, complete or not. */
  onResponse(status: number): void
}

/** What a call is made with. */
export interface CallOptions {
  readonly settings: Settings
  readonly clock: CallClock
  readonly observer: CallObserver
  /** Is updated while the call runs. */
  readonly state: AttemptState
  /** Where stack traces of its errors begin. */
  readonly site: CallSite | undefined
}

/** What follows a failed attempt. */
export type Step<Response> =
  /** The call has succeeded all the same. */
  | { readonly _tag: "Success"; readonly value: Response }
  /** The call fails with this error. */
  | { readonly _tag: "Failure"; readonly error: OpenRouterError }
  /** Another attempt, after so many milliseconds. */
  | { readonly _tag: "Retry"; readonly delayMs: number }

type AnySpec<Response> = OperationSpec<never, Response, unknown>

/** A call that can be made, or the error that it fails with at once. */
export type Begun<Response> =
  | { readonly ok: true; readonly call: Call<Response> }
  | { readonly ok: false; readonly error: OpenRouterError }

/** Validates the input of a call, which may be anything at all, and its settings. Never throws. */
export const beginCall = <Response>(spec: AnySpec<Response>, input: unknown, options: CallOptions): Begun<Response> => {
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

/** A call that is being made. */
export class Call<Response> {
  private readonly startedAt: number
  /** Attempts so far, also those that fail before anything is sent. */
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

  /** Begins an attempt and returns its time in milliseconds, that for asking for the token included. */
  beginAttempt(): number {
    const { retry, timeoutMs } = this.options.settings
    this.tries += 1
    return Math.min(timeoutMs, retry.maxElapsed - this.elapsed)
  }

  /** The request of an attempt, which has `timeLeft` of its `timeoutMs` left. */
  resolve(token: string, timeoutMs: number, timeLeft: number): Result<ResolvedRequest> {
    // An attempt without time would only turn a known outcome into an unknown one.
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
        // A header given for the call replaces the client's: that is how one asks about another key.
        ...endpoint.headers
      },
      body: request.body,
      isSuccess: spec.isSuccess,
      keepsCutBody: request.operation === "create",
      secrets
    }
  }

  /** The value of a response, or why there is none. */
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

  /** A retried delete that finds no key has deleted it by an attempt before. */
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
