import { assert, describe, it } from "@effect/vitest"
import { RetryPolicy } from "@openrouter-keys/core"
import { ApiKeys } from "@openrouter-keys/core/ApiKeys"
import { ApiKeysTest, FakeOpenRouter } from "@openrouter-keys/core/testing"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/TestClock"
import { Budget, Selector } from "../src/Budget.js"
import * as Database from "../src/internal/database.js"
import * as Lineage from "../src/internal/lineage.js"
import * as Watch from "../src/Watch.js"

/** A Friday. */
const start = Date.parse("2026-11-27T12:00:00Z")

const layer = (options: ApiKeysTest.Options = {}) =>
  Layer.merge(ApiKeysTest.layer({ retry: RetryPolicy.none, ...options }), Database.memory)

const look = (options: Watch.Options = {}) =>
  Effect.map(Stream.runCollect(Watch.look(options)), (events) => [...events].map(describeEvent))

const describeEvent = (event: Watch.Event): string =>
  event._tag === "BudgetThreshold"
    ? `${event._tag} ${event.budget} ${event.threshold} ${event.spent}`
    : [event._tag, "budget" in event ? event.budget : null, "key" in event ? event.key?.name : null].filter(Boolean)
      .join(" ")

const hashOf = (name: string) =>
  Effect.flatMap(FakeOpenRouter, (fake) => Effect.map(fake.keys, (keys) => keys.find((key) => key.name === name)!.hash))

const spend = (name: string, usd: number) =>
  Effect.flatMap(FakeOpenRouter, (fake) => Effect.flatMap(hashOf(name), (hash) => fake.spend(hash, usd)))

const begin = TestClock.setTime(start)

const budget: Budget = { name: "ada", keys: { externalUser: "ada" }, limit: 10, period: "month" }

const keys = [{ name: "a", externalUser: "ada" }, { name: "a2", externalUser: "ada" }, { name: "b" }]

