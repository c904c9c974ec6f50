/**
 * Who asks, and whether it is not too often.
 */
import * as Duration from "effect/Duration"
import * as Either from "effect/Either"
import { isExpired } from "./key.js"
import type { RateLimit, Reply } from "./model.js"
import { error, standardError } from "./reply.js"
import { sha256 } from "./sha256.js"
import type { StoredKey } from "./state.js"
import type { Store } from "./store.js"

/** The bearer of a request: the management key, or one of the keys it created. */
export type Caller = { readonly _tag: "Management" } | { readonly _tag: "Created"; readonly key: StoredKey }

export const authenticate = (
  bearer: string | undefined,
  managementKey: string,
  store: Store,
  now: number
): Either.Either<Caller, Reply.Answer> => {
  if (bearer === undefined) return Either.left(standardError(401))
  if (bearer === managementKey) return Either.right({ _tag: "Management" })
  const key = store.get(sha256(bearer))
  if (key === undefined) return Either.left(error(401, "User not found."))
  if (key.disabled) return Either.left(error(401, "This API key is disabled."))
  if (isExpired(key, now)) return Either.left(error(401, "This API key has expired."))
  return Either.right({ _tag: "Created", key })
}

/** Counts a request, and answers it if it is one too many. */
export interface Limiter {
  readonly count: (now: number) => Reply.Answer | undefined
  readonly clear: () => void
}

export const makeLimiter = (rateLimit: RateLimit | undefined): Limiter => {
  if (rateLimit === undefined) return { count: () => undefined, clear: () => {} }
  const interval = Duration.toMillis(rateLimit.interval)
  let opened = -Infinity
  let counted = 0
  const refusal = (now: number): Reply.Answer => {
    const limits = {
      "x-ratelimit-limit": String(rateLimit.requests),
      "x-ratelimit-remaining": "0",
      "x-ratelimit-reset": String(opened + interval)
    }
    const retryAfter = String(Math.ceil((opened + interval - now) / 1_000))
    return standardError(429, { ...limits, "retry-after": retryAfter })
  }
  return {
    count: (now) => {
      if (now >= opened + interval) {
        opened = now
        counted = 0
      }
      counted += 1
      return counted > rateLimit.requests ? refusal(now) : undefined
    },
    clear: () => {
      opened = -Infinity
    }
  }
}
