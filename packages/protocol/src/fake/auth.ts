/**
 * Authentication and the rate limit.
 */
import { isExpired } from "./key.js"
import { error, standardError } from "./response.js"
import { sha256 } from "./sha256.js"
import type { FakeState, StoredKey } from "./state.js"
import * as Store from "./store.js"
import type { FakeResponse } from "./types.js"

/** The bearer of a request: the management key, or one of the keys it created. */
export type Principal = { readonly _tag: "Management" } | { readonly _tag: "Created"; readonly key: StoredKey }

/** The principal of a token, or the response to an invalid one. */
export const authenticate = (
  { keys, settings }: FakeState,
  token: string | undefined,
  now: number
): Principal | FakeResponse.Complete => {
  if (token === undefined) return standardError(401)
  if (token === settings.managementKey) return { _tag: "Management" }
  const key = Store.get(keys, sha256(token))
  if (key === undefined) return error(401, "User not found.")
  if (key.disabled) return error(401, "This API key is disabled.")
  if (isExpired(key, now)) return error(401, "This API key has expired.")
  return { _tag: "Created", key }
}

/** Counts a request. Returns a response if it exceeds the rate limit. */
export const countRequest = (
  state: FakeState,
  now: number
): readonly [FakeState, FakeResponse.Complete | undefined] => {
  const { rateLimit } = state.settings
  if (rateLimit === null) return [state, undefined]
  const { window: last } = state
  const window = last !== null && now < last.openedAt + rateLimit.interval
    ? { ...last, requests: last.requests + 1 }
    : { openedAt: now, requests: 1 }
  const closesAt = window.openedAt + rateLimit.interval
  return [
    { ...state, window },
    window.requests <= rateLimit.requests ? undefined : standardError(429, {
      "x-ratelimit-limit": String(rateLimit.requests),
      "x-ratelimit-remaining": "0",
      "x-ratelimit-reset": String(closesAt),
      "retry-after": String(Math.ceil((closesAt - now) / 1_000))
    })
  ]
}
