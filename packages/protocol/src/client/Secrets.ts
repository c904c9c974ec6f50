/**
 * Secrets in requests, for libraries that wrap them.
 *
 * @module
 */
import type { CreateKeysRequest, External } from "../KeyRequest.js"

/** A request whose secret may be wrapped. */
interface Wrapped extends Omit<CreateKeysRequest, "external"> {
  readonly external?: (Omit<External, "apiKey"> & { readonly apiKey?: unknown }) | undefined
}

const isObject = (u: unknown): boolean => typeof u === "object" && u !== null && !Array.isArray(u)

/**
 * The request with its secret bare, as validation and the wire have it. `unwrap` returns any other value as it is. A
 * secret that `unwrap` throws for, as one that was wiped, becomes `null`, which validation rejects, so that the key is not
 * created without it. What cannot be read is left to validation.
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
