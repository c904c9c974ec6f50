import { assert, describe, it } from "@effect/vitest"
import { type OpenRouterError, RetryPolicy } from "@openrouter-keys/core"
import { Clock, type Duration, Effect, Exit, Fiber, Random, TestClock } from "effect"
import { whateverGoesWrong } from "./suites/whateverGoesWrong.js"
import { calls, names } from "./support/calls.js"
import { failure, type Script, script, type Step } from "./support/scripted.js"

const success = (name: OpenRouterError.OperationName): Step => {
  const [status, body] = calls[name].success
  return { status, body }
}

/** Full jitter that always draws its upper bound. */
const longestDelays = Effect.withRandom(Random.fixed([1]))

/** Runs a call to its end on a clock that is moved as far as it takes. */
const play = (name: OpenRouterError.OperationName, { layer }: Script, within: Duration.DurationInput = "1 hour") =>
  Effect.gen(function*() {
    const start = yield* Clock.currentTimeMillis
    const fiber = yield* calls[name].run.pipe(
      Effect.zip(Clock.currentTimeMillis),
      Effect.tapError((error) => Effect.map(Clock.currentTimeMillis, (now) => endings.set(error, now - start))),
      Effect.provide(layer),
      Effect.fork
    )
    yield* TestClock.adjust(within)
    return yield* Fiber.await(fiber)
  }).pipe(longestDelays)

const endings = new WeakMap<object, number>()

describe("what is retried", () => {
  const always: ReadonlyArray<readonly [string, Step]> = [
    ["a refused connection", "refused"],
    ["429", { status: 429 }]
  ]
  const unlessCreate: ReadonlyArray<readonly [string, Step]> = [
    ["a reset connection", "reset"],
    ["a timeout", "hangs"],
    ["503 with Retry-After", { status: 503, headers: { "retry-after": "1" } }],
    ...[408, 500, 502, 503, 504, 520, 599].map((status) => [String(status), { status }] as const)
  ]
  const never: ReadonlyArray<readonly [string, Step]> = [301, 400, 401, 402, 403, 404, 409, 413, 422].map((status) => [
    String(status),
    { status }
  ])

  describe.each(names)("%s", (name) => {
    const check = (steps: ReadonlyArray<readonly [string, Step]>, again: boolean) =>
      Effect.forEach(steps, ([what, step]) =>
        Effect.gen(function*() {
          const played = script([step, success(name)])
          const exit = yield* play(name, played)
          assert.strictEqual(Exit.isSuccess(exit), again, what)
          assert.lengthOf(played.times, again ? 2 : 1, what)
        }))

    it.effect("what certainly was not processed", () => check(always, true))

    it.effect("what may have been processed, unless it would create a second key", () =>
      check(unlessCreate, name !== "create"))

    it.effect("nothing that was rejected", () => check(never, false))
  })

  it.effect("a policy can narrow and widen it, and cannot make a create unsafe", () =>
    Effect.gen(function*() {
      const wide = { retry: RetryPolicy.make({ statusCodes: [418, "4XX", "5XX"] }) }
      const narrow = { retry: RetryPolicy.make({ statusCodes: [502], retryConnectionErrors: false }) }
      const requests = (name: OpenRouterError.OperationName, step: Step, options: typeof wide) =>
        Effect.gen(function*() {
          const played = script([step], options)
          yield* play(name, played)
          return played.times.length
        })
      for (const name of ["get", "update", "delete"] as const) {
        assert.strictEqual(yield* requests(name, { status: 418 }, wide), 4)
        assert.strictEqual(yield* requests(name, { status: 409 }, wide), 4)
        assert.strictEqual(yield* requests(name, { status: 500 }, narrow), 1)
        assert.strictEqual(yield* requests(name, { status: 502 }, narrow), 4)
        assert.strictEqual(yield* requests(name, "refused", narrow), 1)
      }
      for (
        const step of [{ status: 418 }, { status: 409 }, { status: 500 }, { status: 503 }, "reset", "hangs"] as const
      ) {
        assert.strictEqual(yield* requests("create", step, wide), 1)
      }
      assert.strictEqual(yield* requests("create", { status: 429 }, wide), 4)
      assert.strictEqual(yield* requests("create", { status: 429 }, narrow), 1)
      assert.strictEqual(yield* requests("create", "refused", narrow), 1)
      assert.strictEqual(yield* requests("get", { status: 429 }, { retry: RetryPolicy.none }), 1)
      // Only a policy that names 503 says that it means "rejected", and only where the service says when to come back.
      const asked = { status: 503, headers: { "retry-after": "0" } }
      const named = { retry: RetryPolicy.make({ statusCodes: [503] }) }
      assert.strictEqual(yield* requests("create", asked, wide), 1)
      assert.strictEqual(yield* requests("create", asked, named), 4)
      assert.strictEqual(yield* requests("create", { status: 503 }, named), 1)
      assert.strictEqual(yield* requests("get", asked, wide), 4)
    }))
})

