import { assert, describe, it } from "vitest"
import {
  BadRequest,
  ConnectionError,
  InternalServerError,
  type RequestOptions,
  type RetryConfig,
  TooManyRequests,
  UnexpectedStatus
} from "../src/index.js"
import { documented, hash, quickRetries, rejection, served } from "./support/fixtures.js"
import type { CannedResponse, Respond } from "./support/server.js"

/** This response a number of times, then the documented one. */
const first = (times: number, canned: CannedResponse): Respond => (request, index) =>
  index < times ? canned : documented(request, index)

const patiently: RetryConfig = { ...quickRetries, retryConnectionErrors: true }

describe("retries", () => {
  it("continue until `maxElapsedTime`, and are at most three without it", async () => {
    const { openRouter, server } = await served(first(8, { status: 500 }))
    await openRouter.apiKeys.list({}, { retries: quickRetries })
    assert.lengthOf(server.requests, 9)
    const timeless = await served(() => ({ status: 500 }))
    const retries = { strategy: "backoff", backoff: { initialInterval: 1, maxInterval: 2 } } as const
    await rejection(timeless.openRouter.apiKeys.list({}, { retries }))
    assert.lengthOf(timeless.server.requests, 4)
  })

  it("without `backoff` are the default: three, with growing delays", async () => {
    const { openRouter, server } = await served(first(1, { status: 502, headers: { "retry-after-ms": "1" } }))
    await openRouter.apiKeys.list({}, { retries: { strategy: "backoff" } })
    assert.lengthOf(server.requests, 2)
    const stubborn = await served(() => ({ status: 502, headers: { "retry-after-ms": "1" } }))
    await rejection(stubborn.openRouter.apiKeys.list({}, { retries: { strategy: "backoff" } }))
    assert.lengthOf(stubborn.server.requests, 4)
  })

  it("with `none` do not happen", async () => {
    const { openRouter, server } = await served(() => ({ status: 500 }))
    const error = await rejection(openRouter.apiKeys.list({}, { retries: { strategy: "none" } }))
    assert.instanceOf(error, InternalServerError)
    assert.lengthOf(server.requests, 1)
  })

  it("of the client apply to every call unless the call overrides them", async () => {
    const { openRouter, server } = await served(first(2, { status: 500 }), { retryConfig: { strategy: "none" } })
    await rejection(openRouter.apiKeys.list())
    assert.lengthOf(server.requests, 1)
    await openRouter.apiKeys.list({}, { retries: quickRetries })
    assert.lengthOf(server.requests, 3)
  })

  it("end when their time is up, with the last error", async () => {
    const { openRouter } = await served(() => ({ status: 429, headers: { "retry-after": "30" } }))
    const retries = { strategy: "backoff", backoff: { maxElapsedTime: 1_000 } } as const
    const error = await rejection<TooManyRequests>(openRouter.apiKeys.create({ name: "CI" }, { retries }))
    assert.instanceOf(error, TooManyRequests)
    assert.include(error, { attempts: 1, outcome: "Rejected" })
  })

  it("may exclude lost connections", async () => {
    const { openRouter, server } = await served(() => ({ status: 0, drop: true }))
    const retries = { ...quickRetries, retryConnectionErrors: false }
    assert.instanceOf(await rejection(openRouter.apiKeys.list({}, { retries })), ConnectionError)
    assert.lengthOf(server.requests, 1)
  })
})

describe("retryCodes", () => {
  it("are statuses or classes of statuses, in upper or lower case", async () => {
    for (const retryCodes of [["404"], ["4XX"], ["4xx"], ["5XX", "404"]]) {
      const { openRouter, server } = await served(first(1, { status: 404 }))
      await openRouter.apiKeys.get({ hash }, { retries: quickRetries, retryCodes })
      assert.lengthOf(server.requests, 2)
    }
    const { openRouter, server } = await served(() => ({ status: 500 }))
    await rejection(openRouter.apiKeys.get({ hash }, { retries: quickRetries, retryCodes: ["503"] }))
    assert.lengthOf(server.requests, 1)
  })

  it("keep the other settings of the client", async () => {
    const { openRouter, server } = await served(() => ({ status: 404 }), { retryConfig: { strategy: "none" } })
    await rejection(openRouter.apiKeys.get({ hash }, { retryCodes: ["404"] }))
    assert.lengthOf(server.requests, 1)
    const quick = await served(first(5, { status: 404 }), { retryConfig: quickRetries })
    await quick.openRouter.apiKeys.get({ hash }, { retryCodes: ["404"] })
    assert.lengthOf(quick.server.requests, 6)
  })
})

describe("a create", () => {
  const everything: RequestOptions = { retries: patiently, retryCodes: ["4XX", "5XX", "200", "408"] }

  it("is never sent twice if it may have been processed, with any options", async () => {
    const responses: ReadonlyArray<readonly [CannedResponse, unknown]> = [
      [{ status: 500 }, InternalServerError],
      [{ status: 503 }, UnexpectedStatus],
      [{ status: 408 }, UnexpectedStatus],
      [{ status: 400 }, BadRequest],
      [{ status: 0, drop: true }, ConnectionError]
    ]
    for (const [canned, ErrorClass] of responses) {
      const { openRouter, server } = await served(() => canned, { retryConfig: patiently })
      const error = await rejection(openRouter.apiKeys.create({ name: "CI" }, everything))
      assert.instanceOf(error, ErrorClass as typeof Error)
      assert.lengthOf(server.requests, 1, String(canned.status))
    }
  })

  it("is retried after a 429, and after a 503 with Retry-After only if the call names 503", async () => {
    for (const status of [429, 503]) {
      const { openRouter, server } = await served(first(1, { status, headers: { "retry-after": "0" } }))
      await openRouter.apiKeys.create({ name: "CI" }, { retries: quickRetries, retryCodes: ["429", "503"] })
      assert.lengthOf(server.requests, 2)
    }
    const { openRouter, server } = await served(first(1, { status: 503, headers: { "retry-after": "0" } }))
    const error = await rejection<UnexpectedStatus>(
      openRouter.apiKeys.create({ name: "CI" }, { retries: quickRetries })
    )
    assert.include(error, { statusCode: 503, outcome: "Unknown" })
    assert.lengthOf(server.requests, 1)
  })
})
