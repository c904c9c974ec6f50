import { OpenRouter } from "@openrouter-keys/adapters"
import { FakeOpenRouter } from "@openrouter-keys/core/testing"
import * as Effect from "effect/Effect"
import { assert, describe, it } from "vitest"
import { createdKeyIn, explain, type Failure, waitOf } from "../../app/src/model/failure.js"

/** The library's error for a fault. */
const failureOf = async (
  operation: "list" | "create" | "update" | "delete",
  fault: FakeOpenRouter.Fault
): Promise<Failure> => {
  const fake = await Effect.runPromise(FakeOpenRouter.make({ keys: [{ name: "CI" }] }))
  await Effect.runPromise(fake.fail(fault))
  const { apiKeys } = new OpenRouter({
    apiKey: fake.managementKey,
    fetch: fake.fetch,
    retryConfig: { strategy: "none" }
  })
  const calls = {
    list: () => apiKeys.list(),
    create: () => apiKeys.create({ name: "CI" }),
    update: () => apiKeys.update({ hash: "none", requestBody: { disabled: true } }),
    delete: () => apiKeys.delete({ hash: "none" })
  }
  return calls[operation]().then(() => assert.fail("it did not fail"), (error: Failure) => error)
}

describe("a failure is explained", () => {
  it("as nothing changed if the service rejected it", async () => {
    assert.deepStrictEqual(explain(await failureOf("create", { status: 400 })), {
      title: "The key was not created",
      detail: "Invalid request parameters (HTTP 400).",
      consequence: "Nothing was changed.",
      isUncertain: false
    })
  })

  it.each([{ status: 500 }, { status: 502 }, { drop: "after" }] as const)(
    "as uncertain if a change may have been made: %o",
    async (fault) => {
      const created = explain(await failureOf("create", fault))
      assert.strictEqual(created.title, "The key may have been created")
      assert.include(created.consequence!, "may exist")
      assert.isTrue(created.isUncertain)
      assert.notInclude(created.detail, "is not known")
      assert.strictEqual(explain(await failureOf("delete", fault)).title, "The key may have been deleted")
    }
  )

  it("as not sent if the dashboard's server says so, with any status", async () => {
    const notSent = { "x-openrouter-keys-outcome": "not-sent" }
    const message = "The service could not be reached; nothing was sent"
    const body = { error: { code: 503, message } }
    const error = await failureOf("create", { status: 503, headers: { ...notSent, "retry-after": "1" }, body })
    // As a client says it that cannot know.
    for (const known of [error, Object.assign(Object.create(error) as Failure, { outcome: "Unknown" })]) {
      const { consequence, detail, isUncertain, title } = explain(known)
      assert.deepStrictEqual({ consequence, isUncertain, title }, {
        consequence: "Nothing was sent, so nothing was changed.",
        isUncertain: false,
        title: "The key was not created"
      })
      assert.include(detail, message)
      assert.strictEqual(waitOf(known), 1_000)
    }
    const without = Object.assign(Object.create(await failureOf("create", { status: 503, body })) as Failure, {
      outcome: "Unknown"
    })
    assert.isTrue(explain(without).isUncertain)
  })

  it("as a conflict for 409", async () => {
    const error = await failureOf("update", { status: 409 })
    assert.include(explain(error).detail, "conflicts with the current state")
    assert.include(explain(error).detail, "Refresh the list")
  })

  it("without a consequence for operations that change nothing", async () => {
    const { consequence, isUncertain, title } = explain(await failureOf("list", { status: 500 }))
    assert.deepStrictEqual({ consequence, isUncertain, title }, {
      consequence: null,
      isUncertain: false,
      title: "The keys could not be loaded"
    })
  })

  it("with the reason if the dashboard's key is not sufficient", async () => {
    assert.include(explain(await failureOf("list", { status: 401 })).detail, "rejected the management key")
    assert.include(explain(await failureOf("list", { status: 403 })).detail, "requires a management key")
    assert.include(explain(await failureOf("delete", {})).detail, "deleted elsewhere")
  })
})

describe("a failure", () => {
  it("has the wait that the service asks for", async () => {
    assert.strictEqual(waitOf(await failureOf("create", { status: 429, headers: { "retry-after": "7" } })), 7_000)
    assert.strictEqual(waitOf(await failureOf("create", { status: 429 })), 0)
    assert.strictEqual(waitOf(await failureOf("create", { drop: "before" })), 0)
  })

  it("reveals a key that was created nevertheless", async () => {
    assert.match(createdKeyIn(await failureOf("create", { malformed: true }))!, /^sk-or-v1-[0-9a-f]{64}$/)
    assert.isUndefined(createdKeyIn(await failureOf("create", { status: 500 })))
  })
})
