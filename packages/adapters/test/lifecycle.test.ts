import { assert, describe, it } from "vitest"
import { apiKeysList, type Fetch, InvalidRequest, OpenRouter, OpenRouterCore, RequestAborted } from "../src/index.js"
import { documented, eventually, fakeClient, rejection, served } from "./support/fixtures.js"

/** A client whose fetch never responds, and the events of its requests. */
const overHangingFetch = () => {
  const events: Array<string> = []
  const fetch: Fetch = (_, init) => {
    events.push("requested")
    init?.signal?.addEventListener("abort", () => events.push("aborted"))
    return new Promise(() => {})
  }
  return { events, openRouter: new OpenRouter({ apiKey: "key", fetch }) }
}

describe("a client", () => {
  it("sends nothing before its first call", async () => {
    const { events, openRouter } = overHangingFetch()
    await Promise.resolve()
    assert.deepStrictEqual(events, [])
    await openRouter.dispose()
  })

  it("that is closed aborts the calls under way", async () => {
    const { events, openRouter } = overHangingFetch()
    const call = rejection<RequestAborted>(openRouter.apiKeys.create({ name: "CI" }))
    const iteration = rejection(openRouter.apiKeys.listAll()[Symbol.asyncIterator]().next())
    await eventually(() => events.length === 2)
    await openRouter.dispose()
    assert.deepStrictEqual(events, ["requested", "requested", "aborted", "aborted"])
    assert.instanceOf(await call, RequestAborted)
    assert.include(await call, { operation: "create", outcome: "Unknown" })
    assert.strictEqual(((await call).cause as Error).message, "the client was closed")
    assert.instanceOf(await iteration, RequestAborted)
  })

  it("that is closed fails later calls, and can be closed again", async () => {
    const { openRouter, requests } = await fakeClient({ keys: 1 })
    await openRouter.apiKeys.list()
    await openRouter.dispose()
    await openRouter.dispose()
    const error = await rejection(openRouter.apiKeys.list())
    assert.instanceOf(error, InvalidRequest)
    assert.strictEqual(error.message, "list: client is closed")
    const result = await apiKeysList(openRouter)
    assert.strictEqual(result.error?._tag, "InvalidRequest")
    assert.lengthOf(requests(), 1)
  })

  it("is closed at the end of its block by `await using`", async () => {
    const { server } = await served(documented)
    const seen: Array<OpenRouterCore> = []
    {
      await using openRouter = new OpenRouter({ apiKey: "key", serverURL: server.url })
      await using small = new OpenRouterCore({ apiKey: "key", serverURL: server.url })
      assert.lengthOf((await openRouter.apiKeys.list()).data, 1)
      assert.isTrue((await apiKeysList(small)).ok)
      seen.push(openRouter, small)
    }
    for (const client of seen) assert.strictEqual((await apiKeysList(client)).error?._tag, "InvalidRequest")
  })

  it("can be closed if it was never used, or has invalid options", async () => {
    await new OpenRouter().dispose()
    await new OpenRouter({ timeoutMs: NaN }).dispose()
    const { events, openRouter } = overHangingFetch()
    await openRouter.dispose()
    assert.deepStrictEqual(events, [])
  })

  it("is cheap: a thousand take little time and memory", () => {
    const started = performance.now()
    const before = process.memoryUsage().heapUsed
    const clients = Array.from({ length: 1_000 }, () => new OpenRouter({ apiKey: "key" }))
    const bytes = process.memoryUsage().heapUsed - before
    assert.isBelow(performance.now() - started, 1_000)
    assert.isBelow(bytes / clients.length, 50_000)
  })
})
