import { assert, describe, it } from "vitest"
import { InternalServerError, InvalidRequest, type ListRequest, RequestAborted } from "../src/index.js"
import { eventually, fakeClient, rejection, served, wireKey } from "./support/fixtures.js"
import type { Respond } from "./support/server.js"

const collect = async <A>(items: AsyncIterable<A>): Promise<ReadonlyArray<A>> => {
  const all: Array<A> = []
  for await (const item of items) all.push(item)
  return all
}

/** An endless list of full pages with different keys. */
const endless: Respond = ({ query }) => ({
  status: 200,
  body: { data: Array.from({ length: 100 }, (_, n) => ({ ...wireKey, hash: `${Number(query["offset"] ?? 0) + n}` })) }
})

describe("listAll", () => {
  it("yields every key once, and requests a page when it is needed", async () => {
    const { openRouter, requests } = await fakeClient({ keys: 250 })
    const keys = await collect(openRouter.apiKeys.listAll({ includeDisabled: true, includeExpired: true }))
    assert.strictEqual(new Set(keys.map(({ hash }) => hash)).size, 250)
    assert.deepStrictEqual(requests().map(({ query }) => query["offset"]), ["0", "99", "198", "249", "250"])
  })

  it("takes the request of list: `offset` skips the most recent keys", async () => {
    const { openRouter } = await fakeClient({ keys: 120 })
    assert.lengthOf(
      await collect(openRouter.apiKeys.listAll({ includeDisabled: true, includeExpired: true, offset: 110 })),
      10
    )
  })

  it("sends nothing before iteration, and starts again with each iteration", async () => {
    const { openRouter, requests } = await fakeClient({ keys: [{ name: "one" }] })
    const all = openRouter.apiKeys.listAll()
    assert.lengthOf(requests(), 0)
    assert.lengthOf(await collect(all), 1)
    assert.lengthOf(await collect(all), 1)
    assert.lengthOf(requests(), 4)
  })

  it("stops fetching when the loop ends in any way", async () => {
    const { openRouter, server } = await served(endless)
    for await (const { hash } of openRouter.apiKeys.listAll()) if (hash === "150") break
    assert.lengthOf(server.requests, 2)

    const thrown = await rejection((async () => {
      for await (const { hash } of openRouter.apiKeys.listAll()) if (hash === "50") throw new Error("enough")
    })())
    assert.strictEqual(thrown.message, "enough")
    assert.lengthOf(server.requests, 3)

    const iterator = openRouter.apiKeys.listAll()[Symbol.asyncIterator]()
    assert.strictEqual((await iterator.next()).value?.hash, "0")
    assert.deepStrictEqual(await iterator.return?.(), { done: true, value: undefined })
    assert.deepStrictEqual(await iterator.next(), { done: true, value: undefined })
    const reason = new Error("thrown into it")
    const other = openRouter.apiKeys.listAll()[Symbol.asyncIterator]()
    await other.next()
    assert.strictEqual(await rejection(other.throw!(reason)), reason)
    await new Promise((resolve) => setTimeout(resolve, 50))
    assert.lengthOf(server.requests, 5)
  })

  it("aborts a request under way when the loop is left", async () => {
    const { openRouter, server } = await served(() => undefined)
    const iterator = openRouter.apiKeys.listAll()[Symbol.asyncIterator]()
    const pending = iterator.next()
    await eventually(() => server.requests.length === 1)
    await iterator.return?.()
    assert.deepStrictEqual(await pending, { done: true, value: undefined })
    await eventually(() => server.abandoned() === 1)
  })

  it("fails with the error of a page, after the keys before it, and ends", async () => {
    const { openRouter } = await served((request, index) => index === 1 ? { status: 500 } : endless(request, index), {
      retryConfig: { strategy: "none" }
    })
    const seen: Array<string> = []
    const iterator = openRouter.apiKeys.listAll()[Symbol.asyncIterator]()
    const error = await rejection((async () => {
      for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) {
        seen.push(next.value.hash)
      }
    })())
    assert.instanceOf(error, InternalServerError)
    assert.lengthOf(seen, 100)
    assert.deepStrictEqual(await iterator.next(), { done: true, value: undefined })
  })

  it("ends at once when its signal is aborted between two keys, or while a page is fetched", async () => {
    const { openRouter, server } = await served(endless)
    const between = new AbortController()
    const seen: Array<string> = []
    const error = await rejection<RequestAborted>((async () => {
      for await (const { hash } of openRouter.apiKeys.listAll({}, { signal: between.signal })) {
        if (seen.push(hash) === 150) between.abort("enough")
      }
    })())
    assert.instanceOf(error, RequestAborted)
    assert.strictEqual(error.cause, "enough")
    assert.lengthOf(seen, 150)
    assert.lengthOf(server.requests, 2)

    const hanging = await served((request, index) => index === 0 ? endless(request, index) : undefined)
    const during = new AbortController()
    const late = rejection<RequestAborted>(collect(hanging.openRouter.apiKeys.listAll({}, { signal: during.signal })))
    await eventually(() => hanging.server.requests.length === 2)
    during.abort()
    assert.include(await late, { _tag: "RequestAborted", outcome: "Unknown", attempts: 1 })
    await eventually(() => hanging.server.abandoned() === 1)
  })

  it("rejects invalid arguments on iteration, and does not throw before", async () => {
    const { openRouter, requests } = await fakeClient()
    const wrong = [{ offset: -1 }, { offsets: 5 }, "all"] as unknown as ReadonlyArray<ListRequest>
    for (const request of wrong) {
      assert.instanceOf(await rejection(collect(openRouter.apiKeys.listAll(request))), InvalidRequest)
    }
    assert.instanceOf(await rejection(collect(openRouter.apiKeys.listAll({}, { timeoutMs: NaN }))), InvalidRequest)
    assert.instanceOf(await rejection(collect(openRouter.apiKeys.listAll({}, null as never))), InvalidRequest)
    assert.deepStrictEqual(requests(), [])
  })
})
