import { assert, describe, it } from "vitest"
import {
  absoluteTime,
  count,
  exactUsd,
  percent,
  relativeTime,
  resetName,
  shorten,
  shortUsd,
  usd,
  wait
} from "../../app/src/model/format.js"
import { now } from "./keys.js"

describe("amounts", () => {
  it.each([[0, "$0.00"], [0.004, "<$0.01"], [0.01, "$0.01"], [1234.5, "$1,234.50"], [-1, "-$1.00"]])(
    "%d are %s",
    (amount, text) => {
      assert.strictEqual(usd(amount), text)
    }
  )

  it("are exact, or short for axes", () => {
    assert.strictEqual(exactUsd(0.001234), "$0.001234")
    assert.deepStrictEqual([0, 0.25, 400, 1_500].map(shortUsd), ["$0", "$0.25", "$400", "$1.5K"])
  })

  it("are 100% only if they are complete", () => {
    assert.deepStrictEqual([0, 0.001, 0.01, 0.999, 1].map(percent), ["0%", "<1%", "1%", "99%", "100%"])
  })

  it("are counted", () => {
    assert.deepStrictEqual([0, 1, 5_000].map((number) => count(number, "key")), ["0 keys", "1 key", "5,000 keys"])
  })
})

describe("a time", () => {
  it.each([
    [0, "just now"],
    [-59_000, "just now"],
    [-60_000, "1 minute ago"],
    [-3 * 3_600_000, "3 hours ago"],
    [-23.9 * 3_600_000, "23 hours ago"],
    [-24 * 3_600_000, "yesterday"],
    [3 * 86_400_000, "in 3 days"],
    [15 * 86_400_000, "in 2 weeks"],
    [-45 * 86_400_000, "last month"],
    [800 * 86_400_000, "in 2 years"]
  ])("%d ms away is %s", (distance, text) => {
    assert.strictEqual(relativeTime(now + distance, now), text)
  })

  it("that cannot be read does not throw", () => {
    for (const time of [Number.NaN, Infinity, -Infinity, 9e15]) {
      assert.isString(relativeTime(time, now))
      assert.strictEqual(absoluteTime(time), "unknown")
    }
  })

  it("to wait is rounded up", () => {
    assert.deepStrictEqual([-5, 0, 1, 11_001, 65_000].map(wait), ["0 s", "0 s", "1 s", "12 s", "1 min 5 s"])
  })
})

describe("a long text", () => {
  it("is shortened in the middle", () => {
    assert.strictEqual(shorten("short", 5), "short")
    assert.strictEqual(shorten("Reports development 12", 11), "Repor…nt 12")
    assert.lengthOf(Array.from(shorten("🔑".repeat(50), 20)), 20)
  })
})

describe("a reset", () => {
  it("that is unknown is shown unchanged", () => {
    assert.deepStrictEqual([null, "daily", "yearly"].map(resetName), ["Never", "Daily", "yearly"])
    for (const name of ["constructor", "__proto__", "toString", "hasOwnProperty", ""]) {
      assert.strictEqual(resetName(name), name)
    }
  })
})
