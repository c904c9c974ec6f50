import * as fc from "fast-check"
import { assert, describe, it } from "vitest"
import { type OperationName, operations } from "../src/Operation.js"
import { createdKey, firstWireKey, hash, wireCurrentKey, wireKey } from "./support/wire.js"

const read = (name: OperationName, body: unknown, status = 200) =>
  operations[name].decode(status, typeof body === "string" ? body : JSON.stringify(body))

const messageOf = (name: OperationName, body: unknown, status = 200): string => {
  const result = read(name, body, status)
  return result.ok ? assert.fail("decoded") : result.message
}

const success: { readonly [Name in OperationName]: object } = {
  list: { data: [wireKey] },
  create: { data: wireKey, key: createdKey },
  get: { data: wireKey },
  update: { data: wireKey },
  delete: { deleted: true },
  getCurrentKeyMetadata: { data: wireCurrentKey }
}
const names = Object.keys(success) as ReadonlyArray<OperationName>

describe("operations", () => {
  it("list everything that a proxy must let through", () => {
    assert.deepStrictEqual(
      Object.values(operations).map(({ hasBody, method, path, query, request, statuses }) =>
        [method, path, query, hasBody, request, statuses] as const
      ),
      [
        ["GET", "/keys", ["include_disabled", "include_expired", "offset", "workspace_id"], false, "optional", [400]],
        ["POST", "/keys", [], true, "required", [400]],
        ["GET", "/keys/{hash}", [], false, "required", [404]],
        ["PATCH", "/keys/{hash}", [], true, "required", [400, 404, 409]],
        ["DELETE", "/keys/{hash}", [], false, "required", [404]],
        ["GET", "/key", [], false, "none", []]
      ]
    )
  })

  it("are named by their keys", () => {
    for (const [name, operation] of Object.entries(operations)) assert.strictEqual(operation.name, name)
  })

  it("have a body only if their spec says so", () => {
    const inputs = {
      list: {},
      create: { name: "CI" },
      get: { hash },
      update: { hash, requestBody: {} },
      delete: { hash }
    }
    for (const [name, input] of Object.entries({ ...inputs, getCurrentKeyMetadata: undefined })) {
      const { hasBody, prepare } = operations[name as OperationName]
      const result = prepare(input)
      assert.strictEqual(result.ok && result.value.body !== undefined, hasBody, name)
    }
  })

  it("succeed with 200, a create also with 201, a delete also with 204", () => {
    const statuses = [100, 200, 201, 202, 204, 301, 400, 500]
    assert.deepStrictEqual(
      names.map((name) => statuses.filter(operations[name].isSuccess)),
      [[200], [200, 201], [200], [200], [200, 204], [200]]
    )
  })

  it("treat a delete that finds no key on a retry as done", () => {
    assert.deepStrictEqual(names.filter((name) => operations[name].notFoundMeansDone), ["delete"])
  })
})