describe("Watch", () => {
  it.effect("emits each share of a budget once per period", () =>
    Effect.gen(function*() {
      yield* begin
      const budgets = [budget]
      assert.deepStrictEqual(yield* look({ budgets }), [])
      yield* spend("a", 4)
      yield* spend("b", 100)
      assert.deepStrictEqual(yield* look({ budgets }), [])
      yield* spend("a2", 2)
      assert.deepStrictEqual(yield* look({ budgets }), ["BudgetThreshold ada 0.5 6"])
      assert.deepStrictEqual(yield* look({ budgets }), [])
      yield* spend("a", 5)
      assert.deepStrictEqual(yield* look({ budgets }), ["BudgetThreshold ada 0.8 11", "BudgetThreshold ada 1 11"])
      assert.deepStrictEqual(yield* look({ budgets }), [])
    }).pipe(Effect.provide(layer({ keys }))))

  it.effect("observes without events, and returns the spending of budgets", () =>
    Effect.gen(function*() {
      yield* begin
      yield* Watch.observe()
      yield* spend("a", 6)
      yield* spend("b", 3)
      yield* Watch.observe({ budgets: [budget] })
      assert.deepStrictEqual(yield* Watch.spent([budget]), [{ budget, spent: 6 }])
      assert.deepStrictEqual(yield* look({ budgets: [budget] }), ["BudgetThreshold ada 0.5 6"])
    }).pipe(Effect.provide(layer({ keys }))))

  it.effect("emits BackToNormal in the next period, and then new events", () =>
    Effect.gen(function*() {
      yield* begin
      const budgets = [budget]
      yield* look({ budgets })
      yield* spend("a", 11)
      yield* look({ budgets })
      yield* TestClock.adjust("5 days")
      assert.deepStrictEqual(yield* look({ budgets }), ["BackToNormal ada"])
      assert.deepStrictEqual(yield* look({ budgets }), [])
      yield* spend("a", 5)
      assert.include(yield* look({ budgets }), "BudgetThreshold ada 0.5 5")
    }).pipe(Effect.provide(layer({ keys }))))

  it.effect("counts the spending of deleted keys", () =>
    Effect.gen(function*() {
      yield* begin
      const budgets = [budget]
      yield* look({ budgets })
      yield* spend("a", 4)
      yield* look({ budgets })
      yield* ApiKeys.delete({ hash: yield* hashOf("a") })
      yield* spend("a2", 1)
      assert.deepStrictEqual(yield* look({ budgets }), ["KeyGone a", "BudgetThreshold ada 0.5 5"])
    }).pipe(Effect.provide(layer({ keys }))))

  it.effect("forecasts that a budget will reach its limit before the period ends", () =>
    Effect.gen(function*() {
      yield* begin
      const budgets: ReadonlyArray<Budget> = [{ ...budget, period: "day", warnAt: [1] }]
      yield* look({ budgets })
      yield* spend("a", 4.9)
      assert.deepStrictEqual(yield* look({ budgets }), [])
      yield* spend("a", 0.2)
      assert.deepStrictEqual(yield* look({ budgets }), ["BudgetForecast ada"])
      assert.deepStrictEqual(yield* look({ budgets }), [])
    }).pipe(Effect.provide(layer({ keys }))))

  it.effect("disables the keys of a budget at its limit, also new ones and those that are enabled again", () =>
    Effect.gen(function*() {
      const fake = yield* FakeOpenRouter
      const disabled = Effect.map(fake.keys, (keys) => keys.filter((key) => key.disabled).map(({ name }) => name))
      yield* begin
      const budgets: ReadonlyArray<Budget> = [{ ...budget, warnAt: [1], then: "disable" }]
      yield* look({ budgets })
      yield* spend("a", 10)
      yield* fake.fail({ operation: "update", status: 500 })
      // The request for the other one failed, and is made again.
      assert.deepStrictEqual(yield* look({ budgets }), [
        "BudgetThreshold ada 1 10",
        "KeyNotDisabled ada a",
        "KeyDisabled ada a2"
      ])
      assert.deepStrictEqual(yield* look({ budgets }), ["KeyDisabled ada a"])
      assert.sameMembers([...yield* disabled], ["a", "a2"])
      assert.deepStrictEqual(yield* look({ budgets }), [])
      yield* ApiKeys.update({ hash: yield* hashOf("a"), requestBody: { disabled: false } })
      yield* TestClock.adjust("1 minute")
      assert.deepStrictEqual(yield* look({ budgets }), ["KeyChanged a", "KeyDisabled ada a"])
      assert.sameMembers([...yield* disabled], ["a", "a2"])
    }).pipe(Effect.provide(layer({ keys }))))

  it.effect("disables a key once, even if the default workspace is also listed by ID", () =>
    Effect.gen(function*() {
      const fake = yield* FakeOpenRouter
      yield* begin
      const [key] = yield* fake.keys
      const options = { budgets: [{ ...budget, then: "disable" as const }], workspaceIds: [key!.workspaceId!] }
      yield* look(options)
      yield* spend("a", 10)
      const seen = yield* look(options)
      assert.deepStrictEqual(seen.filter((event) => event.startsWith("KeyDisabled")), [
        "KeyDisabled ada a",
        "KeyDisabled ada a2"
      ])
      const updates = (yield* fake.calls).filter(({ operation }) => operation === "update")
      assert.lengthOf(updates, 2)
    }).pipe(Effect.provide(layer({ keys }))))

  it.effect("reports new, changed and deleted keys, but none at the first look", () =>
    Effect.gen(function*() {
      yield* begin
      assert.deepStrictEqual(yield* look(), [])
      yield* ApiKeys.create({ name: "c" })
      yield* ApiKeys.update({ hash: yield* hashOf("a"), requestBody: { limit: 3 } })
      yield* ApiKeys.delete({ hash: yield* hashOf("b") })
      yield* TestClock.adjust("1 minute")
      const events = [...yield* Stream.runCollect(Watch.look())]
      assert.deepStrictEqual(events.map(({ message }) => message), [
        "The key \"c\" is new.",
        "The key \"a\" has changed: limit was null and is 3.00 USD.",
        "The key \"b\" is gone."
      ])
      assert.deepStrictEqual(yield* look(), [])
    }).pipe(Effect.provide(layer({ keys }))))

  it.effect("reports a key that reaches its limit, one that will, and the return to normal", () =>
    Effect.gen(function*() {
      yield* begin
      yield* look()
      yield* spend("daily", 0.6)
      assert.deepStrictEqual(yield* look(), ["KeyLimitForecast daily"])
      yield* spend("daily", 0.5)
      yield* spend("once", 2)
      assert.deepStrictEqual(yield* look(), ["KeyLimitReached once", "KeyLimitReached daily"])
      assert.deepStrictEqual(yield* look(), [])
      yield* TestClock.adjust("1 day")
      assert.deepStrictEqual(yield* look(), ["BackToNormal daily"])
      assert.deepStrictEqual(yield* look(), [])
    }).pipe(
      Effect.provide(
        layer({
          keys: [{ name: "once", limit: 2 }, { name: "daily", limit: 1, limitReset: "daily" }, {
            name: "none",
            limit: 0
          }]
        })
      )
    ))

  it.effect("reports a key that expires soon, once", () =>
    Effect.gen(function*() {
      yield* begin
      assert.deepStrictEqual(yield* look({ expiryNotice: "2 days" }), [])
      yield* TestClock.adjust("3 days")
      assert.deepStrictEqual(yield* look({ expiryNotice: "2 days" }), ["KeyExpiring a"])
      assert.deepStrictEqual(yield* look({ expiryNotice: "2 days" }), [])
    }).pipe(Effect.provide(layer({ keys: [{ name: "a", expiresAt: "2026-12-02T00:00:00Z" }] }))))

  it.effect("repeats an event whose handling failed, with the same ID, and no other one", () =>
    Effect.gen(function*() {
      yield* begin
      const budgets = [budget]
      yield* look({ budgets })
      yield* spend("a", 10)
      const seen: Array<string> = []
      const failing = Watch.look({ budgets }).pipe(
        Stream.mapEffect((event) => {
          seen.push(event.id)
          return seen.length === 2 ? Effect.fail("the receiver is down") : Effect.void
        }),
        Stream.runDrain
      )
      assert.strictEqual(yield* Effect.flip(failing), "the receiver is down")
      yield* Stream.runForEach(Watch.look({ budgets }), ({ id }) => Effect.sync(() => seen.push(id)))
      assert.lengthOf(seen, 4)
      assert.strictEqual(seen[1], seen[2])
      assert.lengthOf([...new Set(seen)], 3)
    }).pipe(Effect.provide(layer({ keys }))))

  it.effect("counts an event as delivered if the stream ended without an error", () =>
    Effect.gen(function*() {
      yield* begin
      const budgets = [budget]
      yield* look({ budgets })
      yield* spend("a", 10)
      const first = yield* Stream.runCollect(Stream.take(Watch.run({ budgets }), 1))
      assert.lengthOf([...first], 1)
      assert.deepStrictEqual(yield* look({ budgets }), ["BudgetThreshold ada 0.8 10", "BudgetThreshold ada 1 10"])
    }).pipe(Effect.provide(layer({ keys }))))

  it.effect("looks at intervals, and continues after a failed look", () =>
    Effect.gen(function*() {
      yield* begin
      const fake = yield* FakeOpenRouter
      const seen: Array<string> = []
      const run = Watch.run({ every: "1 minute", budgets: [budget] })
      const fiber = yield* Effect.fork(
        Stream.runForEach(run, (event) => Effect.sync(() => seen.push(describeEvent(event))))
      )
      yield* TestClock.adjust("3 minutes")
      assert.deepStrictEqual(seen, [])
      yield* fake.fail({ operation: "list", status: 500, times: 4 })
      yield* TestClock.adjust("4 minutes")
      assert.deepStrictEqual(seen, ["WatchFailing"])
      yield* spend("a", 5)
      yield* TestClock.adjust("1 minute")
      assert.deepStrictEqual(seen, ["WatchFailing", "BudgetThreshold ada 0.5 5", "BackToNormal"])
      yield* TestClock.adjust("10 minutes")
      assert.deepStrictEqual(seen.slice(3), [])
      yield* Fiber.interrupt(fiber)
      assert.deepStrictEqual(yield* look({ budgets: [budget] }), [])
    }).pipe(Effect.provide(layer({ keys }))))

  it.effect("ends if the management key is rejected", () =>
    Effect.gen(function*() {
      const fake = yield* FakeOpenRouter
      yield* fake.fail({ operation: "list", status: 401 })
      assert.strictEqual((yield* Effect.flip(Stream.runDrain(Watch.run())))._tag, "Unauthorized")
    }).pipe(Effect.provide(layer())))

  it.effect("reports once per period a key that it cannot disable, and retries at each look", () =>
    Effect.gen(function*() {
      const fake = yield* FakeOpenRouter
      yield* begin
      const budgets: ReadonlyArray<Budget> = [{ ...budget, period: "day", warnAt: [1], then: "disable" }]
      yield* look({ budgets })
      yield* spend("a", 10)
      yield* fake.fail({ operation: "update", status: 403, times: 6 })
      const [, event] = yield* Stream.runCollect(Watch.look({ budgets }))
      assert.include(event, { _tag: "KeyNotDisabled", budget: "ada" })
      assert.match(event!.message, /^The key "a" could not be disabled, although "ada" has reached its limit\. .*403/)
      assert.deepStrictEqual(yield* look({ budgets }), [])
      yield* TestClock.adjust("1 day")
      yield* spend("a", 10)
      assert.deepStrictEqual(yield* look({ budgets }), [
        "BudgetThreshold ada 1 10",
        "KeyNotDisabled ada a",
        "KeyNotDisabled ada a2"
      ])
      assert.deepStrictEqual(yield* look({ budgets }), ["KeyDisabled ada a", "KeyDisabled ada a2"])
    }).pipe(Effect.provide(layer({ keys }))))

  it.effect("ignores a key that was deleted before it could be disabled", () =>
    Effect.gen(function*() {
      const fake = yield* FakeOpenRouter
      yield* begin
      const budgets: ReadonlyArray<Budget> = [{ ...budget, warnAt: [1], then: "disable" }]
      yield* look({ budgets })
      yield* spend("a", 10)
      yield* fake.fail({ operation: "update", status: 404 })
      assert.deepStrictEqual(yield* look({ budgets }), ["BudgetThreshold ada 1 10", "KeyDisabled ada a2"])
    }).pipe(Effect.provide(layer({ keys }))))

  it.effect("emits all shares before the keys that it disables", () =>
    Effect.gen(function*() {
      yield* begin
      const budgets: ReadonlyArray<Budget> = [{ ...budget, then: "disable" }]
      yield* look({ budgets })
      yield* spend("a", 10)
      assert.deepStrictEqual(yield* look({ budgets }), [
        "BudgetThreshold ada 0.5 10",
        "BudgetThreshold ada 0.8 10",
        "BudgetThreshold ada 1 10",
        "KeyDisabled ada a",
        "KeyDisabled ada a2"
      ])
    }).pipe(Effect.provide(layer({ keys }))))

  it.effect("has messages with the period, and whether a share is reached or exceeded", () =>
    Effect.gen(function*() {
      yield* begin
      const budgets: ReadonlyArray<Budget> = [{ ...budget, period: "day" }]
      yield* look({ budgets })
      yield* spend("a", 10)
      const events = [...yield* Stream.runCollect(Watch.look({ budgets }))]
      assert.deepStrictEqual(events.map(({ message }) => message), [
        "\"ada\" has spent 10.00 USD of 10.00 USD today: more than 50 %.",
        "\"ada\" has spent 10.00 USD of 10.00 USD today: more than 80 %.",
        "\"ada\" has spent 10.00 USD of 10.00 USD today: 100 %."
      ])
    }).pipe(Effect.provide(layer({ keys }))))

  it.effect("counts a key and its successors as one for a budget by hash, and disables both", () =>
    Effect.gen(function*() {
      const fake = yield* FakeOpenRouter
      yield* begin
      for (const name of ["a", "a2"]) {
        const budgets: ReadonlyArray<Budget> = [
          { name: "one", keys: { hash: yield* hashOf(name) }, limit: 10, period: "month", warnAt: [1], then: "disable" }
        ]
        yield* look({ budgets })
        if (name === "a") {
          yield* Lineage.record({ predecessor: yield* hashOf("a"), successor: yield* hashOf("a2") })
          yield* spend("a", 4)
          yield* spend("a2", 5)
          yield* spend("b", 50)
          assert.deepStrictEqual(yield* look({ budgets }), ["BudgetForecast one"])
          yield* spend("a2", 1)
          assert.deepStrictEqual(yield* look({ budgets }), [
            "BudgetThreshold one 1 10",
            "KeyDisabled one a",
            "KeyDisabled one a2"
          ])
        }
      }
      assert.deepStrictEqual((yield* fake.keys).filter(({ disabled }) => !disabled).map(({ name }) => name), ["b"])
    }).pipe(Effect.provide(layer({ keys }))))
})

