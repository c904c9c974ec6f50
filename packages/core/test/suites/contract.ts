/** The contract's later additions. */
import { assert, describe, it } from "vitest"
import { bearer, createdKey, hash, page, wireKey } from "../support/wire.js"
import { listen, respondWith } from "./localServer.js"
import { documented, samples } from "./samples.js"
import { failed, invalidRequest, succeeded, type TestClient } from "./testClient.js"

const workspaceId = "0df9e665-d932-5740-b2c7-b52af166bc11"

interface OneKey {
  readonly data: { readonly lastUsedAt: string | null }
}

export const contract = (client: TestClient): void => {
  describe(`${client.name}: the contract`, () => {
    const withKey = client.names.filter((name) => ["create", "get", "update"].includes(name))

    it("403 is Forbidden for every operation", async () => {
      const server = await listen(respondWith(403, "{\"error\":{\"code\":403,\"message\":\"Only management keys\"}}"))
      for (const name of client.names) {
        const error = failed(
          await client.call(name, samples[name].request, { serverURL: server.url, retry: "default" })
        )
        assert.include({ ...error, tag: error._tag }, {
          tag: "Forbidden",
          outcome: "Rejected",
          statusCode: 403,
          operation: name,
          isRetryable: false
        })
        assert.include(error.message, "Only management keys")
        assert.isNull(error.retryAfterMs)
      }
    })

    it("409 is Conflict for an update, and unexpected elsewhere", async () => {
      const server = await listen(respondWith(409, "{\"error\":{\"code\":409,\"message\":\"already there\"}}"))
      for (const name of client.names) {
        const error = failed(
          await client.call(name, samples[name].request, { serverURL: server.url, retry: "default" })
        )
        assert.strictEqual(error._tag, name === "update" ? "Conflict" : "UnexpectedStatus")
        assert.strictEqual(error.name, error._tag)
        assert.include({ ...error }, { outcome: "Rejected", statusCode: 409, attempts: 1, isRetryable: false })
      }
    })

    it("lastUsedAt is null if the service does not send it", async () => {
      const moment = "2026-11-20T08:15:00Z"
      for (const [sent, read] of [[undefined, null], [null, null], [moment, moment]] as const) {
        const key = { ...wireKey, last_used_at: sent }
        for (const name of withKey) {
          const body = JSON.stringify({ data: key, key: createdKey })
          const server = await listen(respondWith(samples[name].success[0], body))
          const value = succeeded<OneKey>(await client.call(name, samples[name].request, { serverURL: server.url }))
          assert.strictEqual(value.data.lastUsedAt, read)
        }
        if (client.names.includes("list")) {
          const server = await listen(respondWith(200, page(key)))
          const value = succeeded<{ readonly data: ReadonlyArray<OneKey["data"]> }>(
            await client.call("list", {}, { serverURL: server.url })
          )
          assert.strictEqual(value.data[0]?.lastUsedAt, read)
        }
      }
    })

    if (client.names.includes("list")) {
      it("include_expired is sent only if it is given", async () => {
        const server = await listen(documented)
        const requests = [undefined, {}, { includeDisabled: true }, { includeExpired: undefined }, { offset: 5 }]
        for (const request of requests) succeeded(await client.call("list", request, { serverURL: server.url }))
        assert.deepStrictEqual(
          server.requests.map(({ query }) => query.get("include_expired")),
          requests.map(() => null)
        )
        for (const includeExpired of [true, false]) {
          succeeded(await client.call("list", { includeExpired, includeDisabled: true }, { serverURL: server.url }))
          const { query } = server.requests.at(-1)!
          assert.deepStrictEqual(Object.fromEntries(query), {
            include_expired: String(includeExpired),
            include_disabled: "true"
          })
        }
        for (const includeExpired of ["true", 1, null, {}]) {
          const { issues } = invalidRequest(await client.call("list", { includeExpired }, { serverURL: server.url }))
          assert.deepStrictEqual(issues?.map(({ path }) => path), ["includeExpired"])
        }
      })

      it("include_expired is sent for every page of listAll", async () => {
        const server = await listen((request, response, index) => {
          const keys = [{ ...wireKey, hash: "one" }, { ...wireKey, hash: "two" }]
          respondWith(200, page(...keys.slice(Number(request.query.get("offset")))))(request, response, index)
        })
        const { result, keys } = await client.listAll({ includeExpired: true }, { serverURL: server.url })
        succeeded(result)
        assert.lengthOf(keys, 2)
        assert.isTrue(server.requests.every(({ query }) => query.get("include_expired") === "true"))
      })
    }

    it("an update moves a key to another workspace", async () => {
      const server = await listen(documented)
      succeeded(await client.call("update", { hash, requestBody: { workspaceId } }, { serverURL: server.url }))
      succeeded(
        await client.call("update", { hash, requestBody: { workspaceId, name: "Moved" } }, { serverURL: server.url })
      )
      assert.deepStrictEqual(server.requests.map(({ body }) => JSON.parse(body) as unknown), [
        { workspace_id: workspaceId },
        { name: "Moved", workspace_id: workspaceId }
      ])
      for (const wrong of ["", "default", 5, null, "0df9e665d9325740b2c7b52af166bc11x"]) {
        const error = invalidRequest(
          await client.call("update", { hash, requestBody: { workspaceId: wrong } }, { serverURL: server.url })
        )
        assert.deepStrictEqual(error.issues?.map(({ path }) => path), ["requestBody.workspaceId"])
      }
      assert.lengthOf(server.requests, 2)
    })

    it("an empty update is sent, and its rejection is reported", async () => {
      const body = JSON.stringify({ error: { code: 400, message: "No update fields provided" } })
      const server = await listen(respondWith(400, body))
      const error = failed(await client.call("update", { hash, requestBody: {} }, { serverURL: server.url }))
      assert.deepStrictEqual(server.requests.map(({ body }) => body), ["{}"])
      assert.include({ ...error, tag: error._tag }, { tag: "BadRequest", outcome: "Rejected", code: 400 })
      assert.include(error.message, "No update fields provided")
    })

    it("a management key is sent unchanged", async () => {
      const server = await listen(documented)
      const apiKey = bearer.replace("sk-or-v1-", "sk-or-mgmt-")
      const [name = "create"] = client.names
      succeeded(await client.call(name, samples[name].request, { serverURL: server.url, apiKey }))
      assert.strictEqual(server.requests[0]?.headers.authorization, `Bearer ${apiKey}`)
    })
  })
}
