import { assert, describe, it } from "@effect/vitest"
import type { FakeOpenRouter } from "@openrouter-keys/core/testing"
import * as Effect from "effect/Effect"
import * as fc from "effect/FastCheck"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/TestClock"
import { type Call, type Client, makeClients, normalized, type Result, without } from "./support/clients.js"
import { breaches } from "./support/contract.js"
import { received } from "./support/http.js"

// =====================================================================================================================
// Steps
// =====================================================================================================================

type Step =
  | { readonly kind: "call"; readonly call: Call; readonly fault: FakeOpenRouter.Fault | null }
  | {
    readonly kind: "update" | "get" | "delete"
    readonly which: number
    readonly change: object
    readonly fault: FakeOpenRouter.Fault | null
  }
  | { readonly kind: "current" | "asCreated"; readonly which: number }
  | { readonly kind: "spend" | "setUsage"; readonly which: number; readonly usd: number }
  | { readonly kind: "wait"; readonly minutes: number }

const name = fc.string({ minLength: 1, maxLength: 20 })
const limit = fc.option(fc.double({ min: 0, max: 1_000, noNaN: true }))
const limitReset = fc.option(fc.constantFrom("daily" as const, "weekly" as const, "monthly" as const))
const which = fc.nat(12)
const usd = fc.integer({ min: 0, max: 4_000 }).map((quarters) => quarters / 4)

const start = Date.parse("2027-05-30T22:30:00Z")

const create = fc.record({
  name,
  limit,
  limitReset,
  includeByokInLimit: fc.boolean(),
  expiresAt: fc.option(fc.integer({ min: 1, max: 200 }).map((hours) => new Date(start + hours * 3_600_000))),
  creatorUserId: fc.option(name),
  external: fc.record({ user: name })
}, { requiredKeys: ["name"] }).map((request): Call => ({ operation: "create", request }))

const list = fc.record({ includeDisabled: fc.boolean(), includeExpired: fc.boolean(), offset: fc.nat(4) }, {
  requiredKeys: []
})
  .map((request): Call => ({ operation: "list", request }))

const fault: fc.Arbitrary<FakeOpenRouter.Fault | null> = fc.option(
  fc.oneof<Array<fc.Arbitrary<FakeOpenRouter.Fault>>>(
    fc.record({
      status: fc.constantFrom(400, 401, 403, 404, 429, 500, 502, 503, 504),
      headers: fc.constantFrom<Record<string, string>>({}, { "Retry-After": "3" })
    }),
    fc.record({ drop: fc.constantFrom("before" as const, "after" as const) }),
    fc.constantFrom<FakeOpenRouter.Fault>({ cut: true }, { malformed: true }, { body: { data: 7 } }, {
      body: "<h1>gateway</h1>"
    }),
    fc.record({ delay: fc.constantFrom("1 second" as const, "20 seconds" as const) })
  ),
  { freq: 2 }
)

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("call" as const), call: create, fault }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("call" as const), call: list, fault }) },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constantFrom("update" as const, "get" as const, "delete" as const),
      which,
      change: fc.record({ name, limit, limitReset, disabled: fc.boolean(), includeByokInLimit: fc.boolean() }, {
        requiredKeys: []
      }),
      fault
    })
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom("current" as const, "asCreated" as const), which }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom("spend" as const, "setUsage" as const), which, usd }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("wait" as const), minutes: fc.nat(3_000) }) }
)

// =====================================================================================================================
// Responses
// =====================================================================================================================

/**
 * The official client reads an error's body before it says which error it is: a body that is cut, or none of the
 * contract's, is all that it reports then. Ours goes by the status. Only faults bring such bodies about.
 */
const agree = (ours: Result, theirs: Result, fault: FakeOpenRouter.Fault | null): boolean => {
  const isStatus = typeof ours === "object" && "status" in ours
  const isUnreadable = fault?.malformed === true || fault?.body !== undefined
  return isStatus && ((theirs === "invalid" && isUnreadable) || (theirs === "connection" && fault?.cut === true))
}

/** Makes the call with every client at once. Only the fault's delay moves the clock. */
const callAll = (clients: ReadonlyArray<Client>, call: Call, token: string, fault: FakeOpenRouter.Fault | null) =>
  Effect.gen(function*() {
    const running = yield* Effect.forEach(
      clients,
      (client) =>
        Effect.fork(Effect.zipRight(fault === null ? Effect.void : client.fake.fail(fault), client.call(call, token)))
    )
    if (fault?.delay !== undefined) {
      for (const { fake } of clients) yield* received(fake, (requests) => requests.at(-1)?.outcome === "pending")
      yield* TestClock.adjust(fault.delay)
    }
    const [ours, ...others] = yield* Effect.forEach(running, Fiber.join)
    others.forEach((result, index) => {
      const { name, unknown } = clients[index + 1]!
      // Fields that a client omits from its request change the response.
      if (Object.keys(call.request ?? {}).some((option) => unknown.has(option))) return
      if (!agree(ours!, result, fault)) assert.deepStrictEqual(result, without(ours, unknown), name)
    })
    return ours!
  })

