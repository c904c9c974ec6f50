/** Runs core's Effects as Promises: they fail with the original error objects, and an abort ends a call at once. */
import * as AttemptState from "@openrouter-keys/core-effect-4/AttemptState"
import { attachCallSite, type CallSite, type Execute } from "@openrouter-keys/core-effect-4/Engine"
import { invalidInput } from "@openrouter-keys/protocol/Failure"
import { ConnectionError, type InvalidRequest } from "@openrouter-keys/protocol/OpenRouterError"
import type { OperationName, OperationSpec } from "@openrouter-keys/protocol/Operation"
import * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { RequestAborted } from "../models/RequestAborted.js"
import type { RequestOptions } from "../options.js"
import { ERR, OK, type Result } from "../types.js"
import { type Checked, type Client, getClient, invalid } from "./client.js"
import { abortedSignal, abortReason, noOptions, signalsOf, withRequestOptions } from "./coreOptions.js"
import { whenAborted } from "./signals.js"
import { callIssues } from "./validateOptions.js"

/** Makes the requests of a call. */
export type Send<Request, A, E> = (execute: Execute, request: Request) => Effect.Effect<A, E>

/** A call of an operation, with the caller's arguments. */
export interface OperationCall<Request, A, E> {
  readonly client: unknown
  readonly operation: Pick<OperationSpec<never, unknown, unknown>, "name" | "request">
  readonly request: Request
  readonly options: RequestOptions | undefined
  /** Arguments after the options. There should be none. */
  readonly excess: ReadonlyArray<unknown>
  /** Signals that abort the call, besides those of the options. */
  readonly signals?: ReadonlyArray<AbortSignal>
  /** Stack of the code that makes the call. */
  readonly site: CallSite
  readonly send: Send<Request, A, E>
}

type Errors<E> = E | InvalidRequest | ConnectionError | RequestAborted

// =====================================================================================================================
// Arguments
// =====================================================================================================================

const checkArguments = (
  { excess, operation, options }: Pick<OperationCall<never, never, never>, "excess" | "operation" | "options">
): Checked<RequestOptions> => {
  // Options in a wrong place, such as after options, would be ignored silently.
  if (excess.some((value) => value !== undefined)) {
    const maximum = operation.request === "none" ? 1 : 2
    const count = maximum + excess.length
    return invalid([{ path: "arguments", message: `exceed the maximum of ${maximum}: ${count} were passed` }])
  }
  const issues = options === undefined ? [] : callIssues(options)
  return issues.length > 0 ? invalid(issues) : { ok: true, value: options ?? noOptions }
}

// =====================================================================================================================
// Results
// =====================================================================================================================

/** The error of a call that ended with a defect. */
const unexpectedError = (
  operation: OperationName,
  defect: unknown,
  attempts: number
): InvalidRequest | ConnectionError =>
  attempts === 0
    ? invalidInput(operation, [{
      path: "",
      message: `could not be made (${defect instanceof Error ? defect.name : typeof defect})`
    }])
    : new ConnectionError({
      // The defect's message may contain secrets.
      message: `${operation}: the request ended unexpectedly`,
      operation,
      outcome: "Unknown",
      isRetryable: false,
      attempts,
      code: null
    })

const errorOf = <E>(cause: Cause.Cause<E>, operation: OperationName, state: AttemptState.AttemptState): Errors<E> => {
  const failed = cause.reasons.find(Cause.isFailReason)
  if (failed !== undefined) return failed.error
  return Cause.hasInterruptsOnly(cause)
    ? aborted(operation, state, undefined)
    : unexpectedError(operation, Cause.squash(cause), state.attempts)
}

const aborted = (operation: OperationName, state: AttemptState.AttemptState, cause: unknown): RequestAborted =>
  new RequestAborted({ operation, attempts: state.attempts, outcome: AttemptState.outcomeNow(state), cause })

