import { assert, describe, it } from "@effect/vitest"
import type { ApiKey } from "@openrouter-keys/core/ApiKey"
import { ApiKeysTest } from "@openrouter-keys/core/testing"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/TestClock"
import * as History from "../src/History.js"
import * as Database from "../src/internal/database.js"
import * as Lineage from "../src/internal/lineage.js"
import * as Report from "../src/Report.js"

const start = Date.parse("2026-11-30T08:00:00Z")

const key = (hash: string, usage: number, fields: Partial<ApiKey> = {}): ApiKey =>
  ApiKeysTest.key({
    hash,
    name: `prod/${hash}`,
    createdAt: "2026-11-30T07:00:00Z",
    usage,
    usageDaily: usage,
    usageWeekly: usage,
    usageMonthly: usage,
    byokUsage: 0,
    byokUsageDaily: 0,
    byokUsageWeekly: 0,
    byokUsageMonthly: 0,
    ...fields
  })

/** Two days: a key of one customer is succeeded by another one, and the other customer's key spends more. */
const twoDays = Effect.gen(function*() {
  const ada = { externalUser: "ada", creatorUserId: "user_1" }
  yield* TestClock.setTime(start)
  yield* History.record([key("a", 1, ada), key("b", 2, { name: "dev/b", externalUser: "bob" })])
  yield* Lineage.migrate
  yield* Lineage.record({ predecessor: "a", successor: "a2" })
  yield* TestClock.adjust("1 day")
  yield* History.record([
    key("a2", 0.5, { ...ada, name: "prod/a", createdAt: "2026-12-01T07:00:00Z" }),
    key("b", 5, { name: "dev/b", externalUser: "bob", usageDaily: 3, usageMonthly: 3 }),
    key("c", 0.125, { name: "plain" })
  ])
})

const short = (rows: ReadonlyArray<Report.SpendRow>) =>
  rows.map(({ group, keys, name, period, usage }) => [period, group, name, keys, usage])

describe("Report.spend", () => {
  it.effect("counts a key and its successors as one", () =>
    Effect.gen(function*() {
      yield* twoDays
      assert.deepStrictEqual(short(yield* Report.spend()), [
        [null, "b", "dev/b", 1, 5],
        [null, "a", "prod/a", 1, 1.5],
        [null, "c", "plain", 1, 0.125]
      ])
    }).pipe(Effect.provide(Database.memory)))

  it.effect("by user, creator, workspace and prefix", () =>
    Effect.gen(function*() {
      yield* twoDays
      const by = (by: Report.By) =>
        Effect.map(Report.spend({ by }), (rows) => short(rows).map(([, group, , keys, usage]) => [group, keys, usage]))
      assert.deepStrictEqual(yield* by("externalUser"), [["bob", 1, 5], ["ada", 1, 1.5], [null, 1, 0.125]])
      assert.deepStrictEqual(yield* by("creator"), [[null, 2, 5.125], ["user_1", 1, 1.5]])
      assert.lengthOf(yield* by("workspace"), 1)
      assert.deepStrictEqual(yield* by("prefix"), [["dev/", 1, 5], ["prod/", 1, 1.5], [null, 1, 0.125]])
    }).pipe(Effect.provide(Database.memory)))

  it.effect("by day, week and month, and in a range", () =>
    Effect.gen(function*() {
      yield* twoDays
      const rows = (options: Report.SpendOptions) =>
        Effect.map(Report.spend({ by: "prefix", ...options }), (rows) =>
          rows.map(({ group, period, usage }) => [period, group, usage]))
      assert.deepStrictEqual(yield* rows({ period: "day" }), [
        ["2026-11-30", "dev/", 2],
        ["2026-11-30", "prod/", 1],
        ["2026-12-01", "dev/", 3],
        ["2026-12-01", "prod/", 0.5],
        ["2026-12-01", null, 0.125]
      ])
      assert.deepStrictEqual(yield* rows({ period: "week" }), [
        ["2026-11-30", "dev/", 5],
        ["2026-11-30", "prod/", 1.5],
        ["2026-11-30", null, 0.125]
      ])
      assert.deepStrictEqual(yield* rows({ period: "month", to: "2026-11-30" }), [
        ["2026-11", "dev/", 2],
        ["2026-11", "prod/", 1]
      ])
      assert.deepStrictEqual(yield* rows({ from: "2026-12-01" }), [[null, "dev/", 3], [null, "prod/", 0.5], [
        null,
        null,
        0.125
      ]])
    }).pipe(Effect.provide(Database.memory)))

  it.effect("as CSV that spreadsheets read as text, and as JSON", () =>
    Effect.gen(function*() {
      yield* History.record([key("x", 1e-7, { name: "=HYPERLINK(\"http://x\")" }), key("y", 2, { name: "a, \"b\"" })])
      const rows = yield* Report.spend()
      assert.strictEqual(
        Report.toCsv(rows),
        "period,group,name,keys,usage,byokUsage\r\n,y,\"a, \"\"b\"\"\",1,2,0\r\n,x,\"'=HYPERLINK(\"\"http://x\"\")\",1,0.0000001,0\r\n"
      )
      assert.deepStrictEqual(JSON.parse(Report.toJson(rows)), rows)
      assert.strictEqual(
        Report.toCsv(yield* Report.spend({ by: "externalUser" })),
        "period,group,name,keys,usage,byokUsage\r\n,,(none),2,2.0000001,0\r\n"
      )
    }).pipe(Effect.provide(Database.memory)))

  it.effect.each(
    [
      [{ from: "garbage" }, "from is \"garbage\": expected a day such as 2026-11-27."],
      [{ from: "2026-02-30" }, "from is \"2026-02-30\": expected a day"],
      [{ to: "2026-13-01" }, "to is \"2026-13-01\": expected a day"],
      [{ to: "2026-11-1" }, "to is \"2026-11-1\": expected a day"],
      [{ from: 20261101 }, "from is 20261101: expected a day"],
      [{ from: "2026-12-01", to: "2026-11-01" }, "from is 2026-12-01, which is after `to`, 2026-11-01."],
      [{ fron: "2026-12-01" }, "fron is not a known field: did you mean from?"],
      [null, "the value given as options is null: expected a mapping of options."]
    ] as const
  )("rejects the range %j, as History.usage does", ([options, message]) =>
    Effect.gen(function*() {
      const range = options as never
      for (const error of [yield* Effect.flip(Report.spend(range)), yield* Effect.flip(History.usage(range))]) {
        assert.strictEqual(error._tag, "OptionError")
        assert.include(error.message, message)
      }
    }).pipe(Effect.provide(Database.memory)))

  it.effect.each(
    [
      [{ by: "customer" }, "by is \"customer\": expected \"key\", \"externalUser\", \"creator\""],
      [{ period: "year" }, "period is \"year\": expected \"day\", \"week\" or \"month\""],
      [{ separator: 1 }, "separator is 1: expected a string"],
      [{ by: "prefix", per: "month" }, "per is not a known field"]
    ] as const
  )("refuses %j", ([options, message]) =>
    Effect.gen(function*() {
      const error = yield* Effect.flip(Report.spend(options as never))
      assert.strictEqual(error._tag, "OptionError")
      assert.include(error.message, message)
    }).pipe(Effect.provide(Database.memory)))
})
