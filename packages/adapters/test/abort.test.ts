import { getEventListeners } from "node:events"
import { assert, describe, it } from "vitest"
import { apiKeysGet, OpenRouter, RequestAborted, type RequestOptions } from "../src/index.js"
import { eventually, fakeClient, hash, rejection, served } from "./support/fixtures.js"

/** The options that pass a signal. */
const ways: Readonly<Record<string, (signal: AbortSignal) => RequestOptions>> = {
  "signal": (signal) => ({ signal }),
  "fetchOptions.signal": (signal) => ({ fetchOptions: { signal } }),
  "signal beside fetchOptions.signal": (signal) => ({
    signal,
    fetchOptions: { signal: new AbortController().signal }
  }),
  "fetchOptions.signal beside signal": (signal) => ({
    signal: new AbortController().signal,
    fetchOptions: { signal }
  })
}

describe.each(Object.entries(ways))("aborting by %s", (_, options) => {
  it("before the call sends nothing, and does not call the key provider", async () => {
    let asked = 0
    const apiKey = () => Promise.resolve(`key ${asked++}`)
    const { openRouter, requests } = await fakeClient({}, { apiKey })
    const reason = new Error("too late")
    const error = await rejection(openRouter.apiKeys.list({}, options(AbortSignal.abort(reason))))
    assert.instanceOf(error, RequestAborted)
    assert.include(error, { _tag: "RequestAborted", name: "AbortError", operation: "list", outcome: "NotSent" })
    assert.strictEqual(error.cause, reason)
    assert.deepStrictEqual(requests(), [])
    assert.strictEqual(asked, 0)
  })

  it("in flight closes the connection, and the outcome is Unknown", async () => {
    const { openRouter, server } = await served(() => undefined)
    const controller = new AbortController()
    const error = rejection<RequestAborted>(openRouter.apiKeys.create({ name: "CI" }, options(controller.signal)))
    await eventually(() => server.requests.length === 1)
    controller.abort("changed my mind")
    assert.include(await error, { _tag: "RequestAborted", outcome: "Unknown", attempts: 1, cause: "changed my mind" })
    await eventually(() => server.abandoned() === 1)
  })

  it("between attempts ends the call at once, and sends nothing more", async () => {
    const { openRouter, server } = await served(() => ({ status: 503, headers: { "retry-after": "30" } }))
    const controller = new AbortController()
    const error = rejection<RequestAborted>(openRouter.apiKeys.list({}, options(controller.signal)))
    await eventually(() => server.requests.length === 1)
    await new Promise((resolve) => setTimeout(resolve, 50))
    const aborted = performance.now()
    controller.abort()
    assert.include(await error, { _tag: "RequestAborted", attempts: 1 })
    assert.isBelow(performance.now() - aborted, 500)
    await new Promise((resolve) => setTimeout(resolve, 50))
    assert.lengthOf(server.requests, 1)
  })
})

describe("aborting", () => {
  it("is a result of the standalone functions", async () => {
    const { openRouter } = await fakeClient()
    const result = await apiKeysGet(openRouter, { hash }, { signal: AbortSignal.abort() })
    assert.isFalse(result.ok)
    assert.strictEqual(result.error?._tag, "RequestAborted")
    assert.propertyVal(result.error?.cause, "name", "AbortError")
  })

  it("during the key provider ends the call at once, and the outcome is NotSent", async () => {
    const { openRouter, requests } = await fakeClient({}, { apiKey: () => new Promise(() => {}) })
    const controller = new AbortController()
    const error = rejection<RequestAborted>(openRouter.apiKeys.create({ name: "CI" }, { signal: controller.signal }))
    controller.abort()
    assert.include(await error, { _tag: "RequestAborted", outcome: "NotSent", attempts: 0 })
    assert.deepStrictEqual(requests(), [])
  })

  it("inside the key provider or fetch ends the call", async () => {
    const byKey = new AbortController()
    const { openRouter, requests } = await fakeClient({}, {
      apiKey: () => {
        byKey.abort()
        return Promise.resolve("key")
      }
    })
    assert.instanceOf(await rejection(openRouter.apiKeys.list({}, { signal: byKey.signal })), RequestAborted)
    assert.deepStrictEqual(requests(), [])

    const byFetch = new AbortController()
    const other = new OpenRouter({
      apiKey: "key",
      fetch: () => {
        byFetch.abort()
        return new Promise(() => {})
      }
    })
    assert.instanceOf(await rejection(other.apiKeys.list({}, { signal: byFetch.signal })), RequestAborted)
  })

  it("ends the call at once, also if fetch ignores the signal", async () => {
    const openRouter = new OpenRouter({ apiKey: "key", fetch: () => new Promise(() => {}) })
    const controller = new AbortController()
    setTimeout(() => controller.abort(), 10)
    assert.instanceOf(await rejection(openRouter.apiKeys.list({}, { signal: controller.signal })), RequestAborted)
  })

  it("after the response has no effect", async () => {
    const { openRouter } = await fakeClient({ keys: 3 })
    const controller = new AbortController()
    const { data } = await openRouter.apiKeys.list({ includeDisabled: true }, { signal: controller.signal })
    controller.abort()
    assert.lengthOf(data, 3)
  })

  it("works with signals of other classes than the platform's", async () => {
    const listeners = new Set<() => void>()
    const signal = {
      aborted: false,
      reason: "home-made",
      addEventListener: (_: string, listener: () => void) => listeners.add(listener),
      removeEventListener: (_: string, listener: () => void) => listeners.delete(listener)
    }
    const openRouter = new OpenRouter({ apiKey: "key", fetch: () => new Promise(() => {}) })
    const error = rejection<RequestAborted>(openRouter.apiKeys.list({}, { signal: signal as unknown as AbortSignal }))
    signal.aborted = true
    for (const listener of listeners) listener()
    assert.include(await error, { _tag: "RequestAborted", cause: "home-made" })
    assert.strictEqual(listeners.size, 0)
  })

  it("one call does not affect others, and calls can share a signal", async () => {
    const { openRouter } = await fakeClient({ keys: [{ name: "one" }] })
    const controller = new AbortController()
    const { signal } = controller
    const warnings: Array<Error> = []
    const onWarning = (warning: Error) => warnings.push(warning)
    process.on("warning", onWarning)
    await Promise.all(Array.from({ length: 50 }, () => openRouter.apiKeys.list({}, { signal })))
    assert.lengthOf(getEventListeners(signal, "abort"), 0)
    const aborted = rejection(openRouter.apiKeys.list({}, { signal }))
    const unconcerned = openRouter.apiKeys.list()
    controller.abort()
    assert.instanceOf(await aborted, RequestAborted)
    assert.lengthOf((await unconcerned).data, 1)
    await new Promise((resolve) => setTimeout(resolve, 50))
    assert.deepStrictEqual(warnings, [])
    process.off("warning", onWarning)
  })
})
