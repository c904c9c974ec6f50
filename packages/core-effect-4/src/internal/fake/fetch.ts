/** The fake as a `fetch` function. */
import { fetchOver } from "@openrouter-keys/protocol/fake"
import * as Cause from "effect/Cause"
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type { Handle } from "./handle.js"

/** A `fetch` function over `handle`, with the clock and services of `context`. */
export const makeFetch = (handle: Handle, context: Context.Context<never>): typeof globalThis.fetch => {
  const runPromiseExit = Effect.runPromiseExitWith(context)
  return fetchOver((request, signal) =>
    runPromiseExit(handle(request), { signal }).then((exit) =>
      Exit.isSuccess(exit)
        ? exit.value
        : Promise.reject(signal?.aborted === true ? signal.reason : Cause.squash(exit.cause))
    )
  )
}