/** What may come out of a JSON file or a database. */
const wrong: ReadonlyArray<readonly [options: unknown, message: string]> = [
  [
    { budgets: [{ ...budget, keys: { externaluser: "ada" }, then: "disable" }] },
    "budgets[0].keys.externaluser of the budget \"ada\" is not a known field: did you mean externalUser?"
  ],
  [
    { budgets: [{ ...budget, keys: { user: "ada" } }] },
    "budgets[0].keys.user of the budget \"ada\" is not a known field: did you mean externalUser?"
  ],
  [
    { budgets: [{ ...budget, keys: { externalUser: undefined } }] },
    "budgets[0].keys.externalUser of the budget \"ada\" is undefined: expected a string or a list of strings"
  ],
  [
    { budgets: [{ ...budget, keys: { prefix: [1] } }] },
    "budgets[0].keys.prefix of the budget \"ada\" is a list: expected"
  ],
  [
    { budgets: [{ ...budget, keys: new Map([["externalUser", "ada"]]) }] },
    "budgets[0].keys of the budget \"ada\" is Map: expected a plain object"
  ],
  [{ budgets: [{ ...budget, keys: null }] }, "budgets[0].keys of the budget \"ada\" is null: expected a mapping"],
  [
    { budgets: [{ ...budget, Limit: 5 }] },
    "budgets[0].Limit of the budget \"ada\" is not a known field: did"
  ],
  [
    { budgets: [{ ...budget, limit: Number.NaN }] },
    "budgets[0].limit of the budget \"ada\" is NaN: expected an amount"
  ],
  [{ budgets: [{ ...budget, limit: -1 }] }, "budgets[0].limit of the budget \"ada\" is -1: expected an amount in USD"],
  [{ budgets: [{ ...budget, limit: "10" }] }, "budgets[0].limit of the budget \"ada\" is \"10\": expected an amount"],
  [
    { budgets: [{ ...budget, then: "delete" }] },
    "budgets[0].then of the budget \"ada\" is \"delete\": expected \"notify\""
  ],
  [{ budgets: [{ ...budget, warnAt: [-1] }] }, "budgets[0].warnAt of the budget \"ada\" is [-1]: expected a list of"],
  [{ budgets: [{ ...budget, warnAt: 0.5 }] }, "budgets[0].warnAt of the budget \"ada\" is 0.5: expected a list of"],
  [
    { budgets: [{ ...budget, period: "year" }] },
    "budgets[0].period of the budget \"ada\" is \"year\": expected \"day\""
  ],
  [
    { budgets: [budget, { ...budget, limit: 3 }] },
    "budgets[1].name of the budget \"ada\" is also the name of budgets[0]"
  ],
  [{ budgets: [null] }, "budgets[0] is null: expected a budget with name, keys, limit and period"],
  [{ budgets: [{ name: "x" }] }, "budgets[0].keys of the budget \"x\" is missing"],
  [{ budgets: null }, "budgets is null: expected a list of budgets"],
  [{ budgets: budget }, "budgets is a mapping: expected a list of budgets"],
  [{ budget: [budget] }, "budget is not a known field: did you mean budgets?"],
  [null, "the value given as options is null: expected a mapping of options"],
  [{ expiryNotice: "soon" }, "expiryNotice is \"soon\": expected a duration"],
  [{ expiryNotice: -5 }, "expiryNotice is -5: expected a duration"]
]

