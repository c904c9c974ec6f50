import { assert, describe, it } from "vitest"
import { documented, fakeClient, hash, served } from "./support/fixtures.js"

describe("openRouter.apiKeys", () => {
  it("creates, reads, changes, lists and deletes a key", async () => {
    const { keys, openRouter } = await fakeClient()
    const { data: created } = await openRouter.apiKeys.create({ name: "CI", limit: 5, limitReset: "monthly" })
    assert.include(created, { name: "CI", limit: 5, limitReset: "monthly", disabled: false })

    const { data: read } = await openRouter.apiKeys.get({ hash: created.hash })
    assert.deepStrictEqual(read, created)

    const { data: changed } = await openRouter.apiKeys.update({ hash: created.hash, requestBody: { disabled: true } })
    assert.isTrue(changed.disabled)

    assert.deepStrictEqual(await openRouter.apiKeys.list(), { data: [] })
    assert.deepStrictEqual(await openRouter.apiKeys.list({ includeDisabled: true }), { data: [changed] })

    assert.deepStrictEqual(await openRouter.apiKeys.delete({ hash: created.hash }), { deleted: true })
    assert.deepStrictEqual(keys(), [])
  })

  it("returns the created key as a string, and describes it when it is used", async () => {
    const { fake, openRouter } = await fakeClient()
    const { data, key } = await openRouter.apiKeys.create({ name: "CI" })
    assert.match(key, /^sk-or-v1-[0-9a-f]{64}$/)
    const { data: current } = await openRouter.apiKeys.getCurrentKeyMetadata({
      headers: { authorization: `Bearer ${key}` }
    })
    assert.include(current, { label: data.label, isManagementKey: false })
    assert.notInclude(JSON.stringify(fake), key)
  })

  it("returns plain values that survive JSON, with timestamps as the strings that were sent", async () => {
    const { openRouter } = await served(documented)
    const { data } = await openRouter.apiKeys.get({ hash })
    assert.strictEqual(data.createdAt, "2025-08-24T10:30:00Z")
    assert.strictEqual(data.expiresAt, "2027-12-31T23:59:59Z")
    assert.deepStrictEqual(JSON.parse(JSON.stringify(data)), data)
    assert.strictEqual(Object.getPrototypeOf(data), Object.prototype)
  })

  it("has methods that work without `this`", async () => {
    const { openRouter } = await fakeClient({ keys: [{ name: "one" }] })
    const { list, listAll } = openRouter.apiKeys
    assert.strictEqual((await list()).data[0]?.name, "one")
    for await (const { name } of listAll()) assert.strictEqual(name, "one")
  })

  it("does not print the key or options of a client", async () => {
    const { fake, openRouter } = await fakeClient()
    const { inspect } = await import("node:util")
    assert.notInclude(inspect(openRouter, { depth: 10, showHidden: true }), fake.managementKey)
    assert.notInclude(JSON.stringify(openRouter), fake.managementKey)
    assert.strictEqual(openRouter.apiKeys.create.name, "create")
  })
})
