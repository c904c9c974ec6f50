/**
 * Unwraps secrets in requests, for libraries that wrap them.
 *
 * @module
 */
import type { CreateKeysRequest, External } from "../KeyRequest.js"

/** A request with a secret that may be wrapped. */
interface Wrapped extends Omit<CreateKeysRequest, "external"> {
  readonly external?: (Omit<External, "apiKey"> & { readonly apiKey?: unknown }) | undefined
}

const isObject = (u: unknown): boolean => typeof u === "object" && u !== null && !Array.isArray(u)

/**
 * Unwraps the secret of a request. `unwrap` returns other values unchanged. If it throws, as for a wiped secret, the
 * secret becomes `null`, which validation rejects, so that no key is created without it. Requests that cannot be read
 * are left to validation.
 */
export const unwrapSecrets = (request: Wrapped, unwrap: (secret: unknown) => unknown): CreateKeysRequest => {
  try {
    if (!isObject(request) || !isObject(request.external)) return request as CreateKeysRequest
    const { external: { apiKey, ...external } = {}, ...rest } = request
    const bare = unwrapped(apiKey, unwrap)
    return (bare === apiKey ? request : { ...rest, external: { ...external, apiKey: bare } }) as CreateKeysRequest
  } catch {
    return request as CreateKeysRequest
  }
}

const unwrapped = (secret: unknown, unwrap: (secret: unknown) => unknown): unknown => {
  try {
    return unwrap(secret)
  } catch {
    return null
  }
}