describe("a response", () => {
  it("is decoded from the envelope of the contract", () => {
    for (const name of names) assert.isTrue(read(name, success[name]).ok, name)
    assert.deepInclude(read("create", success.create, 201), { ok: true })
    for (const body of ["", "{\"deleted\":true}"]) {
      assert.deepStrictEqual(operations.delete.decode(204, body), { ok: true, value: { deleted: true } })
    }
    const created = operations.create.decode(200, JSON.stringify(success.create))
    assert.strictEqual(created.ok && created.value.key, createdKey)
    assert.strictEqual(created.ok && created.value.data.hash, hash)
  })

  it("that is invalid fails with the place, and without values", () => {
    const bodies: ReadonlyArray<readonly [unknown, message: string | RegExp]> = [
      ["", "body is empty"],
      ["  \n", "body is empty"],
      ["<html>gateway</html>", "body is not JSON"],
      ["{\"data\":", "body is not JSON"],
      ["null", "body: Expected an object"],
      ["[]", "body: Expected an object"],
      ["\"text\"", "body: Expected an object"],
      ["42", "body: Expected an object"],
      ["{}", /^(data|deleted) is missing/],
      [{ data: "sk" }, /^(data: Expected an (object|array)|deleted is missing)/],
      [{ data: null }, /^(data: Expected an (object|array)|deleted is missing)/]
    ]
    for (const name of names) {
      for (const [body, message] of bodies) {
        if (typeof message === "string") assert.strictEqual(messageOf(name, body), message)
        else assert.match(messageOf(name, body), message)
      }
    }
    assert.strictEqual(messageOf("delete", { deleted: false }), "deleted: Expected true")
    assert.strictEqual(messageOf("create", { data: wireKey }), "key is missing")
    assert.strictEqual(messageOf("create", { data: wireKey, key: "" }), "key: Expected a non-empty string")
    assert.strictEqual(messageOf("get", { data: { ...wireKey, usage: createdKey } }), "data.usage: Expected number")
    assert.strictEqual(
      messageOf("create", { data: { disabled: 0 }, key: createdKey }),
      "data.hash is missing; data.name is missing; data.disabled: Expected boolean"
    )
  })

  it("with an error under 200 has the service's message", () => {
    for (const name of names) {
      for (const error of [{ code: 403, message: "Only management keys" }, "Only management keys"]) {
        assert.strictEqual(messageOf(name, { error }), "the service reported an error: Only management keys")
      }
      assert.isBelow(messageOf(name, { error: { message: "x".repeat(10_000) } }).length, 600)
    }
    assert.strictEqual(messageOf("get", { error: { message: "" } }), "data is missing")
    assert.isTrue(read("get", { error: null, data: wireKey }).ok)
  })

  it("with a number beyond those of JSON is rejected", () => {
    for (const field of ["usage", "limit", "limit_remaining", "byok_usage_daily"]) {
      const text = JSON.stringify({ data: { ...wireKey, [field]: 0 } }).replace(`"${field}":0`, `"${field}":1e999`)
      assert.strictEqual(messageOf("get", text), `data.${field}: Expected number`)
      assert.strictEqual(messageOf("get", text.replace("1e999", "-1e999")), `data.${field}: Expected number`)
    }
  })

  it("that is deeply nested is decoded or rejected, and never throws", () => {
    const deep = "[".repeat(20_000) + "]".repeat(20_000)
    const deepObject = "{\"a\":".repeat(20_000) + "1" + "}".repeat(20_000)
    for (const nested of [deep, deepObject]) {
      for (const name of names) assert.isFalse(read(name, nested).ok)
      assert.isFalse(read("create", `{"key":"${createdKey}","data":${nested}}`).ok)
      assert.isFalse(read("list", `{"data":${nested}}`).ok)
      const unknown = read("get", JSON.stringify({ data: wireKey }).replace("}}", `},"more":${nested}}`))
      assert.isTrue(unknown.ok)
    }
  })

  it("of any JSON or text gives a value or a message", () => {
    const text = fc.oneof(
      fc.string(),
      fc.json(),
      fc.record({ data: fc.jsonValue(), key: fc.jsonValue(), error: fc.jsonValue(), deleted: fc.jsonValue() }, {
        requiredKeys: []
      }).map((body) => JSON.stringify(body)),
      fc.constantFrom(...Object.values(success)).chain((body) => {
        const json = JSON.stringify(body)
        return fc.nat(json.length).map((length) => json.slice(0, length))
      })
    )
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.constantFrom(200, 201, 204), text, (name, status, text) => {
        const result = operations[name].decode(status, text)
        if (!result.ok) assert.isNotEmpty(result.message)
      }),
      { numRuns: 300 }
    )
  })
})

describe("a page", () => {
  it("keeps its keys if one of them cannot be decoded, and reports that one", () => {
    const odd = { ...wireKey, hash: "odd", usage: "much" }
    const result = operations.list.decode(
      200,
      JSON.stringify({ data: [wireKey, odd, null, firstWireKey, { hash: "a/b" }] })
    )
    if (!result.ok) return assert.fail(result.message)
    assert.deepStrictEqual(result.value.data.map(({ name }) => name), ["Production", "Production"])
    assert.deepStrictEqual(result.value.undecodable, [
      { index: 1, hash: "odd", message: "usage: Expected number" },
      { index: 2, hash: null, message: "Expected an object" },
      { index: 4, hash: null, message: "name is missing; disabled is missing; created_at is missing" }
    ])
  })

  it("has `undecodable` only then", () => {
    assert.deepStrictEqual(read("list", { data: [] }), { ok: true, value: { data: [] } })
    const result = operations.list.decode(200, JSON.stringify({ data: [wireKey] }))
    assert.isTrue(result.ok)
    assert.notProperty(result.ok && result.value, "undecodable")
  })

  it("without any decodable key is a failure, not an empty page", () => {
    const { hash: _, ...withoutHash } = wireKey
    assert.strictEqual(messageOf("list", { data: [withoutHash] }), "data.0.hash is missing")
    assert.match(messageOf("list", { data: [{}, 5] }), /^data\.0\.hash is missing; /)
  })
})