describe("when", () => {
  it.effect("delays double from 500 ms up to 8 s at most", () =>
    Effect.gen(function*() {
      const played = script([{ status: 500 }], { retry: RetryPolicy.make({ maxRetries: 7 }) })
      yield* play("get", played)
      assert.deepStrictEqual(played.times, [0, 500, 1500, 3500, 7500, 15_500, 23_500, 31_500])
    }))

  it.effect("a delay is anything from nothing to its bound", () =>
    Effect.gen(function*() {
      const played = Array.from({ length: 40 }, () => script([{ status: 500 }]))
      const fibers = yield* Effect.forEach(played, ({ layer }) => Effect.fork(Effect.provide(calls.get.run, layer)))
        .pipe(
          Effect.withRandom(Random.make("jitter"))
        )
      yield* TestClock.adjust("1 hour")
      yield* Effect.forEach(fibers, Fiber.await)
      const delays = played.map(({ times }) => times[1]! - times[0]!)
      assert.isAtLeast(Math.min(...delays), 0)
      assert.isAtMost(Math.max(...delays), 500)
      assert.isBelow(Math.min(...delays), 100)
      assert.isAbove(Math.max(...delays), 400)
    }))

  // With the longest jitter: a quarter of what was asked for, from 100 ms to a second; and never less than the backoff.
  const asked: ReadonlyArray<readonly [Record<string, string>, number]> = [
    [{ "retry-after": "7" }, 8000],
    [{ "retry-after": "0" }, 500],
    [{ "retry-after": "1.5" }, 1875],
    [{ "retry-after-ms": "1236" }, 1545],
    [{ "retry-after-ms": "600", "retry-after": "9" }, 750],
    [{ "retry-after-ms": "50", "retry-after": "9" }, 500],
    [{ "retry-after": "Thu, 01 Jan 1970 00:00:12 GMT" }, 13_000],
    [{ "retry-after": "Thu Jan  1 00:00:12 1970" }, 13_000],
    [{ "retry-after": "Wed, 31 Dec 1969 23:00:00 GMT" }, 500]
  ]

  it.effect.each(asked)(
    "what the service asks for, with jitter on top, takes the place of a shorter delay: %j",
    ([headers, wait]) =>
      Effect.gen(function*() {
        const played = script([{ status: 429, headers }, success("create")])
        assert.isTrue(Exit.isSuccess(yield* play("create", played)))
        assert.deepStrictEqual(played.times, [0, wait])
      })
  )

  it.effect.each(["-5", "soon", "", "NaN", "1e3", "2030-01-01"])(
    "what makes no sense is ignored: %j",
    (value) =>
      Effect.gen(function*() {
        const played = script([{ status: 429, headers: { "retry-after": value } }, success("get")])
        assert.isTrue(Exit.isSuccess(yield* play("get", played)))
        assert.deepStrictEqual(played.times, [0, 500])
      })
  )

  it.effect("a wait longer than the time left is the caller's: the call fails at once and says how long", () =>
    Effect.gen(function*() {
      for (const name of ["get", "create"] as const) {
        const played = script([{ status: 429, headers: { "retry-after": "61" } }])
        const error = failure(yield* play(name, played))
        assert.include(error, { _tag: "TooManyRequests", attempts: 1, outcome: "Rejected", isRetryable: true })
        assert.strictEqual((error as OpenRouterError.TooManyRequests).retryAfterMs, 61_000)
        assert.strictEqual(endings.get(error), 0)
      }
    }))

  it.effect("a wait that leaves no time for the attempt after it is the caller's too", () =>
    Effect.gen(function*() {
      for (const [name, wait] of [["get", "60"], ["create", "60"], ["create", "59.5"]] as const) {
        const played = script([{ status: 429, headers: { "retry-after": wait } }])
        const error = failure(yield* play(name, played))
        assert.include(error, { _tag: "TooManyRequests", attempts: 1, outcome: "Rejected" })
      }
    }))

  it.effect("without any time nothing is sent", () =>
    Effect.gen(function*() {
      const played = script(["hangs"], { retry: RetryPolicy.make({ maxElapsed: 0 }) })
      const error = failure(yield* play("create", played))
      assert.include(error, { _tag: "RequestTimeout", outcome: "NotSent" })
      assert.lengthOf(played.times, 0)
    }))

  it.effect("attempts and delays together take no longer than maxElapsed", () =>
    Effect.gen(function*() {
      const played = script(["hangs"], { timeout: "25 seconds" })
      const error = failure(yield* play("get", played))
      assert.include(error, { _tag: "RequestTimeout", attempts: 3, outcome: "Unknown" })
      assert.strictEqual(endings.get(error), 60_000)
    }))

  it.effect("an attempt is given no more than its timeout", () =>
    Effect.gen(function*() {
      const played = script(["hangs"], { timeout: "2 seconds", retry: RetryPolicy.none })
      const error = failure(yield* play("get", played))
      assert.strictEqual((error as OpenRouterError.RequestTimeout).timeoutMs, 2000)
      assert.strictEqual(endings.get(error), 2000)
    }))

  it.effect("interruption ends a wait at once", () =>
    Effect.gen(function*() {
      const played = script([{ status: 429, headers: { "retry-after": "30" } }])
      const fiber = yield* Effect.fork(Effect.provide(calls.get.run, played.layer))
      yield* TestClock.adjust("1 second")
      assert.isTrue(Exit.isInterrupted(yield* Fiber.interrupt(fiber)))
      yield* TestClock.adjust("1 hour")
      assert.lengthOf(played.times, 1)
    }))
})

