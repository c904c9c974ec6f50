/** Random requests and options. Each call ends at once, with a value or a tagged error. */
import * as fc from "fast-check"
import { setImmediate } from "node:timers/promises"
import { assert, describe, it } from "vitest"
import { hash } from "../support/wire.js"
import { memory } from "./memory.js"
import { type CallSettings, failed, type Name, type TestClient } from "./testClient.js"

const fails = (): never => {
  throw new TypeError("a trap of the caller's")
}

/** A placeholder for a trap, because fast-check reads all generated values. */
class Trap {
  constructor(readonly make: () => unknown) {}
}

/** Objects with side effects when they are read. */
const trapped: fc.Arbitrary<unknown> = fc.constantFrom<() => unknown>(
  () => {
    const { proxy, revoke } = Proxy.revocable({}, {})
    revoke()
    return proxy
  },
  () => new Proxy({ name: "CI" }, { ownKeys: fails }),
  () => new Proxy({ name: "CI" }, { get: fails }),
  () => new Proxy({ name: "CI" }, { has: fails, getOwnPropertyDescriptor: fails }),
  () => new Proxy({}, { getPrototypeOf: fails }),
  () => new Proxy(() => {}, { apply: fails }),
  () => Object.defineProperty({}, "name", { enumerable: true, get: fails }),
  () => Object.defineProperty({}, "toString", { value: fails }),
  () => Object.defineProperty({}, Symbol.toPrimitive, { value: fails }),
  () => Object.defineProperty({}, Symbol.iterator, { value: fails }),
  () => Object.defineProperty({}, Symbol.toStringTag, { get: fails }),
  // oxlint-disable-next-line unicorn/no-thenable -- A request may be one by mistake.
  () => Object.fromEntries([["then", fails]]),
  () => ({ toJSON: fails, valueOf: fails }),
  () => {
    const cycle: Record<string, unknown> = { name: "CI" }
    cycle["name"] = cycle
    return cycle
  },
  () => Object.create(null) as unknown,
  () => Symbol("s"),
  () => 5n,
  () => () => {},
  () => Trap,
  () => new Date(Number.NaN)
).map((make) => new Trap(make))

/** Replaces the placeholders with traps. */
const armed = (value: unknown): unknown => {
  if (value instanceof Trap) return value.make()
  if (Array.isArray(value)) return value.map(armed)
  if (typeof value !== "object" || value === null) return value
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) return value
  const copy = Object.create(prototype) as object
  for (const [name, each] of Object.entries(value)) {
    Object.defineProperty(copy, name, { value: armed(each), enumerable: true, configurable: true, writable: true })
  }
  return copy
}

const anything: fc.Arbitrary<unknown> = fc.oneof(
  fc.anything({
    maxDepth: 3,
    withBigInt: true,
    withBoxedValues: true,
    withDate: true,
    withMap: true,
    withNullPrototype: true,
    withObjectString: true,
    withSet: true,
    withSparseArray: true,
    withTypedArray: true
  }),
  trapped
)

/** Mostly a valid value, sometimes any value. */
const mostly = (value: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 3, arbitrary: value }, { weight: 2, arbitrary: anything })

const record = (fields: { readonly [name: string]: fc.Arbitrary<unknown> }): fc.Arbitrary<unknown> =>
  fc.oneof(
    { weight: 6, arbitrary: fc.record(fields, { requiredKeys: [] }) },
    { weight: 1, arbitrary: fc.record({ ...fields, other: anything }, { requiredKeys: ["other"] }) },
    { weight: 1, arbitrary: anything }
  )

const text = fc.oneof(fc.string(), fc.string({ unit: "binary" }))
const amount = fc.oneof(fc.double(), fc.integer(), fc.constantFrom(null, 0, -0, 1e308, Number.NaN, Infinity))
const reset = fc.constantFrom("daily", "weekly", "monthly", "yearly", null)
const workspaceId = fc.oneof(fc.uuid(), text)

