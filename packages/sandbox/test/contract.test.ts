import { assert, describe, it } from "@effect/vitest"
import type { FakeOpenRouter } from "@openrouter-keys/core/testing"
import * as Effect from "effect/Effect"
import { Sandbox } from "../src/index.js"
import { breaches, contract } from "./support/contract.js"
import { ask, type Question } from "./support/http.js"

type Operation = FakeOpenRouter.Operation

const operations = Object.keys(contract) as ReadonlyArray<Operation>

const workspace = "5b3c9c1e-1111-4222-8333-444455556666"

const full = {
  name: "Ünïcode",
  limit: 12.5,
  limit_reset: "weekly",
  include_byok_in_limit: true,
  expires_at: "2027-12-31T23:59:59Z",
  creator_user_id: "user_1",
  workspace_id: workspace,
  external: { user: "customer", api_key: "k".repeat(32) }
}

/** A request for each operation, with an existing key. */
const requests = (
  hash: string
): { readonly [Name in Operation]: readonly [method: string, path: string, body?: unknown] } => ({
  list: ["GET", "/keys?include_disabled=true&include_expired=true"],
  create: ["POST", "/keys", full],
  get: ["GET", `/keys/${hash}`],
  update: ["PATCH", `/keys/${hash}`, { disabled: true, limit: null }],
  delete: ["DELETE", `/keys/${hash}`],
  getCurrentKeyMetadata: ["GET", "/key"]
})

/** Sends a request, and asserts that the response matches the contract. */
const checked = (sandbox: Sandbox.Service, operation: Operation, hash: string, question: Question = {}) =>
  Effect.gen(function*() {
    const [method, path, body] = requests(hash)[operation]
    const response = yield* ask(sandbox, method, path, { body, ...question })
    assert.deepStrictEqual(breaches(operation, response), [], `${operation} ${response.status}`)
    return response
  })

const withSandbox = <A, E>(options: Sandbox.Options, f: (sandbox: Sandbox.Service) => Effect.Effect<A, E>) =>
  Effect.provide(Effect.flatMap(Sandbox, f), Sandbox.layer(options))

const firstHash = (sandbox: Sandbox.Service) => Effect.map(sandbox.keys, ([key]) => key?.hash ?? "")

describe("the contract", () => {
  it.live("holds for every success and every kind of key", () =>
    withSandbox({ keys: 60 }, (sandbox) =>
      Effect.gen(function*() {
        const { json } = yield* checked(sandbox, "create", "")
        for (const operation of operations) {
          const { status } = yield* checked(sandbox, operation, json.data.hash)
          assert.strictEqual(status, contract[operation].success[0], operation)
        }
        const { json: bare } = yield* checked(sandbox, "create", "", { body: { name: "a" } })
        const own = yield* checked(sandbox, "getCurrentKeyMetadata", "", { token: bare.key })
        assert.strictEqual(own.status, 200)
      })))

  it.live("holds for every error of every operation", () =>
    withSandbox({ keys: 1 }, (sandbox) =>
      Effect.gen(function*() {
        const { json } = yield* checked(sandbox, "create", "")
        const hash = yield* firstHash(sandbox)
        for (const operation of operations) {
          const { status } = yield* checked(sandbox, operation, hash, { token: "sk-or-v1-unknown" })
          assert.strictEqual(status, 401)
          yield* sandbox.fail({ status: 500 })
          assert.strictEqual((yield* checked(sandbox, operation, hash)).status, 500)
          yield* sandbox.fail({ status: 429 })
          assert.strictEqual((yield* checked(sandbox, operation, hash)).status, 429)
          if (operation === "getCurrentKeyMetadata") continue
          assert.strictEqual((yield* checked(sandbox, operation, hash, { token: json.key })).status, 403)
        }
        for (const operation of ["get", "update", "delete"] as const) {
          assert.strictEqual((yield* checked(sandbox, operation, "missing")).status, 404)
        }
        const taken = "5b3c9c1e-1111-4222-8333-000000000000"
        yield* sandbox.setConflicts([taken])
        const move = { body: { workspace_id: taken } }
        assert.strictEqual((yield* checked(sandbox, "update", hash, move)).status, 409)
        for (const operation of ["create", "update"] as const) {
          assert.strictEqual((yield* checked(sandbox, operation, hash, { body: { limit: "5" } })).status, 400)
        }
      })))

  it.live("holds for responses of the rate limit", () =>
    withSandbox({ rateLimit: { requests: 0, interval: "1 minute" } }, (sandbox) =>
      Effect.gen(function*() {
        for (const operation of operations) {
          const { headers, status } = yield* checked(sandbox, operation, "h")
          assert.strictEqual(status, 429)
          for (const name of ["retry-after", "x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset"]) {
            assert.match(headers.get(name) ?? "", /^\d+$/, name)
          }
        }
      })))

  it.live("is violated by faults, so these checks can fail", () =>
    withSandbox({ keys: 1 }, (sandbox) =>
      Effect.gen(function*() {
        const [key] = (yield* ask(sandbox, "GET", "/keys?include_disabled=true&include_expired=true")).json.data
        const broken: ReadonlyArray<readonly [fault: FakeOpenRouter.Fault, breach: string]> = [
          [{ body: { data: [{ ...key, hash: null }] } }, "body.data.0.hash is null"],
          [{ body: { data: [{ ...key, limit: "5" }] } }, "body.data.0.limit is no number"],
          [{ body: { data: [{ ...key, extra: 1 }] } }, "body.data.0.extra is unknown"],
          [{ body: {} }, "body.data is missing"],
          [{ status: 404 }, "list must not return 404"],
          [{ status: 500, body: { error: { code: 1, message: "" } } }, "error.code is 1, the status 500"]
        ]
        for (const [fault, breach] of broken) {
          yield* sandbox.fail(fault)
          assert.include(breaches("list", yield* ask(sandbox, "GET", "/keys")), breach)
        }
      })))
})
