import { assert, it } from "@effect/vitest"
import { ApiKeys } from "@openrouter-keys/core"
import { ApiKeysTest, FakeOpenRouter } from "@openrouter-keys/core/testing"
import { Effect, Fiber, Schedule, TestClock } from "effect"
import { issueAll } from "../src/issueAll.js"

const busy = (times: number) =>
  Effect.flatMap(
    FakeOpenRouter,
    (fake) => fake.fail({ operation: "create", status: 429, headers: { "retry-after": "30" }, times })
  )

const requests = Effect.flatMap(FakeOpenRouter, (fake) => Effect.map(fake.requests, (all) => all.length))

it.effect("waits for a busy service, and creates each key once", () =>
  Effect.gen(function*() {
    yield* busy(5)
    const issuing = yield* Effect.fork(issueAll(["Ada", "Edsger", "Grace"]))
    yield* TestClock.adjust("15 minutes")
    assert.lengthOf(yield* Fiber.join(issuing), 3)
    // Five times "busy", and then a request for each key.
    assert.strictEqual(yield* requests, 8)
    const { keys } = yield* FakeOpenRouter
    assert.lengthOf(yield* keys, 3)
  }).pipe(Effect.provide(ApiKeysTest.layer())))

it.effect("a schedule around calls multiplies the client's requests", () =>
  Effect.gen(function*() {
    yield* busy(100)
    const wrapped = Effect.retry(ApiKeys.create({ name: "Ada" }), {
      while: (error) => error._tag === "TooManyRequests",
      schedule: Schedule.recurs(3)
    })
    const failing = yield* Effect.fork(Effect.flip(wrapped))
    yield* TestClock.adjust("1 hour")
    yield* Fiber.join(failing)
    // Four calls, each of which waits for 30 seconds once: a second wait does not fit in its minute.
    assert.isAtLeast(yield* requests, 8)
  }).pipe(Effect.provide(ApiKeysTest.layer())))
