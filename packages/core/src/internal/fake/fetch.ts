/**
 * The fake as the web's `fetch`.
 */
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Runtime from "effect/Runtime"
import type { Incoming, Reply } from "./model.js"
import { connectionReset, toResponse } from "./response.js"

type Fetch = typeof globalThis.fetch

type Handle = (request: Incoming) => Effect.Effect<Reply>

/** What `fetch` rejects with when there is no answer. */
const fetchFailed = (cause: Error): TypeError => new TypeError("fetch failed", { cause })

const incoming = (request: globalThis.Request): Effect.Effect<Incoming, unknown> =>
  Effect.map(
    Effect.tryPromise({ try: () => request.text(), catch: (cause) => cause }),
    (body) => ({
      method: request.method,
      url: request.url,
      headers: Object.fromEntries(request.headers),
      body: body === "" ? undefined : body
    })
  )

const redirects = new Set([301, 302, 303, 307, 308])

/** The request that a redirect asks for; 307 and 308 repeat method and body. */
const redirected = (request: Incoming, status: number, location: string): Incoming => {
  const repeats = status >= 307 || (status !== 303 && request.method !== "POST")
  const next = { ...request, url: new URL(location, request.url).href }
  return repeats ? next : { ...next, method: "GET", body: undefined }
}

/** Brings a request to the fake, and on to wherever it is redirected, as `fetch` does unless it is told not to. */
const send = (handle: Handle, request: Incoming, mode: RequestRedirect, hops = 0): Effect.Effect<Response, TypeError> =>
  Effect.flatMap(handle(request), (reply) => {
    if (reply._tag === "Dropped") return Effect.fail(fetchFailed(connectionReset()))
    const location = redirects.has(reply.status) ? reply.headers.location : undefined
    if (location === undefined || mode === "manual") return Effect.succeed(toResponse(reply))
    if (mode === "error") return Effect.fail(fetchFailed(new Error("unexpected redirect")))
    if (hops === 20) return Effect.fail(fetchFailed(new Error("redirect count exceeded")))
    return send(handle, redirected(request, reply.status, location), mode, hops + 1)
  })

/** `fetch` over `handle`, on the clock and the other services of `runtime`. */
export const makeFetch = (handle: Handle, runtime: Runtime.Runtime<never>): Fetch => {
  const runPromiseExit = Runtime.runPromiseExit(runtime)
  return (input: string | URL | globalThis.Request, init?: RequestInit) => {
    // The signal is watched here: a `Request` takes none from another realm, such as jsdom's.
    const { signal: given, ...rest } = init ?? {}
    const signal = given ?? (input instanceof Request ? input.signal : undefined)
    if (signal?.aborted === true) return Promise.reject(signal.reason)
    const answer = Effect.try({ try: () => new Request(input, rest), catch: (cause) => cause }).pipe(
      Effect.flatMap((request) =>
        Effect.flatMap(incoming(request), (incoming) => send(handle, incoming, request.redirect))
      )
    )
    // Interruptible even if the fake was made where nothing is, such as in an `acquireRelease`.
    return runPromiseExit(Effect.interruptible(answer), signal && { signal }).then((exit) =>
      Exit.isSuccess(exit)
        ? exit.value
        : Promise.reject(signal?.aborted === true ? signal.reason : Cause.squash(exit.cause))
    )
  }
}
