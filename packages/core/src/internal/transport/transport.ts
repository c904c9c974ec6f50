import type { Exchange, Received, ResolvedRequest } from "@openrouter-keys/protocol/client/Transport"
import type { Failure } from "@openrouter-keys/protocol/Failure"
import * as Effect from "effect/Effect"

/**
 * Sends one request and reads its response within `timeoutMs`. Fails if no response started.
 *
 * Redirects are not followed: they would send the bearer token elsewhere. The timeout also applies in uninterruptible
 * regions. Interruption aborts the request.
 */
export type Transport = (request: ResolvedRequest, timeoutMs: number) => Effect.Effect<Received, Failure>

/** Runs an exchange. Interruption aborts it. */
export const runExchange = (exchange: Exchange, timeoutMs: number): Effect.Effect<Received, Failure> =>
  // Here and not in `async`: an interruption may come before `async` has registered its canceller.
  Effect.onInterrupt(
    Effect.async<Received, Failure>((resume) =>
      exchange.start(timeoutMs, (result) =>
        resume(result.ok ? Effect.succeed(result.value) : Effect.fail(result.failure)))
    ),
    () =>
      Effect.sync(() => exchange.abort())
  )
