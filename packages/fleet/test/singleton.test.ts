import { assert, describe, it } from "@effect/vitest"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Scope from "effect/Scope"
import * as TestClock from "effect/TestClock"
import * as Fleet from "../src/Fleet.js"

describe("Fleet.singleton", () => {
  const started = (during: (begun: Deferred.Deferred<void>) => Effect.Effect<void>) =>
    Effect.gen(function*() {
      const begun = yield* Deferred.make<void>()
      const scope = yield* Scope.make()
      yield* Layer.buildWithScope(Fleet.singleton("watch", during(begun)), scope)
      yield* Deferred.await(begun)
      return scope
    })

  it.effect("waits until its effect has ended where the layer is closed", () =>
    Effect.gen(function*() {
      const ended: Array<string> = []
      const scope = yield* started((begun) =>
        Effect.zipRight(Deferred.succeed(begun, undefined), Effect.never).pipe(
          Effect.onInterrupt(() => Effect.delay(Effect.sync(() => ended.push("ended")), "1 second"))
        )
      )
      const closing = yield* Effect.fork(Scope.close(scope, Exit.void))
      yield* TestClock.adjust("1 second")
      yield* Fiber.join(closing)
      assert.deepStrictEqual(ended, ["ended"])
    }))

  it.effect("does not wait longer than five seconds", () =>
    Effect.gen(function*() {
      const scope = yield* started((begun) =>
        Effect.uninterruptible(Effect.zipRight(Deferred.succeed(begun, undefined), Effect.never))
      )
      const closing = yield* Effect.fork(Scope.close(scope, Exit.void))
      yield* TestClock.adjust("4999 millis")
      assert.isNull(closing.unsafePoll())
      yield* TestClock.adjust("1 millis")
      yield* Fiber.join(closing)
    }))
})
