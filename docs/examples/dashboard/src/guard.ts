/**
 * Rejects requests that do not come from the dashboard's page. The server has a key that can spend money, and every page
 * in the browser can send requests to localhost.
 */
import type * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as Effect from "effect/Effect"
import { Rejection } from "./rejection.js"

type Request = Pick<HttpServerRequest.HttpServerRequest, "headers" | "method">

const reject = (message: string) => Effect.fail(new Rejection({ status: 403, message }))

/** The `Host` header of a browser: without the port if that is 80. */
const hostOf = (name: string, port: number): string => new URL(`http://${name}:${port}`).host

/**
 * Rejects host names other than those of this machine. A foreign name that resolves to 127.0.0.1 would make the server
 * same-origin with a foreign page (DNS rebinding).
 */
export const checkHost = ({ headers }: Request, port: number): Effect.Effect<void, Rejection> =>
  ["127.0.0.1", "localhost"].some((name) => headers["host"] === hostOf(name, port))
    ? Effect.void
    : reject("The dashboard is available at 127.0.0.1 and localhost only")

/**
 * Rejects requests of other pages. Browsers send `Origin` with every request except a same-origin GET, and pages cannot
 * change it. Clients without `Origin` are not browsers, and may only read.
 */
export const checkOrigin = ({ headers, method }: Request): Effect.Effect<void, Rejection> => {
  const isRead = method === "GET"
  const { origin, "sec-fetch-site": site } = headers
  if (origin === undefined ? !isRead : origin !== `http://${headers["host"]}`) {
    return reject("Only the dashboard's own page may send this request")
  }
  // "none" is a URL that was typed into the address bar.
  return site === undefined || site === "same-origin" || (isRead && site === "none")
    ? Effect.void
    : reject("Other sites may not send this request")
}
