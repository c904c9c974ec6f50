import { assert, describe, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as fc from "effect/FastCheck"
import * as TestClock from "effect/TestClock"
import { FakeOpenRouter } from "../../src/testing/FakeOpenRouter.js"
import { ask } from "./ask.js"

const setTime = (iso: string) => TestClock.setTime(Date.parse(iso))

const only = (fake: FakeOpenRouter.Service) => Effect.map(fake.keys, (keys) => keys[0]!)

describe("expiry", () => {
  it.effect("a key works until it expires, and is then listed only with includeExpired", () =>
    Effect.gen(function*() {
      yield* setTime("2027-06-01T00:00:00Z")
      const fake = yield* FakeOpenRouter.make()
      const { key } = (yield* ask(fake, "POST", "/keys", {
        body: { name: "a", expires_at: "2027-06-01T00:01:00Z" }
      })).json
      const status = Effect.map(ask(fake, "GET", "/key", { token: key }), (answer) => answer.status)
      yield* TestClock.adjust("59 seconds")
      assert.strictEqual(yield* status, 200)
      yield* TestClock.adjust("1 second")
      assert.strictEqual(yield* status, 401)
      assert.lengthOf((yield* ask(fake, "GET", "/keys")).json.data, 0)
      assert.lengthOf((yield* ask(fake, "GET", "/keys?include_expired=true")).json.data, 1)
    }))
})

describe("usage", () => {
  it.effect("resets daily, weekly (Monday) and monthly at midnight UTC", () =>
    Effect.gen(function*() {
      yield* setTime("2025-08-30T12:00:00Z") // a Saturday
      const fake = yield* FakeOpenRouter.make({ keys: [{ hash: "h" }] })
      yield* fake.spend("h", 4)
      const usage = Effect.map(only(fake), (key) => [key.usage, key.usageDaily, key.usageWeekly, key.usageMonthly])
      yield* setTime("2025-08-30T23:59:59.999Z")
      assert.deepStrictEqual(yield* usage, [4, 4, 4, 4])
      yield* setTime("2025-08-31T00:00:00Z") // Sunday
      assert.deepStrictEqual(yield* usage, [4, 0, 4, 4])
      yield* setTime("2025-09-01T00:00:00Z") // Monday, and a new month
      assert.deepStrictEqual(yield* usage, [4, 0, 0, 0])
      yield* fake.spend("h", 1)
      assert.deepStrictEqual(yield* usage, [5, 1, 1, 1])
    }))

  it.effect.each(
    [
      ["daily", "2025-08-28T00:00:00Z"],
      ["weekly", "2025-09-01T00:00:00Z"],
      ["monthly", "2025-09-01T00:00:00Z"]
    ] as const
  )(
    "resets a %s limit when its period starts, after any spending",
    ([limitReset, next]) =>
      Effect.gen(function*() {
        yield* setTime("2025-08-27T08:00:00Z") // a Wednesday
        const fake = yield* FakeOpenRouter.make({ keys: [{ hash: "h", limit: 10, limitReset }] })
        yield* fake.spend("h", 7)
        assert.strictEqual((yield* only(fake)).limitRemaining, 3)
        yield* TestClock.setTime(Date.parse(next) - 1)
        assert.strictEqual((yield* only(fake)).limitRemaining, 3)
        yield* setTime(next)
        assert.deepInclude(yield* only(fake), { limitRemaining: 10, usage: 7 })
      })
  )

  it.effect("counts everything against a limit that never resets, and stops at 0", () =>
    Effect.gen(function*() {
      const fake = yield* FakeOpenRouter.make({ keys: [{ hash: "h", limit: 10 }] })
      yield* fake.spend("h", 6)
      yield* TestClock.adjust("60 days")
      assert.strictEqual((yield* only(fake)).limitRemaining, 4)
      yield* fake.setUsage("h", 25)
      assert.deepInclude(yield* only(fake), { usage: 25, limitRemaining: 0 })
      yield* ask(fake, "PATCH", "/keys/h", { body: { limit: 30 } })
      assert.deepInclude(yield* only(fake), { usage: 25, limitRemaining: 5 })
    }))

  it.effect("counts BYOK usage against the limit only if the key says so", () =>
    Effect.gen(function*() {
      const fake = yield* FakeOpenRouter.make({ keys: [{ hash: "h", limit: 10, usage: 2, byokUsage: 3 }] })
      assert.strictEqual((yield* only(fake)).limitRemaining, 8)
      yield* ask(fake, "PATCH", "/keys/h", { body: { include_byok_in_limit: true } })
      assert.deepInclude(yield* only(fake), { limitRemaining: 5, byokUsage: 3, byokUsageWeekly: 3 })
    }))

  it.effect("counts requests to free models per day", () =>
    Effect.gen(function*() {
      yield* setTime("2025-08-27T23:00:00Z")
      const fake = yield* FakeOpenRouter.make({ account: { freeModelDailyRequests: { limit: 50, used: 12 } } })
      const free = Effect.map(ask(fake, "GET", "/key"), ({ json }) => json.data.free_model_daily_requests)
      assert.deepStrictEqual(yield* free, { limit: 50, used: 12, remaining: 38 })
      yield* TestClock.adjust("1 hour")
      assert.deepStrictEqual(yield* free, { limit: 50, used: 0, remaining: 50 })
    }))

  it.effect("is as if everything had been spent just now after setUsage", () =>
    Effect.gen(function*() {
      const fake = yield* FakeOpenRouter.make({ keys: [{ hash: "h", limit: 10, limitReset: "daily", usage: 4 }] })
      yield* TestClock.adjust("3 days")
      yield* fake.setUsage("h", 6)
      assert.deepInclude(yield* only(fake), { usage: 6, usageDaily: 6, usageMonthly: 6, limitRemaining: 4 })
    }))

  it.effect("cannot be set or spent with an unknown key or invalid amount: a defect names it", () =>
    Effect.gen(function*() {
      const fake = yield* FakeOpenRouter.make({ keys: [{ hash: "h" }] })
      const refused = [["nowhere", 1, "nowhere"], ["h", -1, "-1"], ["h", Number.NaN, "NaN"]] as const
      for (const [hash, usd, named] of refused) {
        for (const act of [fake.setUsage(hash, usd), fake.spend(hash, usd)]) {
          const cause = yield* Effect.flip(Effect.sandbox(act))
          assert.isTrue(Cause.isDie(cause))
          assert.include(Cause.pretty(cause), named)
        }
      }
    }))

  const steps = fc.array(
    fc.record({ usd: fc.integer({ min: 0, max: 500 }), hours: fc.integer({ min: 0, max: 200 }) }),
    { maxLength: 20 }
  )

  it.effect.prop("is the sum of all spending since the period began", [steps], ([steps]) =>
    Effect.gen(function*() {
      yield* setTime("2025-08-24T10:30:00Z")
      const fake = yield* FakeOpenRouter.make({ keys: [{ hash: "h" }] })
      const spent: Array<readonly [at: Date, usd: number]> = []
      let now = new Date("2025-08-24T10:30:00Z")
      for (const { hours, usd } of steps) {
        yield* TestClock.adjust(`${hours} hours`)
        now = new Date(now.getTime() + hours * 3_600_000)
        yield* fake.spend("h", usd)
        spent.push([now, usd])
      }
      const since = (from: string) => spent.reduce((sum, [at, usd]) => at >= new Date(from) ? sum + usd : sum, 0)
      const day = now.toISOString().slice(0, 10)
      const monday = new Date(Date.parse(day) - ((now.getUTCDay() + 6) % 7) * 86_400_000).toISOString()
      assert.deepInclude(yield* only(fake), {
        usage: since("2000-01-01"),
        usageDaily: since(day),
        usageWeekly: since(monday),
        usageMonthly: since(`${day.slice(0, 7)}-01`)
      })
    }), { fastCheck: { numRuns: 30 } })
})

describe("the rate limit", () => {
  it.effect("responds 429 until its interval ends, with the time left", () =>
    Effect.gen(function*() {
      yield* setTime("2025-08-24T10:30:00Z")
      const fake = yield* FakeOpenRouter.make({ rateLimit: { requests: 2, interval: "10 seconds" } })
      const list = ask(fake, "GET", "/keys")
      assert.strictEqual((yield* list).status, 200)
      yield* TestClock.adjust("3500 millis")
      assert.strictEqual((yield* list).status, 200)
      const refused = yield* list
      assert.strictEqual(refused.status, 429)
      assert.strictEqual(refused.json.error.message, "Rate limit exceeded")
      assert.deepInclude(refused.headers, {
        "retry-after": "7",
        "x-ratelimit-limit": "2",
        "x-ratelimit-remaining": "0",
        "x-ratelimit-reset": String(Date.parse("2025-08-24T10:30:10Z"))
      })
      yield* TestClock.adjust("6500 millis")
      assert.strictEqual((yield* list).status, 200)
    }))
})
