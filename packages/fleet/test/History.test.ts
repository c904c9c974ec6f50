import { assert, describe, it } from "@effect/vitest"
import type { ApiKey } from "@openrouter-keys/core/ApiKey"
import { ApiKeysTest, FakeOpenRouter } from "@openrouter-keys/core/testing"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as TestClock from "effect/TestClock"
import * as fc from "fast-check"
import * as History from "../src/History.js"
import * as Database from "../src/internal/database.js"
import { allocate } from "../src/internal/history/allocate.js"
import { dayOf, firstDay, formatDay, type Period, periodName } from "../src/internal/history/calendar.js"

const layer = (options: ApiKeysTest.Options = {}) => Layer.merge(ApiKeysTest.layer(options), Database.memory)

/** A Friday. */
const start = Date.parse("2026-11-27T08:00:00Z")

const look = Effect.flatMap(Effect.flatMap(FakeOpenRouter, ({ keys }) => keys), History.record)

const spend = (usd: number, index = 0) =>
  Effect.flatMap(FakeOpenRouter, (fake) => Effect.flatMap(fake.keys, (keys) => fake.spend(keys[index]!.hash, usd)))

const days = Effect.map(History.usage(), (rows) => rows.map(({ day, estimated, usage }) => [day, usage, estimated]))

describe("History", () => {
  it.effect("counts spending between looks on its day", () =>
    Effect.gen(function*() {
      yield* TestClock.setTime(start)
      yield* look
      yield* spend(1)
      yield* look
      yield* spend(0.5)
      yield* TestClock.adjust("1 day")
      yield* spend(0.25)
      yield* look
      yield* look
      assert.deepStrictEqual(yield* days, [["2026-11-27", 1.5, false], ["2026-11-28", 0.25, false]])
    }).pipe(Effect.provide(layer({ keys: [{ name: "a", createdAt: "2026-11-27T07:00:00Z" }] }))))

  it.effect("distributes spending between looks week by week", () =>
    Effect.gen(function*() {
      yield* TestClock.setTime(start)
      yield* look
      yield* TestClock.adjust("2 days")
      yield* spend(6)
      // Monday
      yield* TestClock.adjust("1 day")
      yield* TestClock.adjust("1 day")
      yield* spend(2)
      yield* TestClock.adjust("1 day")
      yield* look
      assert.deepStrictEqual(yield* days, [
        ["2026-11-27", 2, true],
        ["2026-11-28", 2, true],
        ["2026-11-29", 2, true],
        // Since the first of December.
        ["2026-12-01", 2, false]
      ])
    }).pipe(Effect.provide(layer({ keys: [{ name: "a", createdAt: "2026-11-27T07:00:00Z" }] }))))

  it.effect("counts a new key with its spending of this week and this month", () =>
    Effect.gen(function*() {
      yield* TestClock.setTime(start)
      const usage = { usage: 100, usageMonthly: 10, usageWeekly: 3, usageDaily: 1, byokUsage: 0 }
      yield* History.record([ApiKeysTest.key({ createdAt: "2025-01-01T00:00:00Z", ...usage })])
      const rows = yield* History.usage()
      const sum = (from: string) => rows.filter(({ day }) => day >= from).reduce((sum, { usage }) => sum + usage, 0)
      assert.strictEqual(sum("2026-11-27"), 1)
      assert.strictEqual(sum("2026-11-23"), 3)
      assert.closeTo(sum("2026-11-01"), 10, 1e-9)
      assert.closeTo(sum("2026-01-01"), 10, 1e-9)
    }).pipe(Effect.provide(Database.memory)))

  it.effect("keeps the usage of deleted keys", () =>
    Effect.gen(function*() {
      yield* TestClock.setTime(start)
      yield* look
      yield* spend(1)
      yield* look
      yield* History.record([])
      assert.deepStrictEqual(yield* days, [["2026-11-27", 1, false]])
    }).pipe(Effect.provide(layer({ keys: [{ name: "a", createdAt: "2026-11-27T07:00:00Z" }] }))))

  it.effect("ignores a counter that decreased", () =>
    Effect.gen(function*() {
      const key = (usage: number): ApiKey =>
        ApiKeysTest.key({ hash: "a", usage, usageDaily: usage, usageWeekly: usage, usageMonthly: usage, byokUsage: 0 })
      for (const usage of [5, 3, 4]) yield* History.record([key(usage)])
      const rows = yield* History.usage()
      assert.strictEqual(rows.reduce((sum, { usage }) => sum + usage, 0), 6)
    }).pipe(Effect.provide(Database.memory)))

  it("has exact sums for each week and month with a look, and for all days", () => {
    const first = dayOf(Date.parse("2026-01-30T00:00:00Z"))
    const scenario = fc.array(fc.record({ spent: fc.nat(5), looks: fc.boolean() }), { minLength: 1, maxLength: 80 })
    fc.assert(fc.property(scenario, (days) => {
      const total = (from: number, to: number) =>
        days.reduce((sum, { spent }, index) => first + index >= from && first + index <= to ? sum + spent : sum, 0)
      const stored = new Map<number, number>()
      let since = first
      let seen = 0
      const looked: Array<number> = []
      for (const [index, { looks }] of days.entries()) {
        const today = first + index
        if (!looks && index < days.length - 1 && index > 0) continue
        looked.push(today)
        const counter = (period: Period) => total(Math.max(firstDay(period, today), first), today)
        const delta = total(first, today) - seen
        seen += delta
        const shares = allocate({
          delta,
          daily: counter("day"),
          weekly: counter("week"),
          monthly: counter("month"),
          since,
          today
        })
        for (const { amount, day } of shares) stored.set(day, (stored.get(day) ?? 0) + amount)
        since = today
      }
      const sums = (period: Period | "all", map: Iterable<readonly [number, number]>) => {
        const result: Record<string, number> = {}
        for (const [day, amount] of map) {
          const name = period === "all" ? "all" : periodName(period, day)
          if (amount > 0) result[name] = (result[name] ?? 0) + amount
        }
        return result
      }
      const truth = days.map(({ spent }, index) => [first + index, spent] as const)
      assert.deepStrictEqual(sums("all", stored), sums("all", truth))
      for (const period of ["week", "month"] as const) {
        const names = new Set(looked.map((day) => periodName(period, day)))
        const all = new Set(truth.map(([day]) => periodName(period, day)))
        if ([...all].every((name) => names.has(name))) {
          assert.deepStrictEqual(sums(period, stored), sums(period, truth))
        }
      }
    }))
  })

  it("knows where weeks and months begin", () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 40_000 }), (day) => {
      const monday = new Date(firstDay("week", day) * 86_400_000)
      assert.strictEqual(monday.getUTCDay(), 1)
      assert.isTrue(day - firstDay("week", day) < 7 && day >= firstDay("week", day))
      assert.strictEqual(formatDay(firstDay("month", day)), `${formatDay(day).slice(0, 7)}-01`)
    }))
  })
})
