import { checkToken, noToken, providerFailed, type Token } from "@openrouter-keys/protocol/client/Token"
import type { Failure } from "@openrouter-keys/protocol/Failure"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"

/** Bearer tokens as the options give them: one for all requests, an effect that is run for each, or none. */
export type TokenProvider = GivenToken | Effect.Effect<GivenToken, unknown> | undefined

/** A token; as plain text where no program sees it that could show it. */
type GivenToken = Redacted.Redacted<string> | string

/** Unwraps and checks a token. A `Redacted` whose value was wiped throws when it is read. */
const tokenOf = (given: unknown): Token =>
  checkToken(Result.getOrUndefined(Result.try(() => Redacted.isRedacted(given) ? Redacted.value(given) : given)))

/** Prepares a provider: a constant token is checked once, an effect is run anew for each request. */
export const makeTokenProvider = (provider: TokenProvider): Token | Effect.Effect<string, Failure> =>
  Effect.isEffect(provider)
    ? provider.pipe(
      Effect.catchCause((cause) =>
        // It is run on a fiber of its own, whose result nobody reads where the call is interrupted.
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
