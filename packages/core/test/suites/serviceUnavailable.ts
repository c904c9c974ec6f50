/** 503 with `Retry-After`: a gateway may have forwarded a create. */
import { assert, describe, it } from "vitest"
import { createdKey } from "../support/wire.js"
import { inTurn, listen, respondWith } from "./localServer.js"
import { samples } from "./samples.js"
import { failed, succeeded, type TestClient } from "./testClient.js"

const past = "Sun, 06 Nov 1994 08:49:37 GMT"

const waits: ReadonlyArray<Readonly<Record<string, string>>> = [
  { "retry-after": "0" },
  { "retry-after": "1" },
  { "retry-after": past },
  { "retry-after-ms": "0" },
  { "retry-after-ms": "20", "retry-after": "1" }
]

const quick = { initialInterval: 1, maxInterval: 2, maxElapsed: 8_000 }

export const serviceUnavailable = (client: TestClient): void => {
  describe(`${client.name}: 503 with Retry-After`, () => {
    it.each(waits)("ends a create after one request with unknown outcome: %j", async (headers) => {
      for (
        const retry of ["default", quick, { ...quick, statuses: ["5XX"] }, { ...quick, statuses: [500, 502] }] as const
      ) {
        const server = await listen(inTurn(respondWith(503, "", headers), respondWith(...samples.create.success)))
        const error = failed(await client.call("create", { name: "CI" }, { serverURL: server.url, retry }))
        assert.include({ ...error, tag: error._tag }, {
          tag: "UnexpectedStatus",
          statusCode: 503,
          outcome: "Unknown",
          attempts: 1,
          isRetryable: false
        })
        assert.lengthOf(server.requests, 1)
      }
    })

    it.each(waits)("lets a create be retried if the policy lists 503: %j", async (headers) => {
      const server = await listen(inTurn(respondWith(503, "", headers), respondWith(...samples.create.success)))
      const retry = { ...quick, statuses: [429, 503] }
      const value = succeeded<{ readonly key: string }>(
        await client.call("create", { name: "CI" }, { serverURL: server.url, retry })
      )
      assert.strictEqual(value.key, createdKey)
      assert.lengthOf(server.requests, 2)
    })

    it("leaves the outcome of such a create unknown, even if the last response differs", async () => {
      for (const last of [400, 401, 403, 429, 503]) {
        const unavailable = respondWith(503, "", { "retry-after": "0" })
        const server = await listen(inTurn(unavailable, unavailable, respondWith(last)))
        const retry = { ...quick, statuses: [503], maxElapsed: 1_500 }
        const error = failed(await client.call("create", { name: "CI" }, { serverURL: server.url, retry }))
        assert.strictEqual(error.outcome, "Unknown", String(last))
        assert.isAbove(error.attempts, 1)
      }
    })

    it("never repeats a create without Retry-After, or with another status", async () => {
      for (const status of [408, 500, 502, 503, 504, 529]) {
        const server = await listen(inTurn(respondWith(status), respondWith(...samples.create.success)))
        const retry = { ...quick, statuses: [408, 500, 502, 503, 504, 529, "5XX"] as const }
        const error = failed(await client.call("create", { name: "CI" }, { serverURL: server.url, retry }))
        assert.include({ ...error }, { statusCode: status, outcome: "Unknown", attempts: 1 })
        assert.lengthOf(server.requests, 1)
      }
    })

    it("lets every other operation be retried by default", async () => {
      for (const name of client.names.filter((name) => name !== "create")) {
        const server = await listen(
          inTurn(respondWith(503, "", { "retry-after-ms": "5" }), respondWith(...samples[name].success))
        )
        succeeded(await client.call(name, samples[name].request, { serverURL: server.url, retry: "default" }))
        assert.lengthOf(server.requests, 2)
      }
    })
  })
}

const noWaits = [
  [429, { "retry-after": "0" }],
  [429, { "retry-after": past }],
  [429, { "retry-after-ms": "0" }],
  [429, { "retry-after-ms": "0.2" }],
  [503, { "retry-after": "0.0" }]
] as const

/** A requested wait of zero must not cause an immediate retry. */
export const noWait = (client: TestClient): void => {
  describe(`${client.name}: a service that asks for no wait`, () => {
    it.each(noWaits)(
      "gets the retry after the usual delay: %i with %j",
      async (status, headers) => {
        const server = await listen(respondWith(status, "", headers))
        const name = status === 429 ? "create" : "list"
        const retry = { maxElapsed: 3_000 }
        failed(await client.call(name, samples[name].request, { serverURL: server.url, retry }))
        // With full jitter from 500 ms, doubled each time: about six on average.
        assert.isAtMost(server.requests.length, 15)
      }
    )
  })
}
