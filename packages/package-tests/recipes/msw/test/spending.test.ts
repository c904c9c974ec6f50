import { OpenRouter, Unauthorized } from "@openrouter-keys/adapters"
import { http, HttpResponse } from "msw"
import { setupServer } from "msw/node"
import { afterAll, afterEach, beforeAll, expect, test } from "vitest"
import { nearLimit } from "../src/spending.js"
import { key } from "./key.js"

const server = setupServer(
  http.get("https://openrouter.ai/api/v1/keys", ({ request }) => {
    const offset = Number(new URL(request.url).searchParams.get("offset") ?? 0)
    return HttpResponse.json({
      data: [key({ name: "idle", usage: 1 }), key({ name: "busy", usage: 9.5 })].slice(offset)
    })
  })
)

// A request without a handler fails and does not reach the service.
beforeAll(() => server.listen({ onUnhandledRequest: "error" }))
afterEach(() => server.resetHandlers())
afterAll(() => server.close())

test("names the keys that are near their limit", async () => {
  expect(await nearLimit(new OpenRouter({ apiKey: "test" }))).toEqual(["busy"])
})

test("fails if the key is rejected", async () => {
  server.use(
    http.get(
      "https://openrouter.ai/api/v1/keys",
      () => HttpResponse.json({ error: { code: 401, message: "No such key" } }, { status: 401 })
    )
  )
  await expect(nearLimit(new OpenRouter({ apiKey: "test" }))).rejects.toThrow(Unauthorized)
})

test("waits as long as the service asks, and retries", async () => {
  let requests = 0
  server.use(
    http.get("https://openrouter.ai/api/v1/keys", () => {
      requests++
      return requests === 1
        ? HttpResponse.json({ error: { code: 429, message: "Slow down" } }, {
          status: 429,
          headers: { "retry-after-ms": "10" }
        })
        : HttpResponse.json({ data: [] })
    })
  )
  // The wait is never shorter than the client's own backoff: a test sets that to a millisecond.
  const openRouter = new OpenRouter({
    apiKey: "test",
    retryConfig: {
      strategy: "backoff",
      backoff: { initialInterval: 1, maxInterval: 1, exponent: 1, maxElapsedTime: 5_000 }
    }
  })
  expect(await nearLimit(openRouter)).toEqual([])
  expect(requests).toBe(2)
})
