import { checkToken, noToken, providerFailed, type Token } from "@openrouter-keys/protocol/client/Token"
import type { Failure } from "@openrouter-keys/protocol/Failure"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"

/** A bearer token for all requests, an effect that is run for each request, or none. */
export type TokenProvider = GivenToken | Effect.Effect<GivenToken, unknown> | undefined

/** A token, as plain text inside this library. */
type GivenToken = Redacted.Redacted<string> | string

/** Unwraps and validates a token. Reading a wiped `Redacted` throws. */
const tokenOf = (given: unknown): Token => {
  try {
    return checkToken(Redacted.isRedacted(given) ? Redacted.value(given) : given)
  } catch {
    return checkToken(undefined)
  }
}

/** Prepares a provider: a constant token is validated once, an effect is run for each request. */
export const makeTokenProvider = (provider: TokenProvider): Token | Effect.Effect<string, Failure> =>
  Effect.isEffect(provider)
    ? provider.pipe(
      Effect.catchCause((cause) =>
        // It runs on its own fiber. If the call is interrupted, its result is ignored.
        Effect.fail(providerFailed(Cause.hasInterruptsOnly(cause) ? "it was interrupted" : Cause.squash(cause)))
      ),
      Effect.flatMap((given) => {
        const token = tokenOf(given)
        return token.ok ? Effect.succeed(token.value) : Effect.fail(token.failure)
      })
    )
    : provider === undefined
    ? noToken
    : tokenOf(provider)
