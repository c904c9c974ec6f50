/** One call: validate, then send until an attempt succeeds or no further one is allowed, then decode. */
import { type Endpoint, requestURL } from "@openrouter-keys/protocol/Endpoint"
import { type Failure, invalidInput, toError, toResult } from "@openrouter-keys/protocol/Failure"
import type { OpenRouterError } from "@openrouter-keys/protocol/OpenRouterError"
import type { InputIssue, OperationSpec, WireRequest } from "@openrouter-keys/protocol/Operation"
import { combineOutcomes, outcomeOf } from "@openrouter-keys/protocol/Outcome"
import { isRetryable, nextStep } from "@openrouter-keys/protocol/RetryPolicy"
import type * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import type * as Fiber from "effect/Fiber"
import * as Random from "effect/Random"
import * as AttemptState from "../AttemptState.js"
import { type CallSite, failAt } from "./callSite.js"
import { clockOf } from "./clock.js"
import { withDeadline } from "./deadline.js"
import type { Observer } from "./observe.js"
import type { Settings } from "./settings.js"
import { monotonicMillis } from "./timer.js"
import type { Token } from "./token.js"
import type { Received, ResolvedRequest, Transport } from "./transport/transport.js"

type AnySpec<Response> = OperationSpec<never, Response, unknown>

/** Where requests of a client go, and with what. */
export interface Connection {
  readonly transport: Transport
  readonly token: Token | Effect.Effect<string, Failure>
}

/** A call with all that it needs. */
interface Context<Response> {
  readonly spec: AnySpec<Response>
  readonly connection: Connection
  readonly settings: Settings
  readonly observer: Observer
  readonly state: AttemptState.AttemptState
  readonly clock: Clock.Clock
  readonly site: CallSite | undefined
  /** On the monotonic clock, in milliseconds. */
  readonly startedAt: number
  /** Values of the last request that no error may repeat. */
  secrets: ReadonlyArray<string>
}

/** Makes a call. `input` is the caller's: anything at all. */
export const runCall = <Response>(
  spec: AnySpec<Response>,
  input: unknown,
  connection: Connection,
  settings: Settings,
  observer: Observer,
  fiber: Fiber.RuntimeFiber<unknown, unknown>,
  site: CallSite | undefined
): Effect.Effect<Response, OpenRouterError> => {
  const reject = (issues: ReadonlyArray<InputIssue>) => failAt<OpenRouterError>(invalidInput(spec.name, issues), site)
  const prepared = spec.prepare(input)
  if (!prepared.ok) return reject(prepared.issues)
  if (settings.issues.length > 0) return reject(settings.issues)
  const clock = clockOf(fiber)
  const state = fiber.getFiberRef(AttemptState.current) ?? AttemptState.make()
  const { endpoint } = settings
  const context = {
    spec,
    connection,
    settings,
    observer,
    state,
    clock,
    site,
    startedAt: monotonicMillis(clock),
    secrets: [...prepared.value.secrets, ...(endpoint.ok ? endpoint.value.secrets : [])]
  }
  if (!endpoint.ok) return fail(context, { _tag: "Input", message: endpoint.message, issues: [] })
  observer.onRequest(prepared.value, endpoint.value)
  return attempt(context, prepared.value, endpoint.value, 1)
}

// =====================================================================================================================
// Attempts
// =====================================================================================================================

const elapsed = ({ clock, startedAt }: Context<unknown>): number => monotonicMillis(clock) - startedAt

