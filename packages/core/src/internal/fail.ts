import { attachCallSite, type CallSite } from "@openrouter-keys/protocol/client/CallSite"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"

/**
 * Fails with an error.
 *
 * Inside a span, `Effect.fail` would fail with a proxy of the error, which cannot be cloned.
 */
export const fail = <E>(error: E): Effect.Effect<never, E> => Effect.failCause(Cause.fail(error))

/** Fails with an error whose stack trace begins at the call. */
export const failAt = <E extends Error>(error: E, site: CallSite | undefined): Effect.Effect<never, E> =>
  fail(attachCallSite(error, site))
