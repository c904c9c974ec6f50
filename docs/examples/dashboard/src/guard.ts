/**
 * Who may ask. The server holds a key that can spend money, and every page in the browser can send requests to
 * localhost: only those of our own page are answered.
 */
import type * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as Effect from "effect/Effect"
import { Refusal } from "./refusal.js"

type Request = Pick<HttpServerRequest.HttpServerRequest, "headers" | "method">

const refuse = (message: string) => Effect.fail(new Refusal({ status: 403, message }))

/** As a browser writes it: without the port where that is 80. */
const hostOf = (name: string, port: number): string => new URL(`http://${name}:${port}`).host

/**
 * Refuses every name but the machine's own. A name of somebody else's that resolves to 127.0.0.1 would make us same-origin
 * with their page (DNS rebinding).
 */
export const checkHost = ({ headers }: Request, port: number): Effect.Effect<void, Refusal> =>
  ["127.0.0.1", "localhost"].some((name) => headers["host"] === hostOf(name, port))
    ? Effect.void
    : refuse("The dashboard answers on 127.0.0.1 and localhost only")

/**
 * Refuses what other pages make a browser send. A browser names the origin of every request but a same-origin GET, and
 * no page can change that; what names none is no browser, and has no business with the API beyond reading.
 */
export const checkOrigin = ({ headers, method }: Request): Effect.Effect<void, Refusal> => {
  const isRead = method === "GET"
  const { origin, "sec-fetch-site": site } = headers
  if (origin === undefined ? !isRead : origin !== `http://${headers["host"]}`) {
    return refuse("Only the dashboard's own page may ask for this")
  }
  // "none" is a person at the address bar.
  return site === undefined || site === "same-origin" || (isRead && site === "none")
    ? Effect.void
    : refuse("Another site may not ask for this")
}