const requests: { readonly [N in Name]: fc.Arbitrary<unknown> } = {
  list: record({
    includeDisabled: mostly(fc.boolean()),
    includeExpired: mostly(fc.boolean()),
    offset: mostly(fc.oneof(fc.nat(), amount)),
    workspaceId: mostly(workspaceId)
  }),
  create: record({
    name: mostly(text),
    limit: mostly(amount),
    limitReset: mostly(reset),
    includeByokInLimit: mostly(fc.boolean()),
    expiresAt: mostly(fc.oneof(fc.date(), fc.date({ noInvalidDate: true }).map((date) => date.toISOString()), text)),
    creatorUserId: mostly(text),
    workspaceId: mostly(workspaceId),
    external: mostly(record({ user: mostly(text), apiKey: mostly(fc.string({ minLength: 30, maxLength: 40 })) }))
  }),
  get: record({ hash: mostly(fc.oneof(fc.constant(hash), text)) }),
  update: record({
    hash: mostly(fc.oneof(fc.constant(hash), text)),
    requestBody: mostly(record({
      name: mostly(text),
      disabled: mostly(fc.boolean()),
      limit: mostly(amount),
      limitReset: mostly(reset),
      includeByokInLimit: mostly(fc.boolean()),
      workspaceId: mostly(workspaceId)
    }))
  }),
  delete: record({ hash: mostly(fc.oneof(fc.constant(hash), text)) }),
  getCurrentKeyMetadata: fc.constant(undefined)
}

const options: fc.Arbitrary<CallSettings | undefined> = fc.oneof(
  { weight: 2, arbitrary: fc.constant(undefined) },
  {
    weight: 1,
    arbitrary: fc.record({
      timeout: mostly(fc.integer({ min: 1_000, max: 60_000 })),
      serverURL: mostly(fc.oneof(fc.webUrl(), text)),
      headers: mostly(fc.dictionary(fc.string(), mostly(fc.string()), { maxKeys: 3 }))
    }, { requiredKeys: [] })
  }
)

/** Fails if a call does not end. */
const within = <A>(promise: Promise<A>, ms: number): Promise<A> => {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`has not ended after ${ms} ms`)), ms)
  })
  return Promise.race([promise, late]).finally(() => clearTimeout(timer))
}

export const randomInput = (client: TestClient, count = 8_000): void => {
  describe(`${client.name}: random input`, () => {
    it(`each of ${count} calls ends at once with a value or a tagged error`, async () => {
      const { fetch } = memory()
      const seed = Math.trunc(performance.timeOrigin)
      const input = fc.constantFrom(...client.names).chain((name) =>
        fc.tuple(fc.constant(name), requests[name], options)
      )
      const seen = { values: 0, invalidRequest: 0, timeouts: 0 }
      // A sample and not a property, because inputs that throw when read cannot be printed.
      for (const [index, [name, request, option]] of fc.sample(input, { numRuns: count, seed }).entries()) {
        // Yields to the event loop, or Vitest would lose its worker.
        if (index % 100 === 0) await setImmediate()
        const result = await within(client.call(name, armed(request), { fetch }, armed(option) as CallSettings), 30_000)
          .catch((error: unknown) => assert.fail(`${name}, seed ${seed}, index ${index}: ${String(error)}`))
        if (result.ok) {
          seen.values++
          continue
        }
        assert.strictEqual(result.how, "failed", `${name}, seed ${seed}, index ${index}`)
        const error = failed(result)
        assert.strictEqual(error.operation, name)
        if (error._tag === "InvalidRequest") {
          seen.invalidRequest++
          assert.include({ ...error }, { outcome: "NotSent", attempts: 0 })
        } else {
          // The generated timeout was too short.
          assert.strictEqual(error._tag, "RequestTimeout", `${name}, seed ${seed}, index ${index}: ${error.message}`)
          seen.timeouts++
        }
        JSON.stringify(error)
      }
      // There were many of both kinds, so the test is meaningful.
      assert.isAbove(seen.values, count / 50, JSON.stringify(seen))
      assert.isAbove(seen.invalidRequest, count / 10, JSON.stringify(seen))
      assert.isBelow(seen.timeouts, count / 20, JSON.stringify(seen))
    }, 900_000)
  })
}
