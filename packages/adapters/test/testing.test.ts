/** The fake for Promise code. */
import { assert, describe, it, vi } from "vitest"
import { type Conflict, NotFound, OpenRouter, TooManyRequests, Unauthorized } from "../src/index.js"
import { error, key, makeFakeOpenRouter } from "../src/testing.js"
import { rejection } from "./support/fixtures.js"

const day = 24 * 60 * 60 * 1_000

const overFake = (options?: Parameters<typeof makeFakeOpenRouter>[0]) => {
  const fake = makeFakeOpenRouter(options)
  const { fetch, managementKey: apiKey } = fake
  return { fake, openRouter: new OpenRouter({ apiKey, fetch, retryConfig: { strategy: "none" } }) }
}

describe("makeFakeOpenRouter", () => {
  it("is the API to a client, and shows what it was asked", async () => {
    const { fake, openRouter } = overFake()
    const { data, key: secret } = await openRouter.apiKeys.create({ name: "CI", limit: 5 })
    assert.deepStrictEqual(fake.keys(), [data])
    assert.deepStrictEqual(fake.calls(), [{ operation: "create", input: { name: "CI", limit: 5 }, outcome: 201 }])
    assert.notInclude(JSON.stringify([fake.requests(), fake.state()]), secret)
    const asCreated = new OpenRouter({ apiKey: secret, fetch: fake.fetch })
    assert.strictEqual((await asCreated.apiKeys.getCurrentKeyMetadata()).data.limit, 5)
    assert.isNotNull(fake.keys()[0]!.lastUsedAt)
  })

  it("moves its clock: limits reset and keys expire", async () => {
    const expiresAt = new Date(Date.now() + 2 * day)
    const { fake, openRouter } = overFake({ keys: [{ hash: "a1", limit: 5, limitReset: "daily" }] })
    fake.spend("a1", 4)
    assert.strictEqual((await openRouter.apiKeys.get({ hash: "a1" })).data.limitRemaining, 1)
    fake.advance(day)
    assert.strictEqual((await openRouter.apiKeys.get({ hash: "a1" })).data.limitRemaining, 5)
    const { key: secret } = await openRouter.apiKeys.create({ name: "short", expiresAt })
    fake.advance(2 * day)
    const expired = new OpenRouter({ apiKey: secret, fetch: fake.fetch })
    assert.instanceOf(await rejection(expired.apiKeys.getCurrentKeyMetadata()), Unauthorized)
    assert.lengthOf((await openRouter.apiKeys.list()).data, 1)
    assert.lengthOf((await openRouter.apiKeys.list({ includeExpired: true })).data, 2)
    assert.throws(() => fake.advance(-1), RangeError)
  })

  it("ends a delay that is over once its clock is moved, and an aborted request at once", async () => {
    const { fake, openRouter } = overFake()
    fake.fail({ delay: day })
    const delayed = openRouter.apiKeys.list()
    await vi.waitUntil(() => fake.calls().length === 1)
    fake.advance(day)
    assert.deepStrictEqual(await delayed, { data: [] })
    fake.fail({ delay: Infinity })
    const controller = new AbortController()
    const hanging = rejection(openRouter.apiKeys.list({}, { signal: controller.signal }))
    await vi.waitUntil(() => fake.calls().length === 2)
    controller.abort()
    assert.strictEqual((await hanging).name, "AbortError")
  })

  it("fails as it is told, and two of them share nothing", async () => {
    const { fake, openRouter } = overFake({ keys: 2 })
    const other = overFake()
    fake.fail({ status: 429, headers: { "retry-after": "7" } })
    assert.strictEqual((await rejection<TooManyRequests>(openRouter.apiKeys.list())).retryAfterMs, 7_000)
    assert.lengthOf(fake.faults(), 0)
    assert.lengthOf(other.fake.requests(), 0)
    fake.reset()
    assert.lengthOf(fake.requests(), 0)
    assert.instanceOf(await rejection(openRouter.apiKeys.get({ hash: "none" })), NotFound)
  })

  it("moves no key to a workspace that conflicts", async () => {
    const workspaceId = "11111111-2222-4333-8444-555555555555"
    const { fake, openRouter } = overFake({ keys: [{ hash: "a1" }] })
    fake.setConflicts([workspaceId])
    const failed = await rejection<Conflict>(openRouter.apiKeys.update({ hash: "a1", requestBody: { workspaceId } }))
    assert.deepStrictEqual([failed._tag, failed.statusCode, failed.outcome], ["Conflict", 409, "Rejected"])
  })
})

describe("builders", () => {
  it("fill in what a stub leaves out", () => {
    const { disabled, limit, name, usage } = key({ name: "CI" })
    assert.deepStrictEqual([name, disabled, limit, usage], ["CI", false, null, 0])
    const tooMany = error("TooManyRequests", { retryAfterMs: 1_000 })
    assert.instanceOf(tooMany, TooManyRequests)
    assert.deepStrictEqual([tooMany.statusCode, tooMany.retryAfterMs, tooMany.outcome], [429, 1_000, "Rejected"])
  })
})
