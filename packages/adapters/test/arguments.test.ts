import { assert, describe, it } from "vitest"
import { InvalidRequest, OpenRouter, type OpenRouterOptions } from "../src/index.js"
import { fakeClient, hash, nonsense, rejection } from "./support/fixtures.js"

/** Invalid options, by the path in the issue. */
const invalidOptions: ReadonlyArray<readonly [options: unknown, path: string]> = [
  [null, "options"],
  ["5XX", "options"],
  [[], "options"],
  [{ timeoutMs: NaN }, "options.timeoutMs"],
  [{ timeoutMs: 0 }, "options.timeoutMs"],
  [{ timeoutMs: -1 }, "options.timeoutMs"],
  [{ timeoutMs: "100" }, "options.timeoutMs"],
  [{ serverURL: 80 }, "options.serverURL"],
  [{ signal: {} }, "options.signal"],
  [{ signal: new AbortController() }, "options.signal"],
  [{ fetchOptions: { signal: "now" } }, "options.fetchOptions.signal"],
  [{ fetchOptions: null }, "options.fetchOptions"],
  [{ fetchOptions: { headers: 1 } }, "options.fetchOptions.headers"],
  [{ fetchOptions: { headers: [["one"]] } }, "options.fetchOptions.headers"],
  [{ fetchOptions: { headers: ["ab"] } }, "options.fetchOptions.headers"],
  [{ fetchOptions: { cache: "never" } }, "options"],
  [{ headers: { "x-number": 1 } }, "options.headers"],
  [{ headers: null }, "options.headers"],
  [{ credentials: "sometimes" }, "options"],
  [{ retryCodes: "5XX" }, "options.retryCodes"],
  [{ retryCodes: ["6XX"] }, "options.retryCodes"],
  [{ retryCodes: [503] }, "options.retryCodes"],
  [{ retryCodes: ["4X"] }, "options.retryCodes"],
  [{ retries: "backoff" }, "options.retries"],
  [{ retries: {} }, "options.retries.strategy"],
  [{ retries: { strategy: "always" } }, "options.retries.strategy"],
  [{ retries: { strategy: "backoff", backoff: 1 } }, "options.retries.backoff"],
  [{ retries: { strategy: "backoff", backoff: { maxElapsedTime: NaN } } }, "options.retries.backoff.maxElapsedTime"],
  [{ retries: { strategy: "backoff", backoff: { maxElapsedTime: 0 } } }, "options.retries.backoff.maxElapsedTime"],
  [{ retries: { strategy: "backoff", backoff: { exponent: 0 } } }, "options.retries.backoff.exponent"],
  [{ retries: { strategy: "backoff", retryConnectionErrors: "yes" } }, "options.retries.retryConnectionErrors"]
]

const wrongClientOptions: ReadonlyArray<readonly [options: unknown, path: string]> = [
  [null, "client"],
  ["key", "client"],
  [{ apiKey: null }, "client.apiKey"],
  [{ apiKey: 1 }, "client.apiKey"],
  [{ serverURL: {} }, "client.serverURL"],
  [{ httpReferer: 1 }, "client.httpReferer"],
  [{ appTitle: 1 }, "client.appTitle"],
  [{ appCategories: ["cli-agent"] }, "client.appCategories"],
  [{ userAgent: 1 }, "client.userAgent"],
  [{ timeoutMs: NaN }, "client.timeoutMs"],
  [{ retryConfig: { strategy: "twice" } }, "client.retryConfig.strategy"],
  [{ fetch: "fetch" }, "client.fetch"],
  [{ httpClient: { request: () => {} } }, "client.httpClient"],
  [
    new Proxy({}, {
      get: () => {
        throw new Error("trapped")
      }
    }),
    "client"
  ]
]

describe("invalid options", () => {
  it("of a call are named in an InvalidRequest, and nothing is sent", async () => {
    const { openRouter, requests } = await fakeClient()
    for (const [options, path] of invalidOptions) {
      const error = await rejection<InvalidRequest>(openRouter.apiKeys.get({ hash }, nonsense(options)))
      assert.instanceOf(error, InvalidRequest, JSON.stringify(options))
      assert.deepStrictEqual(error.issues.map((issue) => issue.path), [path], JSON.stringify(options))
      assert.include(error, { operation: "get", outcome: "NotSent", attempts: 0, isRetryable: false })
    }
    assert.deepStrictEqual(requests(), [])
  })

  it("of a client fail its calls, not the constructor", async () => {
    for (const [options, path] of wrongClientOptions) {
      const openRouter = new OpenRouter(options as OpenRouterOptions)
      const error = await rejection<InvalidRequest>(openRouter.apiKeys.list())
      assert.instanceOf(error, InvalidRequest)
      assert.deepStrictEqual(error.issues.map((issue) => issue.path), [path])
    }
  })

  it("are all named at once, without their values", async () => {
    const { openRouter } = await fakeClient()
    const options = { timeoutMs: "secret", retryCodes: ["secret"], headers: { authorization: ["secret"] } }
    const error = await rejection(openRouter.apiKeys.list({}, nonsense(options)))
    assert.strictEqual(
      error.message,
      "list: options.retryCodes must be a list of statuses, such as \"429\" or \"5XX\"; options.timeoutMs must be " +
        "a number of milliseconds above 0 (Infinity for no limit); options.headers must be headers that fetch " +
        "accepts, with string values"
    )
  })

  it("that throw when they are read are rejected too", async () => {
    const { openRouter, requests } = await fakeClient()
    const trapped = {
      get timeoutMs(): number {
        throw new Error("trapped")
      }
    }
    assert.instanceOf(await rejection(openRouter.apiKeys.list({}, trapped)), InvalidRequest)
    const revoked = Proxy.revocable({}, {})
    revoked.revoke()
    assert.instanceOf(await rejection(openRouter.apiKeys.list(revoked.proxy)), InvalidRequest)
    assert.instanceOf(await rejection(openRouter.apiKeys.list({}, revoked.proxy)), InvalidRequest)
    assert.deepStrictEqual(requests(), [])
  })
})

describe("invalid arguments", () => {
  it("are named in an InvalidRequest: an invalid request, and an unknown field", async () => {
    const { openRouter, requests } = await fakeClient()
    const { create, delete: remove } = openRouter.apiKeys as unknown as Record<
      string,
      (u?: unknown) => Promise<unknown>
    >
    for (const request of [undefined, null, "CI", 1, [], { name: "" }, { name: "CI", limits: 5 }]) {
      assert.instanceOf(await rejection(create!(request)), InvalidRequest, JSON.stringify(request))
    }
    for (const hash of ["", ".", "..", "a/b", "a?b", 1, null]) {
      assert.instanceOf(await rejection(remove!({ hash })), InvalidRequest, String(hash))
    }
    assert.deepStrictEqual(requests(), [])
  })

  it("are rejected if there are too many: misplaced options would be ignored silently", async () => {
    const { openRouter, requests } = await fakeClient()
    const call = openRouter.apiKeys.getCurrentKeyMetadata as (...args: ReadonlyArray<unknown>) => Promise<unknown>
    const error = await rejection(call(undefined, { timeoutMs: 1_000 }))
    assert.instanceOf(error, InvalidRequest)
    assert.strictEqual(error.message, "getCurrentKeyMetadata: arguments exceed the maximum of 1: 2 were passed")
    assert.deepStrictEqual(requests(), [])
    await call(undefined, undefined)
    await call({ timeoutMs: 1_000 }, undefined)
  })
})