/** Of `run` alone. */
const wrongTimes: ReadonlyArray<unknown> = [0, -1, Number.NaN, Infinity, "0 seconds", "-5 seconds", "soon", null, {}]

describe("Watch rejects", () => {
  it.effect.each(wrong)("%j before anything is read", ([options, message]) =>
    Effect.gen(function*() {
      const fake = yield* FakeOpenRouter
      for (const watch of [Watch.look, Watch.run]) {
        const error = yield* Effect.flip(Stream.runDrain(watch(options as Watch.Options)))
        assert.strictEqual(error._tag, "OptionError")
        assert.include(error.message, message)
      }
      assert.lengthOf([...yield* fake.calls], 0)
    }).pipe(Effect.provide(layer({ keys }))))

  it.effect.each(wrongTimes)("to look every %j", (every) =>
    Effect.gen(function*() {
      const error = yield* Effect.flip(Stream.runDrain(Watch.run({ every: every as number })))
      assert.strictEqual(error._tag, "OptionError")
      assert.match(error.message, /^every is .*: expected a duration of more than 0/)
    }).pipe(Effect.provide(layer({ keys }))))

  it.effect("nothing if options are left out or undefined", () =>
    Effect.gen(function*() {
      const budgets = [{ ...budget, warnAt: undefined, then: undefined, includeByok: undefined }]
      yield* look({ budgets, workspaceIds: undefined, expiryNotice: undefined })
      yield* look({ budgets: undefined })
    }).pipe(Effect.provide(layer({ keys }))))

  it("the same values by the schemas of budgets and selectors", () => {
    assert.include(
      String(Schema.decodeUnknownEither(Budget)({ ...budget, keys: { externaluser: "ada" } })),
      "externaluser"
    )
    assert.isTrue(Either.isLeft(Schema.decodeUnknownEither(Selector)({ prefx: "a" })))
    assert.isTrue(Either.isRight(Schema.decodeUnknownEither(Budget)(budget)))
  })
})
