import { noApiKeyMessage } from "@openrouter-keys/protocol/Environment"
import type { Failure } from "@openrouter-keys/protocol/Failure"
import { validateToken } from "@openrouter-keys/protocol/Header"
import { redact } from "@openrouter-keys/protocol/Redaction"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Predicate from "effect/Predicate"
import * as Redacted from "effect/Redacted"

/** Bearer tokens as the options give them: one for all requests, an effect that is run for each, or none. */
export type TokenProvider = Redacted.Redacted<string> | Effect.Effect<Redacted.Redacted<string>, unknown> | undefined

/** A token that may be sent. A constant one is known, and valid, before the first request. */
export type Token = Either.Either<string, Failure>

const invalid = (message: string): Failure => ({ _tag: "Input", message, issues: [] })

/** Unwraps and checks a token. A `Redacted` whose value was wiped throws when it is read. */
const tokenOf = (given: unknown): Token => {
  const token = Either.getOrUndefined(Either.try(() => Redacted.isRedacted(given) ? Redacted.value(given) : given))
  if (!Predicate.isString(token)) return Either.left(invalid("the API key is missing: its provider returned no string"))
  const problem = validateToken(token)
  return problem === undefined ? Either.right(token) : Either.left(invalid(problem))
}

/** The words of a provider's error, without anything that looks like a secret. */
const reasonOf = (cause: Cause.Cause<unknown>): string => {
  // It is run on a fiber of its own, whose result nobody reads where the call is interrupted.
  if (Cause.isInterruptedOnly(cause)) return ": it was interrupted"
  const error = Cause.squash(cause)
  const words = [
    Predicate.hasProperty(error, "message") ? error.message : error,
    Predicate.hasProperty(error, "_tag") ? error._tag : ""
  ].find((each) => Predicate.isString(each) && each !== "")
  return Predicate.isString(words) ? `: ${redact(words.slice(0, 300), [])}` : ""
}

/** Prepares a provider: a constant token is checked once, an effect is run anew for each request. */
export const makeTokenProvider = (provider: TokenProvider): Token | Effect.Effect<string, Failure> =>
  Effect.isEffect(provider)
    ? provider.pipe(
      Effect.catchAllCause((cause) => Effect.fail(invalid(`the provider of the API key failed${reasonOf(cause)}`))),
      Effect.flatMap(tokenOf)
    )
    : provider === undefined
    ? Either.left(invalid(noApiKeyMessage))
    : tokenOf(provider)
