import { assert, describe, it } from "vitest"
import { InvalidRequest, OpenRouter } from "../src/index.js"
import { documented, hash, quickRetries, rejection, served } from "./support/fixtures.js"

describe("apiKey", () => {
  it("is the bearer token", async () => {
    const { openRouter, server } = await served(documented, { apiKey: "sk-or-v1-mine" })
    await openRouter.apiKeys.get({ hash })
    assert.strictEqual(server.requests[0]?.headers["authorization"], "Bearer sk-or-v1-mine")
  })

  it("as a function is called for each request, retries and pages included", async () => {
    let asked = 0
    const { openRouter, server } = await served(
      (request, index) => index === 1 ? { status: 500 } : documented(request, index),
      { apiKey: () => Promise.resolve(`key-${++asked}`), retryConfig: quickRetries }
    )
    await openRouter.apiKeys.get({ hash })
    await openRouter.apiKeys.get({ hash })
    for await (const key of openRouter.apiKeys.listAll()) assert.strictEqual(key.hash, hash)
    assert.deepStrictEqual(
      server.requests.map(({ headers }) => headers["authorization"]),
      [1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => `Bearer key-${n}`)
    )
  })

  it("may be a synchronous function", async () => {
    const apiKey = (() => "sk-or-v1-sync") as unknown as () => Promise<string>
    const { openRouter, server } = await served(documented, { apiKey })
    await openRouter.apiKeys.get({ hash })
    assert.strictEqual(server.requests[0]?.headers["authorization"], "Bearer sk-or-v1-sync")
  })

  it("that cannot be provided fails the call with the reason, and nothing is sent", async () => {
    const { openRouter, server } = await served(documented, {
      apiKey: () => Promise.reject(new Error("the vault is sealed"))
    })
    const error = await rejection(openRouter.apiKeys.create({ name: "CI" }))
    assert.instanceOf(error, InvalidRequest)
    assert.strictEqual(error.message, "create: the provider of the API key failed: the vault is sealed")
    assert.lengthOf(server.requests, 0)
  })

  it("with characters that are not allowed in a header is not shown in the error", async () => {
    for (const apiKey of ["two words", "line\nbreak", "schlüssel"]) {
      const error = await rejection(new OpenRouter({ apiKey }).apiKeys.list())
      assert.instanceOf(error, InvalidRequest)
      assert.notInclude(error.message, apiKey)
    }
  })
})
