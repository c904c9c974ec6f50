import { assert, describe, it } from "vitest"
import { axisEnd, topSpenders, totalOf, usageOf } from "../../app/src/model/usage.js"
import { aKey } from "./keys.js"

const key = aKey({
  usage: 1,
  usageDaily: 2,
  usageWeekly: 3,
  usageMonthly: 4,
  byokUsage: 10,
  byokUsageDaily: 20,
  byokUsageWeekly: 30,
  byokUsageMonthly: 40
})

describe("usage", () => {
  it.each(
    [
      ["day", { openRouter: 2, byok: 20, total: 22 }],
      ["week", { openRouter: 3, byok: 30, total: 33 }],
      ["month", { openRouter: 4, byok: 40, total: 44 }],
      ["all", { openRouter: 1, byok: 10, total: 11 }]
    ] as const
  )("of the period %s is the service's own count, OpenRouter's and one's own", (period, usage) => {
    assert.deepStrictEqual(usageOf(key, period), usage)
  })

  it("of all keys is summed up", () => {
    assert.deepStrictEqual(totalOf([key, key, aKey()], "day"), { openRouter: 4, byok: 40, total: 44 })
    assert.deepStrictEqual(totalOf([], "all"), { openRouter: 0, byok: 0, total: 0 })
  })
})

describe("the top spenders", () => {
  it("are the keys with the highest usage in descending order, without unused keys", () => {
    const keys = [
      aKey({ name: "none" }),
      aKey({ name: "small", usageDaily: 1 }),
      aKey({ name: "byok", byokUsageDaily: 3 }),
      aKey({ name: "big", usageDaily: 2, byokUsageDaily: 2 })
    ]
    const names = (count: number) => topSpenders(keys, "day", count).map(({ key }) => key.name)
    assert.deepStrictEqual(names(9), ["big", "byok", "small"])
    assert.deepStrictEqual(names(2), ["big", "byok"])
    assert.deepStrictEqual(topSpenders(keys, "month", 9), [])
  })
})

describe("an axis", () => {
  it.each([[0, 1], [0.003, 0.004], [0.9, 1], [1, 1], [1.01, 2], [5, 6], [672.63, 800], [8_001, 10_000]])(
    "for up to %d ends at %d",
    (amount, end) => {
      assert.closeTo(axisEnd(amount), end, 1e-9)
    }
  )
})
