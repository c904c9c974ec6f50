import type { Exchange, Received, ResolvedRequest } from "@openrouter-keys/protocol/client/Transport"
import type { Failure } from "@openrouter-keys/protocol/Failure"
import * as Effect from "effect/Effect"

/**
 * Sends one request and reads its response within `timeoutMs`. Fails where no response began.
 *
 * Redirects are not followed: they would carry the bearer token elsewhere. The time holds also in uninterruptible
 * regions, and interruption aborts the request.
 */
export type Transport = (request: ResolvedRequest, timeoutMs: number) => Effect.Effect<Received, Failure>

/** Runs an exchange; interruption aborts it. */
export const runExchange = (exchange: Exchange, timeoutMs: number): Effect.Effect<Received, Failure> =>
  Effect.callback((resume) => {
    exchange.start(
      timeoutMs,
      (result) => resume(result.ok ? Effect.succeed(result.value) : Effect.fail(result.failure))
    )
    return Effect.sync(() => exchange.abort())
  })
