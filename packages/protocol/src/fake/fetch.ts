/**
 * The fake as a `fetch` function.
 */
import type { Fake } from "./fake.js"
import { type Handle, type HandleOptions, makeHandle, type Sleep } from "./handle.js"
import type { FakeRequest, FakeResponse } from "./types.js"
import { connectionReset, toWebResponse } from "./webResponse.js"

type Fetch = typeof globalThis.fetch

/** The error that `fetch` rejects with if there is no response. */
const fetchFailed = (cause: Error): TypeError => new TypeError("fetch failed", { cause })

const toFakeRequest = async (request: globalThis.Request): Promise<FakeRequest> => {
  const body = await request.text()
  return {
    method: request.method,
    url: request.url,
    headers: Object.fromEntries(request.headers),
    body: body === "" ? undefined : body
  }
}

const redirects = new Set([301, 302, 303, 307, 308])

/** The request after a redirect; 307 and 308 repeat method and body. */
const redirected = (request: FakeRequest, status: number, location: string): FakeRequest => {
  const repeats = status >= 307 || (status !== 303 && request.method !== "POST")
  const next = { ...request, url: new URL(location, request.url).href }
  return repeats ? next : { ...next, method: "GET", body: undefined }
}

type Send = (request: FakeRequest) => Promise<FakeResponse>

/** Sends a request to the fake and follows redirects like `fetch`. */
const follow = async (send: Send, first: FakeRequest, mode: RequestRedirect): Promise<Response> => {
  let request = first
  for (let hops = 0; hops <= 20; hops++) {
    const response = await send(request)
    if (response._tag === "Dropped") throw fetchFailed(connectionReset())
    const location = redirects.has(response.status) ? response.headers.location : undefined
    if (location === undefined || mode === "manual") return toWebResponse(response)
    if (mode === "error") throw fetchFailed(new Error("unexpected redirect"))
    request = redirected(request, response.status, location)
  }
  throw fetchFailed(new Error("redirect count exceeded"))
}

/** Makes a `fetch` function from a request handler. It rejects as `fetch` does. */
export const fetchOver = (handle: Handle): Fetch => async (input, init) => {
  // The signal is passed separately: a `Request` accepts none from another realm, such as jsdom's.
  const { signal: given, ...rest } = init ?? {}
  const signal = given ?? (input instanceof Request ? input.signal : undefined)
  if (signal?.aborted === true) throw signal.reason
  const request = new Request(input, rest)
  const received = await toFakeRequest(request)
  return follow((next) => handle(next, signal), received, request.redirect)
}

/**
 * The fake as a `fetch` function. It can be aborted at any time, rejects with `TypeError("fetch failed")` if the
 * connection is dropped, and a truncated body fails half way.
 *
 * `sleep` implements the delays. See `HandleOptions` for `onChange`.
 */
export const makeFetch = (fake: Fake, sleep: Sleep, onChange?: HandleOptions["onChange"]): Fetch =>
  fetchOver(makeHandle(fake, { sleep, onChange }))
