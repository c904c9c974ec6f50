/**
 * CORS for pages that are served from this machine, and for no others.
 */
import type * as Http from "node:http"

type Headers = Readonly<Record<string, string>>

const isLoopback = (hostname: string): boolean =>
  hostname === "[::1]" || /^127(?:\.\d{1,3}){3}$/.test(hostname) || /^(?:.+\.)?localhost$/.test(hostname)

/** Whether an origin is on this machine, at any port. */
const isLocalOrigin = (origin: string): boolean => {
  try {
    const url = new URL(origin)
    return /^https?:$/.test(url.protocol) && url.origin === origin && isLoopback(url.hostname)
  } catch {
    return false
  }
}

/** The headers that allow the page of a request to read a response with `headers`; none for other origins. */
export const corsHeaders = ({ headers: { origin } }: Http.IncomingMessage, headers: Headers): Headers =>
  origin === undefined || !isLocalOrigin(origin)
    ? {}
    : {
      "access-control-allow-origin": origin,
      "access-control-expose-headers": [...new Set(["retry-after", ...Object.keys(headers)])].join(", "),
      vary: "Origin"
    }

/** The headers of the response to a preflight request from this machine; `undefined` for other requests. */
export const preflightHeaders = ({ headers, method }: Http.IncomingMessage): Headers | undefined => {
  const { origin, "access-control-request-method": requested, "access-control-request-headers": names } = headers
  if (method !== "OPTIONS" || origin === undefined || requested === undefined || !isLocalOrigin(origin)) {
    return undefined
  }
  return {
    "access-control-allow-origin": origin,
    "access-control-allow-methods": "GET, POST, PUT, PATCH, DELETE",
    ...names !== undefined && { "access-control-allow-headers": names },
    ...headers["access-control-request-private-network"] === "true" && {
      "access-control-allow-private-network": "true"
    },
    "access-control-max-age": "600",
    vary: "Origin, Access-Control-Request-Headers"
  }
}