const resultOf = <A, E>(
  exit: Exit.Exit<A, E>,
  operation: OperationName,
  state: AttemptState.AttemptState
): Result<A, Errors<E>> =>
  Exit.match(exit, {
    onSuccess: OK,
    onFailure: (cause) => ERR(errorOf(cause, operation, state))
  })

// =====================================================================================================================
// Running
// =====================================================================================================================

/** The value of `begin`; if it throws, `cleanUp` is called first. */
const cleanUpAfter = <A>(begin: () => A, cleanUp: () => void): A => {
  try {
    return begin()
  } catch (error) {
    cleanUp()
    throw error
  }
}

type OnResult<A, E> = (result: Result<A, Errors<E>>) => void

/**
 * Runs a call on its client. Its result is that of the effect or, at once, an abort; then the effect is interrupted in
 * the background.
 *
 * Adds the abort listeners before anything is sent, so that a signal that throws fails the call with nothing sent.
 */
const run = <Request, A, E>(
  { calls, execute, retrySettings }: Client,
  { operation: { name: operation }, request, send, signals = [] }: OperationCall<Request, A, E>,
  options: RequestOptions,
  onResult: OnResult<A, E>
): void => {
  const state = AttemptState.make()
  let isAborted = false
  let abort = (): void => {}
  const stopListening = whenAborted([...signalsOf(options), ...signals], () => {
    isAborted = true
    abort()
  })
  const complete = (result: Result<A, Errors<E>>) => {
    stopListening()
    calls.delete(end)
    onResult(result)
  }
  const begin = () => {
    const effect = withRequestOptions(Effect.suspend(() => send(execute, request)), retrySettings, options)
    // Added to the empty context, not made: what a fiber derives from its context is then derived once for all calls.
    return Effect.runForkWith(Context.add(Context.empty(), AttemptState.current, state))(effect)
  }
  // Adding the listener may abort the signal: then nothing is sent.
  if (isAborted || abortReason(options) !== undefined) {
    stopListening()
    return onResult(ERR(aborted(operation, state, abortReason(options)?.reason)))
  }
  const fiber = cleanUpAfter(begin, stopListening)
  const end = (cause: unknown): Promise<void> => {
    complete(ERR(aborted(operation, state, cause)))
    return new Promise((stopped) => {
      fiber.addObserver(() => stopped())
      fiber.interruptUnsafe()
    })
  }
  abort = () => void end(abortReason(options)?.reason)
  calls.add(end)
  fiber.addObserver((exit) => complete(resultOf(exit, operation, state)))
  // The fiber has started: the function that provides the API key may have aborted the call.
  if (isAborted || abortReason(options) !== undefined) abort()
}

const start = <Request, A, E>(call: OperationCall<Request, A, E>, onResult: OnResult<A, E>): void => {
  const { name } = call.operation
  const options = checkArguments(call)
  if (!options.ok) return onResult(ERR(invalidInput(name, options.issues)))
  const client = getClient(call.client)
  if (!client.ok) return onResult(ERR(invalidInput(name, client.issues)))
  const signal = abortedSignal(options.value)
  return signal === undefined
    ? run(client.value, call, options.value, onResult)
    : onResult(ERR(new RequestAborted({ operation: name, cause: signal.reason })))
}

/** Runs a call. Never rejects, even if reading the arguments throws. */
export const runCall = <Request, A, E>(
  call: OperationCall<Request, A, E>
): Promise<Result<A, Errors<E>>> => {
  const atSite = (result: Result<A, Errors<E>>): Result<A, Errors<E>> => {
    if (!result.ok && result.error instanceof Error) attachCallSite(result.error, call.site)
    return result
  }
  // What throws rejects the promise.
  return new Promise<Result<A, Errors<E>>>((resolve) => start(call, resolve))
    .then(atSite, (defect: unknown) => atSite(ERR(unexpectedError(call.operation.name, defect, 0))))
}
