import { assert, describe, it } from "vitest"
import { restrictionOperations as operations } from "../src/Restriction.js"
import { ask, make } from "./fake/ask.js"

const { assignKeys, listByokKeys, listKeyAssignments, unassignKeys, updateByokKey } = operations

const messageOf = (result: { readonly ok: boolean; readonly message?: string }): string =>
  result.ok ? assert.fail("decoded") : result.message!

describe("operations on restrictions", () => {
  it("are sent according to the contract", () => {
    const sent = [
      listKeyAssignments.prepare({ offset: 100, limit: 100 }),
      assignKeys.prepare({ id: "g-1", keyHashes: ["a1", "b2"] }),
      unassignKeys.prepare({ id: "g-1", keyHashes: ["a1"] }),
      listByokKeys.prepare({ workspaceId: "w" }),
      updateByokKey.prepare({ id: "b-1", allowedApiKeyHashes: ["a1"] })
    ].map((prepared) => prepared.ok ? prepared.value : assert.fail("refused"))
    assert.deepStrictEqual(sent.map(({ body, method, path, query }) => [method, path, query, body]), [
      ["GET", "/guardrails/assignments/keys", { offset: "100", limit: "100" }, undefined],
      ["POST", "/guardrails/g-1/assignments/keys", {}, `{"key_hashes":["a1","b2"]}`],
      ["POST", "/guardrails/g-1/assignments/keys/remove", {}, `{"key_hashes":["a1"]}`],
      ["GET", "/byok", { workspace_id: "w" }, undefined],
      ["PATCH", "/byok/b-1", {}, `{"allowed_api_key_hashes":["a1"]}`]
    ])
    for (const [name, operation] of Object.entries(operations)) assert.strictEqual(operation.name, name)
  })

  it("reject IDs and hashes that would change the path, and name the place", () => {
    for (const id of ["", "..", "a/b", "a?b"]) assert.isFalse(assignKeys.prepare({ id, keyHashes: ["a1"] }).ok, id)
    const refused = assignKeys.prepare({ id: "g-1", keyHashes: ["a1", "../b", 3] })
    assert.deepStrictEqual(refused.ok ? [] : refused.issues.map(({ path }) => path), ["keyHashes.1", "keyHashes.2"])
    for (const keyHashes of [undefined, null, "a1", { 0: "a1" }]) {
      assert.isFalse(assignKeys.prepare({ id: "g-1", keyHashes }).ok)
    }
  })

  it("distinguish no restriction from an empty allowlist, and never guess one", () => {
    const read = (allowed: object) =>
      listByokKeys.decode(
        200,
        JSON.stringify({ data: [{ id: "b-1", workspace_id: null, ...allowed }], total_count: 1 })
      )
    const allowedOf = (allowed: object) => {
      const result = read(allowed)
      return result.ok ? result.value.data[0]?.allowedApiKeyHashes : result.message
    }
    assert.isNull(allowedOf({ allowed_api_key_hashes: null }))
    assert.deepStrictEqual(allowedOf({ allowed_api_key_hashes: ["a1"] }), ["a1"])
    assert.deepStrictEqual(allowedOf({ allowed_api_key_hashes: [] }), [])
    assert.strictEqual(allowedOf({}), "data.0: is not as declared")
    assert.strictEqual(allowedOf({ allowed_api_key_hashes: "a1" }), "data.0: is not as declared")
    assert.strictEqual(allowedOf({ allowed_api_key_hashes: [null] }), "data.0: is not as declared")
  })

  it("fail on a page with an undecodable item, because it may be a restriction", () => {
    const page = { data: [{ guardrail_id: "g-1", key_hash: "a1" }, { guardrail_id: "g-1" }], total_count: 2 }
    assert.strictEqual(messageOf(listKeyAssignments.decode(200, JSON.stringify(page))), "data.1: is not as declared")
    assert.strictEqual(messageOf(listKeyAssignments.decode(200, "{}")), "data is missing")
  })
})