const isKeyOf = (value: unknown): value is { readonly key: string } =>
  typeof value === "object" && value !== null && "key" in value && typeof value.key === "string"

/** Secrets of the keys that a run created. */
type Secrets = Array<string>

const hashOf = (clients: ReadonlyArray<Client>, which: number) =>
  Effect.map(clients[0]!.fake.keys, (keys) => keys[which]?.hash ?? "missing")

const byHash = (hash: string, { change, kind }: Extract<Step, { readonly change: object }>): Call => {
  if (kind === "update") return { operation: "update", request: { hash, requestBody: change } }
  return { operation: kind, request: { hash } }
}

const runStep = (clients: ReadonlyArray<Client>, step: Step, secrets: Secrets) =>
  Effect.gen(function*() {
    const { managementKey } = clients[0]!.fake
    switch (step.kind) {
      case "call": {
        const result = yield* callAll(clients, step.call, managementKey, step.fault)
        if (typeof result === "object" && "value" in result && isKeyOf(result.value)) secrets.push(result.value.key)
        return
      }
      case "update":
      case "get":
      case "delete":
        return yield* callAll(clients, byHash(yield* hashOf(clients, step.which), step), managementKey, step.fault)
      case "current":
      case "asCreated": {
        const token = secrets[step.which % Math.max(1, secrets.length)] ?? managementKey
        const call: Call = step.kind === "current"
          ? { operation: "getCurrentKeyMetadata", request: undefined }
          : { operation: "list", request: {} }
        return yield* callAll(clients, call, token, null)
      }
      case "spend":
      case "setUsage": {
        const hash = yield* hashOf(clients, step.which)
        if (hash !== "missing") yield* Effect.forEach(clients, ({ fake }) => fake[step.kind](hash, step.usd))
        return
      }
      case "wait":
        return yield* TestClock.adjust(step.minutes * 60_000)
    }
  })

// =====================================================================================================================
// Tests
// =====================================================================================================================

const operationOf = (method: string, path: string): FakeOpenRouter.Operation => {
  if (path === "/api/v1/key") return "getCurrentKeyMetadata"
  if (path === "/api/v1/keys") return method === "POST" ? "create" : "list"
  return method === "GET" ? "get" : method === "PATCH" ? "update" : "delete"
}

/** A `fetch` that records violations of the contract. */
const watching = (found: Array<string>): typeof globalThis.fetch => async (input, init) => {
  const response = await fetch(input, init)
  const { pathname } = new URL(input instanceof Request ? input.url : input)
  const json: unknown = await response.clone().json().catch(() => null)
  if (json !== null) {
    found.push(...breaches(operationOf(init?.method ?? "GET", pathname), {
      status: response.status,
      headers: response.headers,
      json
    }))
  }
  return response
}

describe("the test layer, fetch, HTTP and the official client", () => {
  it.scoped.prop("agree on any sequence of calls, faults and clock moves", [
    fc.array(step, { minLength: 5, maxLength: 30 })
  ], ([steps]) =>
    Effect.gen(function*() {
      yield* TestClock.setTime(start)
      const clients = yield* makeClients({ seed: "model", keys: 3 }, fetch)
      const secrets: Secrets = []
      for (const step of steps) yield* runStep(clients, step, secrets)
      const [first, ...others] = yield* Effect.forEach(clients, ({ fake }) => Effect.all([fake.keys, fake.calls]))
      others.forEach((other, index) => {
        const { name, unknown } = clients[index + 1]!
        assert.deepStrictEqual(without(normalized(other), unknown), without(normalized(first), unknown), name)
      })
    }), { fastCheck: { numRuns: 8 }, timeout: 30_000 })

  it.scoped.prop("match the contract for any sequence without faults", [
    fc.array(step, { minLength: 5, maxLength: 30 })
  ], ([steps]) =>
    Effect.gen(function*() {
      yield* TestClock.setTime(start)
      const found: Array<string> = []
      const clients = yield* makeClients({ seed: "model", keys: 3 }, watching(found))
      const secrets: Secrets = []
      for (const step of steps) {
        yield* runStep(clients.slice(2, 3), { ...step, ..."fault" in step && { fault: null } }, secrets)
      }
      assert.deepStrictEqual(found, [])
    }), { fastCheck: { numRuns: 8 }, timeout: 30_000 })
})
