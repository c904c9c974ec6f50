/**
 * Runs async code in an Effect program.
 */
import { RequestAborted } from "@openrouter-keys/adapters"
import { Effect } from "effect"

/**
 * Runs async code that takes a signal. Interruption aborts the signal and waits for the code to end. Unlike with
 * `Effect.tryPromise`, the code can clean up, and errors of the cleanup are reported.
 */
export const abortable = (run: (signal: AbortSignal) => Promise<void>): Effect.Effect<void, unknown> =>
  Effect.async((resume) => {
    const controller = new AbortController()
    const running = run(controller.signal)
    running.then(() => resume(Effect.void), (error: unknown) => resume(Effect.fail(error)))
    return Effect.promise(async () => {
      controller.abort()
      await running.catch((error: unknown) => {
        if (!(error instanceof RequestAborted)) throw error
      })
    })
  })