describe("what is reported", () => {
  const outcomes: ReadonlyArray<readonly [OpenRouterError.OperationName, ReadonlyArray<Step>, string, string, number]> =
    [
      ["update", ["reset", { status: 401 }], "Unauthorized", "Unknown", 2],
      ["update", ["refused", { status: 401 }], "Unauthorized", "Rejected", 2],
      ["update", [{ status: 429 }, "refused", { status: 404 }], "NotFound", "Rejected", 3],
      ["update", [{ status: 500 }, { status: 429 }], "TooManyRequests", "Unknown", 4],
      ["create", ["refused", "refused", { status: 500 }], "InternalServerError", "Unknown", 3],
      ["create", ["refused"], "ConnectionError", "NotSent", 4],
      ["create", [{ status: 429 }, "refused", { status: 400 }], "BadRequest", "Rejected", 3],
      ["get", [{ status: 500 }, { status: 404 }], "NotFound", "Unknown", 2],
      ["get", [{ status: 500 }, { status: 200, body: "{}" }], "InvalidResponse", "Unknown", 2]
    ]

  it.effect.each(outcomes)(
    "%s after %j is %s, outcome %s, after %i attempts",
    ([name, steps, tag, outcome, attempts]) =>
      Effect.gen(function*() {
        const error = failure(yield* play(name, script(steps)))
        assert.include(error as object, { _tag: tag, outcome, attempts })
      })
  )

  it.effect("a create that may have been processed is not safe to repeat, however its last attempt ended", () =>
    Effect.gen(function*() {
      const retry = RetryPolicy.make({ statusCodes: [429, 503] })
      const steps = [{ status: 503, headers: { "retry-after": "0" } }, {
        status: 429,
        headers: { "retry-after": "120" }
      }]
      const created = failure(yield* play("create", script(steps, { retry })))
      assert.include(created, { _tag: "TooManyRequests", attempts: 2, outcome: "Unknown", isRetryable: false })
      const updated = failure(yield* play("update", script(steps, { retry })))
      assert.include(updated, { _tag: "TooManyRequests", attempts: 2, outcome: "Unknown", isRetryable: true })
    }))

  it.effect("a delete that finds nothing, after one that may have been processed, is a success", () =>
    Effect.gen(function*() {
      for (const first of ["reset", "hangs", { status: 502 }] as const) {
        const exit = yield* play("delete", script([first, { status: 404 }]))
        assert.isTrue(Exit.isSuccess(exit))
      }
      for (const first of ["refused", { status: 429 }] as const) {
        assert.include(failure(yield* play("delete", script([first, { status: 404 }]))), { _tag: "NotFound" })
      }
    }))
})

whateverGoesWrong("part")
