import { ApiKeys } from "@openrouter-keys/core-effect-4"
import { ApiKeysTest, FakeOpenRouter } from "@openrouter-keys/core-effect-4/testing"
import { Effect, Fiber, Layer, Schedule } from "effect"
import { TestClock } from "effect/testing"
import { assert, it } from "vitest"
import { issueAll } from "./issueAll.js"

const busy = (times: number) =>
  FakeOpenRouter.use((fake) => fake.fail({ operation: "create", status: 429, headers: { "retry-after": "30" }, times }))

const requests = FakeOpenRouter.use((fake) => Effect.map(fake.requests, (all) => all.length))

const onTestClock = Effect.provide(ApiKeysTest.layer().pipe(Layer.provideMerge(TestClock.layer())))

it("waits for a busy service, and creates each key once", () =>
  Effect.gen(function*() {
    yield* busy(5)
    const issuing = yield* Effect.forkChild(issueAll(["Ada", "Edsger", "Grace"]))
    yield* TestClock.adjust("15 minutes")
    assert.lengthOf(yield* Fiber.join(issuing), 3)
    // Five times "busy", and then a request for each key.
    assert.strictEqual(yield* requests, 8)
    const { keys } = yield* FakeOpenRouter
    assert.lengthOf(yield* keys, 3)
  }).pipe(onTestClock, Effect.runPromise))

it("a schedule around calls multiplies the client's requests", () =>
  Effect.gen(function*() {
    yield* busy(100)
    const wrapped = Effect.retry(ApiKeys.create({ name: "Ada" }), {
      while: (error) => error._tag === "TooManyRequests",
      schedule: Schedule.recurs(3)
    })
    const failing = yield* Effect.forkChild(Effect.flip(wrapped))
    yield* TestClock.adjust("1 hour")
    yield* Fiber.join(failing)
    // Four calls, each of which waits for 30 seconds once: a second wait does not fit in its minute.
    assert.isAtLeast(yield* requests, 8)
  }).pipe(onTestClock, Effect.runPromise))
