/**
 * The fake as the web's `fetch`.
 */
import type { Fake } from "./fake.js"
import { type Handle, type HandleOptions, makeHandle, type Sleep } from "./handle.js"
import type { FakeRequest, FakeResponse } from "./types.js"
import { connectionReset, toWebResponse } from "./webResponse.js"

type Fetch = typeof globalThis.fetch

/** What `fetch` rejects with when there is no response. */
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

/** The request that a redirect asks for; 307 and 308 repeat method and body. */
const redirected = (request: FakeRequest, status: number, location: string): FakeRequest => {
  const repeats = status >= 307 || (status !== 303 && request.method !== "POST")
  const next = { ...request, url: new URL(location, request.url).href }
  return repeats ? next : { ...next, method: "GET", body: undefined }
}

type Send = (request: FakeRequest) => Promise<FakeResponse>

/** Sends a request to the fake, and on to wherever it is redirected, as `fetch` does unless it is told not to. */
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

/** `fetch` over any function that responds to requests. It rejects as `fetch` does. */
export const fetchOver = (handle: Handle): Fetch => async (input, init) => {
  // The signal is passed on here: a `Request` takes none from another realm, such as jsdom's.
  const { signal: given, ...rest } = init ?? {}
  const signal = given ?? (input instanceof Request ? input.signal : undefined)
  if (signal?.aborted === true) throw signal.reason
  const request = new Request(input, rest)
  const received = await toFakeRequest(request)
  return follow((next) => handle(next, signal), received, request.redirect)
}

/**
 * The fake as `fetch`: aborts at any time, rejects with `TypeError("fetch failed")` when a connection is dropped, and
 * has bodies that fail half way when they are cut.
 *
 * `sleep` waits where the fake has a delay; see `HandleOptions` for `onChange`.
 */
export const makeFetch = (fake: Fake, sleep: Sleep, onChange?: HandleOptions["onChange"]): Fetch =>
  fetchOver(makeHandle(fake, { sleep, onChange }))
