/** From an Effect to a Promise: values as they are, errors as the error objects themselves, aborts at once. */
import * as AttemptState from "@openrouter-keys/core-effect-4/AttemptState"
import { attachCallSite, type CallSite, type PlainService } from "@openrouter-keys/core-effect-4/Engine"
import { invalidInput } from "@openrouter-keys/protocol/Failure"
import { ConnectionError, type InvalidRequest } from "@openrouter-keys/protocol/OpenRouterError"
import { type OperationName, operations } from "@openrouter-keys/protocol/Operation"
import * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import * as Checked from "effect/Result"
import { RequestAborted } from "../models/RequestAborted.js"
import type { RequestOptions } from "../options.js"
import { ERR, OK, type Result } from "../types.js"
import { callIssues } from "./check.js"
import { type Client, getClient } from "./client.js"
import { abortedOf, abortOf, noOptions, signalsOf, withRequestOptions } from "./options.js"
import { whenAborted } from "./signals.js"

/** A call of a client. */
export interface Call<A, E> {
  readonly client: unknown
  readonly operation: OperationName
  /** The caller's: the request, where the operation takes one, and the options. */
  readonly args: ReadonlyArray<unknown>
  /** Where the caller's code makes the call. */
  readonly site: CallSite
  readonly use: (keys: PlainService, request: unknown) => Effect.Effect<A, E>
}

type Errors<E> = E | InvalidRequest | ConnectionError | RequestAborted

// =====================================================================================================================
// Arguments
// =====================================================================================================================

interface Arguments {
  readonly request: unknown
  readonly options: RequestOptions
}

const argumentsOf = ({ args, operation }: Pick<Call<never, never>, "args" | "operation">) => {
  const [request, options = noOptions, ...excess] = operations[operation].request === "none"
    ? [undefined, ...args]
    : args
  // Options in a wrong place, as of an operation that takes no request, would be ignored silently.
  const issues = excess.some((value) => value !== undefined)
    ? [{ path: "arguments", message: `are too many: there are ${args.length}` }]
    : options === noOptions
    ? []
    : callIssues(options)
  return issues.length > 0 ? Checked.fail(issues) : Checked.succeed({ request, options } as Arguments)
}

// =====================================================================================================================
// How a call ends
// =====================================================================================================================

/** Nothing unexpected may get lost, or be taken for an error of another kind. */
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
      // Without the defect's own words: by now they may hold secrets.
      message: `${operation}: the request ended unexpectedly`,
      operation,
      outcome: "Unknown",
      isRetryable: false,
      attempts,
      code: null
    })

const errorOf = <E>(cause: Cause.Cause<E>, operation: OperationName, state: AttemptState.AttemptState): Errors<E> =>
  Option.match(Cause.findErrorOption(cause), {
    onSome: (error): Errors<E> => error,
    onNone: () =>
      Cause.hasInterruptsOnly(cause)
        ? aborted(operation, state, undefined)
        : unexpectedError(operation, Cause.squash(cause), state.attempts)
  })

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

/**
 * Runs a call on its client. It ends with its effect, or at once when it is aborted; then the effect ends by itself.
 *
 * Signals are listened to before anything is sent. A signal that cannot be listened to throws here, where nothing is.
 */
const run = <A, E>(
  { attempts, calls, keys }: Client,
  { operation, use }: Call<A, E>,
  { options, request }: Arguments
): Promise<Result<A, Errors<E>>> =>
  new Promise((resolve) => {
    const state = AttemptState.make()
    let isAborted = false
    let abort = (): void => {}
    const stopListening = whenAborted(signalsOf(options), () => {
      isAborted = true
      abort()
    })
    const complete = (result: Result<A, Errors<E>>) => {
      stopListening()
      calls.delete(end)
      resolve(result)
    }
    const begin = () => {
      const effect = withRequestOptions(Effect.suspend(() => use(keys, request)), attempts, options)
      return Effect.runForkWith(Context.make(AttemptState.current, state))(effect)
    }
    // A signal may abort the call while it is listened to for the first time: then nothing is sent.
    if (isAborted || Option.isSome(abortOf(options))) {
      stopListening()
      return resolve(ERR(aborted(operation, state, Option.getOrUndefined(abortOf(options)))))
    }
    const fiber = cleanUpAfter(begin, stopListening)
    const end = (cause: unknown): Promise<void> => {
      complete(ERR(aborted(operation, state, cause)))
      return new Promise((stopped) => {
        fiber.addObserver(() => stopped())
        fiber.interruptUnsafe()
      })
    }
    abort = () => void end(Option.getOrUndefined(abortOf(options)))
    calls.add(end)
    fiber.addObserver((exit) => complete(resultOf(exit, operation, state)))
    // The first steps have been taken by now: the key's provider may have aborted the call it was asked for.
    if (isAborted || Option.isSome(abortOf(options))) abort()
  })

const start = async <A, E>(call: Call<A, E>): Promise<Result<A, Errors<E>>> => {
  const ready = Checked.all([argumentsOf(call), getClient(call.client)])
  if (Checked.isFailure(ready)) return ERR(invalidInput(call.operation, ready.failure))
  const [args, client] = ready.success
  const signal = abortedOf(args.options)
  return signal === undefined
    ? run(client, call, args)
    : ERR(new RequestAborted({ operation: call.operation, cause: signal.reason }))
}

/** Makes a call. Resolves whatever happens, also if the arguments throw when they are read. */
export const runCall = async <A, E>(call: Call<A, E>): Promise<Result<A, Errors<E>>> => {
  const result = await start(call).catch((defect: unknown) => ERR(unexpectedError(call.operation, defect, 0)))
  if (!result.ok && result.error instanceof Error) attachCallSite(result.error, call.site)
  return result
}