describe("the fake", () => {
  const restrictions = (hash: string) => ({
    guardrails: ["g-1", "g-2"],
    assignments: [{ guardrailId: "g-1", keyHash: hash }],
    byokKeys: [
      { id: "b-1", allowedApiKeyHashes: [hash], workspaceId: null },
      { id: "b-2", allowedApiKeyHashes: null, workspaceId: null }
    ]
  })

  const restricted = () => {
    const { fake } = make({ keys: [{ name: "one" }, { name: "two" }] })
    const [one, two] = fake.keys().map(({ hash }) => hash) as [string, string]
    fake.setRestrictions(restrictions(one))
    return { fake, one, two }
  }

  it("assigns one guardrail per key, and the next one replaces it", () => {
    const { fake, one, two } = restricted()
    const { json } = ask(fake, "POST", "/guardrails/g-2/assignments/keys", { body: { key_hashes: [one, two] } })
    assert.deepStrictEqual(json, { assigned_count: 2 })
    assert.deepStrictEqual(fake.restrictions().assignments, [
      { guardrailId: "g-2", keyHash: one },
      { guardrailId: "g-2", keyHash: two }
    ])
    ask(fake, "POST", "/guardrails/g-1/assignments/keys/remove", { body: { key_hashes: [one] } })
    assert.lengthOf(fake.restrictions().assignments, 2, "another guardrail's")
    ask(fake, "POST", "/guardrails/g-2/assignments/keys/remove", { body: { key_hashes: [one] } })
    assert.deepStrictEqual(fake.restrictions().assignments, [{ guardrailId: "g-2", keyHash: two }])
  })

  it("rejects unknown hashes, empty lists, and unknown guardrails and credentials", () => {
    const { fake, one } = restricted()
    const statuses = [
      ask(fake, "POST", "/guardrails/g-9/assignments/keys", { body: { key_hashes: [one] } }),
      ask(fake, "POST", "/guardrails/g-1/assignments/keys", { body: { key_hashes: ["nobody"] } }),
      ask(fake, "PATCH", "/byok/b-9", { body: { allowed_api_key_hashes: [one] } }),
      ask(fake, "PATCH", "/byok/b-1", { body: { allowed_api_key_hashes: [one, "nobody"] } }),
      ask(fake, "PATCH", "/byok/b-1", { body: { allowed_api_key_hashes: [] } }),
      ask(fake, "GET", "/byok?limit=0")
    ].map(({ status }) => status)
    assert.deepStrictEqual(statuses, [404, 400, 404, 400, 400, 400])
    assert.deepStrictEqual(fake.restrictions(), restrictions(one))
  })

  it("unassigns the guardrail of a deleted key, and keeps its hash in allowlists", () => {
    const { fake, one } = restricted()
    ask(fake, "DELETE", `/keys/${one}`)
    assert.deepStrictEqual(fake.restrictions(), { ...restrictions(one), assignments: [] })
  })

  it("pages lists, returns them only to management keys, and undoes changes that cannot be saved", () => {
    const { fake, one, two } = restricted()
    const page = ask(fake, "GET", "/byok?offset=1&limit=1").json
    assert.deepStrictEqual([page.data.map(({ id }: { id: string }) => id), page.total_count], [["b-2"], 2])
    const { key } = ask(fake, "POST", "/keys", { body: { name: "inference" } }).json
    assert.strictEqual(ask(fake, "GET", "/guardrails/assignments/keys", { token: key }).status, 403)
    const exchange = fake.begin({
      method: "PATCH",
      url: "/api/v1/byok/b-1",
      headers: { authorization: `Bearer ${fake.managementKey}` },
      body: JSON.stringify({ allowed_api_key_hashes: [two] })
    })
    assert.isTrue(exchange.complete().changed)
    exchange.revert()
    assert.deepStrictEqual(fake.restrictions(), restrictions(one))
    exchange.repeat()
    assert.deepStrictEqual(fake.restrictions().byokKeys[0]?.allowedApiKeyHashes, [two])
  })

  it("continues from its state, and names its calls", () => {
    const { fake, one } = restricted()
    const next = make({ state: fake.state() }).fake
    assert.deepStrictEqual(next.restrictions(), restrictions(one))
    next.fail({ operation: "assignKeys", status: 500 })
    ask(next, "POST", "/guardrails/g-1/assignments/keys", { body: { key_hashes: [one] } })
    assert.deepStrictEqual(next.calls(), [
      { operation: "assignKeys", input: { id: "g-1", keyHashes: [one] }, outcome: 500 }
    ])
  })
})
