/** The reset time of a rate limit, in all its places. */
import { assert, describe, it } from "vitest"
import { listen, respondWith } from "./localServer.js"
import { samples } from "./samples.js"
import { failed, type TestClient } from "./testClient.js"

interface ErrorResponse {
  readonly headers?: Readonly<Record<string, string>>
  readonly metadata?: unknown
}

const minute = 60_000

/** The places of the reset time, in milliseconds since the epoch. */
const places: { readonly [where: string]: (at: number) => ErrorResponse } = {
  "the header X-RateLimit-Reset, in milliseconds": (at) => ({ headers: { "X-RateLimit-Reset": String(at) } }),
  "the header X-RateLimit-Reset, in seconds": (at) => ({
    headers: { "x-ratelimit-reset": String(Math.ceil(at / 1000)) }
  }),
  "the metadata's headers, as text": (at) => ({
    metadata: { headers: { "X-RateLimit-Limit": "20", "X-RateLimit-Remaining": "0", "X-RateLimit-Reset": String(at) } }
  }),
  "the metadata's headers, as a number": (at) => ({ metadata: { headers: { "X-RateLimit-Reset": at } } }),
  "the metadata's headers, in lower case and seconds": (at) => ({
    metadata: { headers: { "x-ratelimit-reset": String(Math.ceil(at / 1000)) }, provider_name: null }
  }),
  "the metadata's headers, in the case of another library": (at) => ({
    metadata: { headers: { "X-Ratelimit-Reset": String(at) } }
  }),
  "the metadata's headers, as a list": (at) => ({ metadata: { headers: { "X-RateLimit-Reset": [String(at)] } } }),
  "a header that is sent twice": () => ({ headers: { "retry-after": "60, 60" } }),
  "Retry-After in the metadata's headers": () => ({ metadata: { headers: { "Retry-After": "60" } } })
}

const respondWithError = ({ headers, metadata }: ErrorResponse) =>
  respondWith(429, JSON.stringify({ error: { code: 429, message: "Rate limit exceeded", metadata } }), headers)

export const rateLimitReset = (client: TestClient): void => {
  describe(`${client.name}: a rate limit's reset`, () => {
    const waitAfter = async (response: ErrorResponse) => {
      const server = await listen(respondWithError(response))
      const [name = "create"] = client.names
      const error = failed(await client.call(name, samples[name].request, { serverURL: server.url }))
      assert.strictEqual(error._tag, "TooManyRequests")
      return error.retryAfterMs
    }

    it.each(Object.keys(places))("is read from %s", async (where) => {
      const wait = await waitAfter(places[where]!(Date.now() + minute))
      assert.isNumber(wait)
      // Allows for the time of the response and rounding up to a second.
      assert.isAtMost(wait!, minute + 1_000)
      assert.isAbove(wait!, 0)
    })

    it("in the past means no wait", async () => {
      assert.strictEqual(
        await waitAfter(places["the header X-RateLimit-Reset, in milliseconds"]!(Date.now() - minute)),
        0
      )
      assert.strictEqual(await waitAfter(places["the metadata's headers, as text"]!(Date.now() - minute)), 0)
    })

    it("is overridden by Retry-After", async () => {
      const reset = String(Date.now() + minute)
      for (const headers of [{ "retry-after": "7" }, { "retry-after-ms": "7000" }]) {
        const metadata = { headers: { "X-RateLimit-Reset": reset } }
        assert.strictEqual(await waitAfter({ headers: { ...headers, "x-ratelimit-reset": reset }, metadata }), 7_000)
      }
    })

    it("is ignored if it is invalid", async () => {
      for (const text of ["soon", "", "-5", "NaN", "0x10"]) {
        assert.isNull(await waitAfter({ headers: { "x-ratelimit-reset": text } }), text)
        assert.isNull(await waitAfter({ metadata: { headers: { "X-RateLimit-Reset": text } } }), text)
      }
      for (const headers of [null, "text", [], 5, { "X-RateLimit-Reset": null }, { "X-RateLimit-Reset": {} }]) {
        assert.isNull(await waitAfter({ metadata: { headers } }))
      }
      assert.isNull(await waitAfter({ metadata: null }))
    })
  })
}
