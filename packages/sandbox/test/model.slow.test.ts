import { assert, describe, it } from "@effect/vitest"
import type { FakeOpenRouter } from "@openrouter-keys/core/testing"
import * as Effect from "effect/Effect"
import * as fc from "effect/FastCheck"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/TestClock"
import { breaches } from "./support/contract.js"
import { received } from "./support/http.js"
import { type Call, type Lane, makeLanes, normalized, type Result, without } from "./support/lanes.js"

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
// What the lanes answer
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

/** Makes the call in every lane at once, the clock standing still but for the fault's delay. */
const callAll = (lanes: ReadonlyArray<Lane>, call: Call, token: string, fault: FakeOpenRouter.Fault | null) =>
  Effect.gen(function*() {
    const running = yield* Effect.forEach(
      lanes,
      (lane) =>
        Effect.fork(Effect.zipRight(fault === null ? Effect.void : lane.fake.fail(fault), lane.call(call, token)))
    )
    if (fault?.delay !== undefined) {
      for (const { fake } of lanes) yield* received(fake, (requests) => requests.at(-1)?.outcome === "pending")
      yield* TestClock.adjust(fault.delay)
    }
    const [ours, ...others] = yield* Effect.forEach(running, Fiber.join)
    others.forEach((result, index) => {
      const { name, unknown } = lanes[index + 1]!
      // What such a client leaves out of a request changes what it is answered.
      if (Object.keys(call.request ?? {}).some((option) => unknown.has(option))) return
      if (!agree(ours!, result, fault)) assert.deepStrictEqual(result, without(ours, unknown), name)
    })
    return ours!
  })

const isKeyOf = (value: unknown): value is { readonly key: string } =>
  typeof value === "object" && value !== null && "key" in value && typeof value.key === "string"

/** What a run remembers: the secrets that were told. */
type Secrets = Array<string>

const hashOf = (lanes: ReadonlyArray<Lane>, which: number) =>
  Effect.map(lanes[0]!.fake.keys, (keys) => keys[which]?.hash ?? "missing")

const byHash = (hash: string, { change, kind }: Extract<Step, { readonly change: object }>): Call => {
  if (kind === "update") return { operation: "update", request: { hash, requestBody: change } }
  return { operation: kind, request: { hash } }
}

const take = (lanes: ReadonlyArray<Lane>, step: Step, secrets: Secrets) =>
  Effect.gen(function*() {
    const { managementKey } = lanes[0]!.fake
    switch (step.kind) {
      case "call": {
        const result = yield* callAll(lanes, step.call, managementKey, step.fault)
        if (typeof result === "object" && "value" in result && isKeyOf(result.value)) secrets.push(result.value.key)
        return
      }
      case "update":
      case "get":
      case "delete":
        return yield* callAll(lanes, byHash(yield* hashOf(lanes, step.which), step), managementKey, step.fault)
      case "current":
      case "asCreated": {
        const token = secrets[step.which % Math.max(1, secrets.length)] ?? managementKey
        const call: Call = step.kind === "current"
          ? { operation: "getCurrentKeyMetadata", request: undefined }
          : { operation: "list", request: {} }
        return yield* callAll(lanes, call, token, null)
      }
      case "spend":
      case "setUsage": {
        const hash = yield* hashOf(lanes, step.which)
        if (hash !== "missing") yield* Effect.forEach(lanes, ({ fake }) => fake[step.kind](hash, step.usd))
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

/** `fetch` that notes what of the answers is not within the contract. */
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
      const lanes = yield* makeLanes({ seed: "model", keys: 3 }, fetch)
      const secrets: Secrets = []
      for (const step of steps) yield* take(lanes, step, secrets)
      const [first, ...others] = yield* Effect.forEach(lanes, ({ fake }) => Effect.all([fake.keys, fake.calls]))
      others.forEach((other, index) => {
        const { name, unknown } = lanes[index + 1]!
        assert.deepStrictEqual(without(normalized(other), unknown), without(normalized(first), unknown), name)
      })
    }), { fastCheck: { numRuns: 8 }, timeout: 30_000 })

  it.scoped.prop("keep the contract whatever is asked, as long as nothing is made to fail", [
    fc.array(step, { minLength: 5, maxLength: 30 })
  ], ([steps]) =>
    Effect.gen(function*() {
      yield* TestClock.setTime(start)
      const found: Array<string> = []
      const lanes = yield* makeLanes({ seed: "model", keys: 3 }, watching(found))
      const secrets: Secrets = []
      for (const step of steps) {
        yield* take(lanes.slice(2, 3), { ...step, ..."fault" in step && { fault: null } }, secrets)
      }
      assert.deepStrictEqual(found, [])
    }), { fastCheck: { numRuns: 8 }, timeout: 30_000 })
})
