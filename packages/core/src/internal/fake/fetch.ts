/** The fake as a `fetch` function. */
import { fetchOver } from "@openrouter-keys/protocol/fake"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Runtime from "effect/Runtime"
import type { Handle } from "./handle.js"

/** A `fetch` function over `handle`, with the clock and services of `runtime`. */
export const makeFetch = (handle: Handle, runtime: Runtime.Runtime<never>): typeof globalThis.fetch => {
  const runPromiseExit = Runtime.runPromiseExit(runtime)
  return fetchOver((request, signal) =>
    // Interruptible even if the fake was made in an uninterruptible region, such as an `acquireRelease`.
    runPromiseExit(Effect.interruptible(handle(request)), signal && { signal }).then((exit) =>
      Exit.isSuccess(exit)
        ? exit.value
        : Promise.reject(signal?.aborted === true ? signal.reason : Cause.squash(exit.cause))
    )
  )
}
