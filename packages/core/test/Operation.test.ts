import { assert, describe, it } from "@effect/vitest"
import { Operation } from "@openrouter-keys/core"

describe("Operation", () => {
  it("lists everything that a proxy must let through", () => {
    assert.deepStrictEqual(
      Object.values(Operation.all).map(({ hasBody, method, path, query }) => ({ method, path, query, hasBody })),
      [
        {
          method: "GET",
          path: "/keys",
          query: ["include_disabled", "include_expired", "offset", "workspace_id"],
          hasBody: false
        },
        { method: "POST", path: "/keys", query: [], hasBody: true },
        { method: "GET", path: "/keys/{hash}", query: [], hasBody: false },
        { method: "PATCH", path: "/keys/{hash}", query: [], hasBody: true },
        { method: "DELETE", path: "/keys/{hash}", query: [], hasBody: false },
        { method: "GET", path: "/key", query: [], hasBody: false }
      ]
    )
  })

  it("names each operation by its key", () => {
    for (const [name, operation] of Object.entries(Operation.all)) assert.strictEqual(operation.name, name)
  })
})
