import type { CreateKeysRequest as PlainRequest } from "@openrouter-keys/protocol/KeyRequest"
import * as Either from "effect/Either"
import * as Predicate from "effect/Predicate"
import * as Redacted from "effect/Redacted"
import type { CreateKeysRequest } from "../KeyRequest.js"

/**
 * The request with its secret bare, as validation and the wire have it. A `Redacted` whose value was wiped becomes
 * `null`, which validation rejects, so that the key is not created without it. What cannot be read is left to validation.
 */
export const unwrapSecrets = (request: CreateKeysRequest): PlainRequest =>
  Either.getOrElse(Either.try(() => unwrapped(request)), () => request as PlainRequest)

const unwrapped = (request: CreateKeysRequest): PlainRequest => {
  if (!Predicate.isRecord(request) || !Predicate.isRecord(request.external)) return request as PlainRequest
  const { external: { apiKey, ...external }, ...rest } = request
  if (!Redacted.isRedacted(apiKey)) return request as PlainRequest
  const bare = Either.getOrElse(Either.try(() => Redacted.value(apiKey)), () => null as unknown as string)
  return { ...rest, external: { ...external, apiKey: bare } }
}
