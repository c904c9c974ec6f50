/** What React Native has in the place of a browser's globals: the same polyfill of fetch, over XMLHttpRequest. */
import xhr2 from "xhr2"

delete globalThis.fetch
delete globalThis.Response
delete globalThis.Request
delete URL.canParse
delete AbortSignal.any
delete AbortSignal.timeout
globalThis.XMLHttpRequest = xhr2.XMLHttpRequest
globalThis.self = globalThis

const polyfill = await import("whatwg-fetch")
Object.assign(globalThis, {
  fetch: polyfill.fetch,
  Headers: polyfill.Headers,
  Request: polyfill.Request,
  Response: polyfill.Response
})
