import * as operations from "@openrouter/sdk/models/operations"
import { inspect } from "node:util"
import { assert } from "vitest"
import { InvalidResponse } from "../../src/index.js"
import * as ourOperations from "../../src/models/operations.js"
import { documented, hash, rejection, wireKey } from "../support/fixtures.js"
import { section } from "../support/migrating.js"
import { pair } from "../support/reference.js"

/** A key of a server without the newer fields. */
const { creator_user_id: _, expires_at: __, external_user: ___, workspace_id: ____, ...olderKey } = wireKey

section("Responses", (row) => {
  row("Timestamps are strings", async () => {
    const { ours, theirs } = await pair(documented)
    const [our, their] = [await ours.apiKeys.get({ hash }), await theirs.apiKeys.get({ hash })]
    assert.deepStrictEqual(their.data.expiresAt, new Date("2027-12-31T23:59:59Z"))
    assert.strictEqual(our.data.expiresAt, "2027-12-31T23:59:59Z")
    assert.deepStrictEqual([our.data.createdAt, our.data.updatedAt], [their.data.createdAt, their.data.updatedAt])
  })

  row("Fields may be absent", async () => {
    const { ours, theirs } = await pair(() => ({ status: 200, body: { data: olderKey } }))
    assert.strictEqual((await rejection(theirs.apiKeys.get({ hash }))).name, "ResponseValidationError")
    const { data } = await ours.apiKeys.get({ hash })
    assert.include(data, { creatorUserId: null, expiresAt: null, externalUser: null, workspaceId: null })
  })

  row("A created key is never lost", async () => {
    const key = "sk-or-v1-shown-once-and-never-again"
    const body = { data: { ...wireKey, usage: "none yet" }, key }
    const { ours, theirs } = await pair(() => ({ status: 201, body }))
    const their = await rejection(theirs.apiKeys.create({ requestBody: { name: "CI" } }))
    assert.notProperty(their, "createdKey")
    assert.include(JSON.stringify(their), key)
    const our = await rejection<InvalidResponse>(ours.apiKeys.create({ name: "CI" }))
    assert.instanceOf(our, InvalidResponse)
    assert.strictEqual(our.revealCreatedKey(), key)
    assert.notInclude(`${JSON.stringify(our)} ${inspect(our, { depth: 10 })} ${our.stack}`, key)
  })

  row("No constants for values", async () => {
    assert.strictEqual(operations.CreateKeysLimitReset.Monthly, "monthly")
    assert.deepStrictEqual(Object.keys(ourOperations), [])
    const { ours, toUs } = await pair(documented)
    await ours.apiKeys.create({ name: "CI", limitReset: "monthly" })
    assert.deepStrictEqual(toUs.requests[0]?.body, { name: "CI", limit_reset: "monthly" })
  })

  row("Plain promises", async () => {
    const { apiKeysGet } = await import("../../src/index.js")
    const { apiKeysGet: referenceGet } = await import("@openrouter/sdk/funcs/apiKeysGet.js")
    const { ours, theirs } = await pair(documented)
    const promises: ReadonlyArray<Promise<unknown>> = [apiKeysGet(ours, { hash }), referenceGet(theirs, { hash })]
    assert.deepStrictEqual(promises.map((promise) => promise instanceof Promise), [true, false])
    assert.deepStrictEqual(promises.map((promise) => "$inspect" in promise), [false, true])
    await Promise.all(promises)
  })
})
