import * as HttpClient from "@effect/platform/HttpClient"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { assert, describe, it } from "vitest"
import { apiKeysList, InvalidRequest, OpenRouter, OpenRouterCore, RequestAborted } from "../src/index.js"
import { documented, eventually, fakeClient, rejection, served } from "./support/fixtures.js"

/** A client over a resource, and what became of the resource. */
const overResource = () => {
  const events: Array<string> = []
  const httpClient = Layer.scoped(
    HttpClient.HttpClient,
    Effect.acquireRelease(
      Effect.sync(() => {
        events.push("opened")
        return HttpClient.make(() => {
          events.push("asked")
          return Effect.onInterrupt(Effect.never, () => Effect.sync(() => events.push("ended")))
        })
      }),
      () => Effect.sync(() => events.push("closed"))
    )
  )
  return { events, openRouter: new OpenRouter({ apiKey: "key", httpClient }) }
}

describe("a client", () => {
  it("opens nothing before its first call, and opens it once", async () => {
    const { events, openRouter } = overResource()
    await Promise.resolve()
    assert.deepStrictEqual(events, [])
    const calls = [rejection(openRouter.apiKeys.list()), rejection(openRouter.apiKeys.list())]
    await eventually(() => events.length === 3)
    assert.deepStrictEqual(events, ["opened", "asked", "asked"])
    await openRouter.dispose()
    await Promise.all(calls)
  })

  it("that is closed ends the calls under way, and then what it holds open", async () => {
    const { events, openRouter } = overResource()
    const call = rejection<RequestAborted>(openRouter.apiKeys.create({ name: "CI" }))
    const iteration = rejection(openRouter.apiKeys.listAll()[Symbol.asyncIterator]().next())
    await eventually(() => events.length === 3)
    await openRouter.dispose()
    assert.deepStrictEqual(events, ["opened", "asked", "asked", "ended", "ended", "closed"])
    assert.instanceOf(await call, RequestAborted)
    assert.include(await call, { operation: "create", outcome: "Unknown" })
    assert.strictEqual(((await call).cause as Error).message, "the client was closed")
    assert.instanceOf(await iteration, RequestAborted)
  })

  it("that is closed refuses calls, as results too, and may be closed again", async () => {
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

  it("that was never used, or never made sense, closes too", async () => {
    await new OpenRouter().dispose()
    await new OpenRouter({ timeoutMs: NaN }).dispose()
    const { events, openRouter } = overResource()
    await openRouter.dispose()
    assert.deepStrictEqual(events, [])
  })

  it("says why it could not be closed, with the error itself", async () => {
    const reason = new Error("stuck")
    const httpClient = Layer.scoped(
      HttpClient.HttpClient,
      Effect.acquireRelease(
        Effect.succeed(HttpClient.make(() => Effect.die("not used"))),
        () => Effect.die(reason)
      )
    )
    const openRouter = new OpenRouter({ apiKey: "key", httpClient, retryConfig: { strategy: "none" } })
    await rejection(openRouter.apiKeys.list())
    assert.strictEqual(await rejection(openRouter.dispose()), reason)
  })

  it("is cheap: a thousand of them take neither time nor memory worth a thought", () => {
    const started = performance.now()
    const before = process.memoryUsage().heapUsed
    const clients = Array.from({ length: 1_000 }, () => new OpenRouter({ apiKey: "key" }))
    const bytes = process.memoryUsage().heapUsed - before
    assert.isBelow(performance.now() - started, 1_000)
    assert.isBelow(bytes / clients.length, 50_000)
  })
})
