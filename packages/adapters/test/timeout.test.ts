import { assert, describe, it, onTestFinished, vi } from "vitest"
import { OpenRouter, RequestAborted, type RequestOptions, RequestTimeout } from "../src/index.js"
import { eventually, hash, rejection, served } from "./support/fixtures.js"

const once = { retries: { strategy: "none" } } as const

describe("timeoutMs", () => {
  it("ends an attempt without a response, and closes its connection", async () => {
    const { openRouter, server } = await served(() => undefined)
    const error = await rejection<RequestTimeout>(openRouter.apiKeys.get({ hash }, { ...once, timeoutMs: 500 }))
    assert.instanceOf(error, RequestTimeout)
    assert.strictEqual(error.message, "get: no response within 500 ms")
    await eventually(() => server.abandoned() === 1)
  })

  it("of the client applies to every call unless the call overrides it", async () => {
    const { openRouter } = await served(() => undefined, { timeoutMs: 50 })
    assert.instanceOf(await rejection(openRouter.apiKeys.get({ hash }, once)), RequestTimeout)
    const controller = new AbortController()
    setTimeout(() => controller.abort(), 200)
    const patient = openRouter.apiKeys.get({ hash }, { ...once, timeoutMs: Infinity, signal: controller.signal })
    assert.instanceOf(await rejection(patient), RequestAborted)
  })

  it("applies with a signal, and the signal with it", async () => {
    const { openRouter } = await served(() => undefined)
    const { signal } = new AbortController()
    const timedOut = await rejection(openRouter.apiKeys.get({ hash }, { ...once, timeoutMs: 50, signal }))
    assert.instanceOf(timedOut, RequestTimeout)
    const aborted = openRouter.apiKeys.get({ hash }, { ...once, timeoutMs: 20_000, signal: AbortSignal.timeout(50) })
    const error = await rejection(aborted)
    assert.instanceOf(error, RequestAborted)
    assert.strictEqual((error.cause as Error).name, "TimeoutError")
  })

  it("may be longer than the default minute of a call", async () => {
    vi.useFakeTimers()
    onTestFinished(() => void vi.useRealTimers())
    const fetch = () => new Promise<never>(() => {})
    const ended: Array<string> = []
    const call = (name: string, { apiKeys }: OpenRouter, options: RequestOptions) =>
      apiKeys.get({ hash }, options).catch((error: Error) => ended.push(`${name}: ${error.message}`))
    void call("call", new OpenRouter({ apiKey: "key", fetch }), { timeoutMs: 120_000 })
    void call("client", new OpenRouter({ apiKey: "key", fetch, timeoutMs: 90_000 }), {})
    void call("endless", new OpenRouter({ apiKey: "key", fetch, timeoutMs: Infinity }), {})
    await vi.advanceTimersByTimeAsync(89_000)
    assert.deepStrictEqual(ended, [])
    await vi.advanceTimersByTimeAsync(3_600_000)
    assert.deepStrictEqual(ended, ["client: get: no response within 90 s", "call: get: no response within 120 s"])
  })

  it("ends a fetch, a body or a key provider that hangs", async () => {
    const hanging = () => new Promise<never>(() => {})
    const slowBody = () => Promise.resolve(new Response(new ReadableStream(), { status: 201 }))
    const options = { timeoutMs: 50, retryConfig: { strategy: "none" } } as const
    const clients = [
      new OpenRouter({ ...options, apiKey: "key", fetch: hanging }),
      new OpenRouter({ ...options, apiKey: "key", fetch: slowBody }),
      new OpenRouter({ ...options, apiKey: hanging })
    ]
    for (const openRouter of clients) {
      assert.instanceOf(await rejection(openRouter.apiKeys.create({ name: "CI" })), RequestTimeout)
    }
  })
})