/** One attempt, and those after it; `tries` counts them from 1, also those that fail before anything is sent. */
const attempt = <Response>(
  context: Context<Response>,
  request: WireRequest,
  endpoint: Endpoint,
  tries: number
): Effect.Effect<Response, OpenRouterError> =>
  Effect.suspend(() => {
    const { settings } = context
    const timeoutMs = Math.min(settings.timeoutMs, settings.retry.maxElapsed - elapsed(context))
    return Effect.matchEffect(send(context, request, endpoint, timeoutMs), {
      onFailure: (failure) => afterFailure(context, request, endpoint, failure, tries),
      onSuccess: (received) => {
        const { response } = received
        context.state.isSending = false
        context.observer.onResponse(response.status)
        const result = toResult(context.spec, response, {
          receivedAt: context.clock.unsafeCurrentTimeMillis(),
          cut: received.cut,
          tooLong: received.isTooLong,
          secrets: context.secrets
        })
        return result.ok
          ? Effect.succeed(result.value)
          : afterFailure(context, request, endpoint, result.failure, tries)
      }
    })
  })

/** Asks for the token and sends a request, both within `timeoutMs`. */
const send = (
  context: Context<unknown>,
  request: WireRequest,
  endpoint: Endpoint,
  timeoutMs: number
): Effect.Effect<Received, Failure> => {
  const { clock, connection: { token, transport }, state } = context
  const sendWith = (token: string, timeLeft: number): Effect.Effect<Received, Failure> => {
    // An attempt without time would only turn a known outcome into an unknown one.
    if (timeLeft <= 0) return Effect.fail({ _tag: "Timeout", timeoutMs, sent: false })
    state.attempts += 1
    state.isSending = true
    context.observer.onAttempt(state.attempts)
    context.secrets = [token, ...request.secrets, ...endpoint.secrets]
    return transport(resolveRequest(context, request, endpoint, token), timeLeft)
  }
  // A key that is missing or cannot be sent is known before anything is attempted.
  if (Either.isEither(token) && Either.isLeft(token)) return Effect.fail(token.left)
  if (Either.isEither(token)) return sendWith(token.right, timeoutMs)
  const from = monotonicMillis(clock)
  return Effect.flatMap(
    withDeadline(token, clock, timeoutMs, () => Effect.fail<Failure>({ _tag: "Timeout", timeoutMs, sent: false })),
    (token) => sendWith(token, timeoutMs - (monotonicMillis(clock) - from))
  )
}

const resolveRequest = (
  { secrets, spec }: Context<unknown>,
  request: WireRequest,
  endpoint: Endpoint,
  token: string
): ResolvedRequest => ({
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
})

// =====================================================================================================================
// After a failed attempt
// =====================================================================================================================

const afterFailure = <Response>(
  context: Context<Response>,
  request: WireRequest,
  endpoint: Endpoint,
  failure: Failure,
  tries: number
): Effect.Effect<Response, OpenRouterError> => {
  const { observer, settings, spec, state } = context
  state.isSending = false
  if (isDone(context, failure)) {
    const done = spec.decode(204, "")
    if (done.ok) return Effect.succeed(done.value)
  }
  state.outcome = combineOutcomes(state.outcome, outcomeOf(failure))
  return Effect.flatMap(Random.next, (random) => {
    const step = nextStep(settings.retry, spec.method, failure, tries, elapsed(context), random)
    if (step._tag === "Stop") return fail(context, failure)
    return Effect.zipRight(
      Effect.zipRight(observer.onRetry(failure, step.delayMs), Effect.sleep(step.delayMs)),
      attempt(context, request, endpoint, tries + 1)
    )
  })
}

/** A retried delete that finds no key has deleted it by an attempt before. */
const isDone = ({ spec, state }: Context<unknown>, failure: Failure): boolean =>
  spec.notFoundMeansDone && state.outcome === "Unknown" && failure._tag === "Status" && failure.response.status === 404

const fail = (
  { secrets, site, spec, state }: Context<unknown>,
  failure: Failure
): Effect.Effect<never, OpenRouterError> => {
  const error: OpenRouterError = toError(failure, {
    operation: spec.name,
    statuses: spec.statuses,
    attempts: state.attempts,
    outcome: combineOutcomes(state.outcome, outcomeOf(failure)),
    isRetryable: isRetryable(spec.method, failure),
    secrets
  })
  return failAt(error, site)
}
