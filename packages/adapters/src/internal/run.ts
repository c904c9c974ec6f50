/** From an Effect to a Promise: values as they are, errors as core's own objects, aborts at once. */
import { ApiKeys } from "@openrouter-keys/core/ApiKeys"
import type { OperationName, Outcome } from "@openrouter-keys/core/OpenRouterError"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as ManagedRuntime from "effect/ManagedRuntime"
import { RequestAborted } from "../models/RequestAborted.js"
import type { RequestOptions } from "../options.js"
import { signalOf, withRequestOptions } from "./options.js"

/** A client's runtime: built when it is first used. */
export type Runtime = ManagedRuntime.ManagedRuntime<ApiKeys, never>

/** The runtime of each client. Kept apart from the client, which shows nothing of it when inspected. */
export const runtimes = new WeakMap<object, Runtime>()

/** What a call came to. */
export type Settled<A, E> =
  | { readonly ok: true; readonly value: A }
  | { readonly ok: false; readonly error: E | RequestAborted }

/** Runs one call of a client's service; never rejects. */
export const settle = async <A, E>(
  client: object,
  operation: OperationName,
  use: (keys: ApiKeys.Service) => Effect.Effect<A, E>,
  options: RequestOptions = {}
): Promise<Settled<A, E>> => {
  const signal = signalOf(options)
  const aborted = (outcome: Outcome) =>
    ({ ok: false, error: new RequestAborted(operation, outcome, signal?.reason) }) as const
  if (signal?.aborted === true) return aborted("NotSent")
  const runtime = runtimes.get(client)
  if (runtime === undefined) throw new TypeError("the client must be an OpenRouter or OpenRouterCore")
  const effect = withRequestOptions(Effect.flatMap(ApiKeys, use), options)
  const exit = await runtime.runPromiseExit(effect, signal === undefined ? {} : { signal })
  if (Exit.isSuccess(exit)) return { ok: true, value: exit.value }
  if (Cause.isInterrupted(exit.cause) && signal?.aborted) return aborted("Unknown")
  // A `FiberFailure` would hide the error's class; this is the object that core failed with.
  return { ok: false, error: Cause.squash(exit.cause) as E }
}
