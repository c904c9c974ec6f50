import { assert, describe, it } from "@effect/vitest"
import { ApiKeysTest, FakeOpenRouter } from "@openrouter-keys/core/testing"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import * as fc from "fast-check"
import type { Budget } from "../src/Budget.js"
import * as Database from "../src/internal/database.js"
import * as Watch from "../src/Watch.js"
import { makeVirtualClock } from "./support/virtualClock.js"

const budgets: ReadonlyArray<Budget> = [
  { name: "all", keys: {}, limit: 10, period: "day" },
  { name: "a", keys: { name: "a" }, limit: 5, period: "month", warnAt: [1] }
]

/** Spending, time, and a look whose receiver fails at one of the events, or does not. */
const step = fc.record({
  spend: fc.array(fc.record({ key: fc.nat(1), usd: fc.integer({ min: 0, max: 4 }) }), { maxLength: 2 }),
  hours: fc.constantFrom(0, 1, 8, 30),
  failsAt: fc.constantFrom(null, null, 0, 1)
})

describe("Watch, after random failures", () => {
  it("emits each share of each budget once per period, and repeats it only if its handling failed", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), (steps) => {
        const clock = makeVirtualClock()
        const taken: Array<string> = []
        const expected = new Set<string>()
        const program = Effect.gen(function*() {
          const fake = yield* FakeOpenRouter
          const look = (failsAt: number | null) => {
            let count = 0
            return Stream.runForEach(Watch.look({ budgets }), ({ _tag, id }) =>
              Effect.suspend(() => {
                if (count++ === failsAt) {
                  return Effect.fail("the receiver is down")
                }
                if (_tag === "BudgetThreshold") taken.push(id)
                return Effect.void
              })).pipe(Effect.ignore)
          }
          const keys = yield* fake.keys
          yield* look(null)
          for (const { failsAt, hours, spend } of steps) {
            yield* Effect.sleep(`${hours} hours`)
            for (const { key, usd } of spend) yield* fake.spend(keys[key]!.hash, usd)
            const [day, month] = [yield* dayName, (yield* dayName).slice(0, 7)]
            const spent = yield* fake.keys
            const daily = spent.reduce((sum, { usageDaily }) => sum + usageDaily, 0)
            for (const share of [0.5, 0.8, 1]) {
              if (daily >= share * 10) expected.add(`budget-threshold/all/${day}/${share}@10`)
            }
            const monthly = spent.find(({ name }) => name === "a")?.usageMonthly ?? 0
            if (monthly >= 5) expected.add(`budget-threshold/a/${month}/1@5`)
            yield* look(failsAt)
          }
          yield* look(null)
          assert.sameMembers(taken, [...expected])
        })
        const keys = [{ name: "a" }, { name: "b" }]
        return clock.run(Effect.provide(program, Layer.merge(ApiKeysTest.layer({ keys, seed: 1 }), Database.memory)))
      }),
      { numRuns: 60 }
    )
  })
})

const dayName = Effect.map(
  Effect.clockWith((clock) => clock.currentTimeMillis),
  (now) => new Date(now).toISOString().slice(0, 10)
)
