/** From an Effect to a Promise: values as they are, errors as core's own objects, aborts at once. */
import { ApiKeys } from "@openrouter-keys/core/ApiKeys"
import { ConnectionError, InvalidRequest, type OperationName } from "@openrouter-keys/core/OpenRouterError"
import * as Operation from "@openrouter-keys/core/Operation"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as FiberId from "effect/FiberId"
import * as FiberRef from "effect/FiberRef"
import * as Option from "effect/Option"
import { RequestAborted } from "../models/RequestAborted.js"
import type { RequestOptions } from "../options.js"
import { ERR, OK, type Result } from "../types.js"
import { type CallSite, leadTo } from "./callSite.js"
import { callIssues } from "./check.js"
import { type Client, find, type Refusal } from "./client.js"
import { abortedOf, abortOf, requestCount, signalsOf, withRequestOptions } from "./options.js"
import { whenAborted } from "./signals.js"

/** What to call, and on whose behalf. */
export interface Call<A, E> {
  readonly client: unknown
  readonly operation: OperationName
  /** The caller's: the request, where the operation takes one, and the options. */
  readonly args: ReadonlyArray<unknown>
  /** Where the caller's code makes the call. */
  readonly site: CallSite
  readonly use: (keys: ApiKeys.Service, request: unknown) => Effect.Effect<A, E>
}

type Errors<E> = E | InvalidRequest | ConnectionError | RequestAborted

// =====================================================================================================================
// What a call is given
// =====================================================================================================================

interface Arguments {
  readonly request: unknown
  readonly options: RequestOptions
}

const argumentsOf = ({ args, operation }: Pick<Call<never, never>, "args" | "operation">) => {
  const [request, options = {}, ...excess] = Operation.all[operation].takesRequest ? args : [undefined, ...args]
  // Options in a wrong place, as of an operation that takes no request, would be passed over in silence.
  const issues = excess.some((value) => value !== undefined)
    ? [{ path: "arguments", message: `are too many: there are ${args.length}` }]
    : callIssues(options)
  return issues.length > 0 ? Either.left(issues) : Either.right({ request, options } as Arguments)
}

// =====================================================================================================================
// How a call ends
// =====================================================================================================================

/** A call that cannot be made, for these reasons. */
export const invalid = (operation: OperationName, issues: Refusal): InvalidRequest =>
  new InvalidRequest({
    message: `${operation}: ${issues.map(({ message, path }) => `${path} ${message}`).join("; ")}`,
    operation,
    outcome: "NotSent",
    isRetryable: false,
    attempts: 0,
    issues
  })

/** Nothing that is not foreseen may get lost, or be taken for an error of another kind. */
const unforeseen = (operation: OperationName, defect: unknown, attempts: number): InvalidRequest | ConnectionError =>
  attempts === 0
    ? invalid(operation, [{
      path: "the request",
      message: `could not be made (${defect instanceof Error ? defect.message : typeof defect})`
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

const errorOf = <E>(cause: Cause.Cause<E>, operation: OperationName, attempts: number): Errors<E> =>
  Option.match(Cause.failureOption(cause), {
    // The error itself: Effect passes it about in a proxy that knows its span.
    onSome: Cause.originalError,
    onNone: () =>
      Cause.isInterruptedOnly(cause)
        ? new RequestAborted({ operation, attempts, cause: undefined })
        : unforeseen(operation, Cause.squash(cause), attempts)
  })

const resultOf = <A, E>(exit: Exit.Exit<A, E>, operation: OperationName, attempts: number): Result<A, Errors<E>> =>
  Exit.match(exit, {
    onSuccess: OK,
    onFailure: (cause) => ERR(errorOf(cause, operation, attempts))
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
 * Runs a call on its client. It ends with its effect, or at once when it is told to; then the effect ends by itself.
 *
 * Signals are listened to before anything is sent. One that refuses throws here, where that is certain.
 */
const run = <A, E>(
  { attempts, calls, runtime }: Client,
  { operation, use }: Call<A, E>,
  { options, request }: Arguments
): Promise<Result<A, Errors<E>>> =>
  new Promise((resolve) => {
    const count = { requests: 0 }
    let isAborted = false
    let abort = (): void => {}
    const stopListening = whenAborted(signalsOf(options), () => {
      isAborted = true
      abort()
    })
    const settle = (result: Result<A, Errors<E>>) => {
      stopListening()
      calls.delete(end)
      resolve(result)
    }
    const begin = () => {
      const effect = withRequestOptions(Effect.flatMap(ApiKeys, (keys) => use(keys, request)), attempts, options)
      return runtime.runFork(Effect.zipRight(FiberRef.set(requestCount, count), effect))
    }
    const fiber = cleanUpAfter(begin, stopListening)
    const end = (cause: unknown) => {
      settle(ERR(new RequestAborted({ operation, attempts: count.requests, cause })))
      return Fiber.interruptAs(fiber, FiberId.none)
    }
    abort = () => void Effect.runFork(end(Option.getOrUndefined(abortOf(options))))
    calls.add(end)
    fiber.addObserver((exit) => settle(resultOf(exit, operation, count.requests)))
    // The first steps have been taken by now: the key's provider may have aborted the call it was asked for.
    if (isAborted || Option.isSome(abortOf(options))) abort()
  })

const start = async <A, E>(call: Call<A, E>): Promise<Result<A, Errors<E>>> => {
  const ready = Either.all([argumentsOf(call), find(call.client)])
  if (Either.isLeft(ready)) return ERR(invalid(call.operation, ready.left))
  const [args, client] = ready.right
  const aborted = abortedOf(args.options)
  return aborted === undefined
    ? run(client, call, args)
    : ERR(new RequestAborted({ operation: call.operation, attempts: 0, cause: aborted.reason }))
}

/** Makes a call. Resolves whatever happens, also if the arguments throw when they are looked at. */
export const settle = async <A, E>(call: Call<A, E>): Promise<Result<A, Errors<E>>> => {
  const result = await start(call).catch((defect: unknown) => ERR(unforeseen(call.operation, defect, 0)))
  if (!result.ok && result.error instanceof Error) leadTo(call.site, result.error)
  return result
}
