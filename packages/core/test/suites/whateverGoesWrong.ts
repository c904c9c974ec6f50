/** Any policy over any sequence of failures, on a clock that passes as soon as nothing else happens. */
import { assert, describe, it } from "@effect/vitest"
import { RetryPolicy } from "@openrouter-keys/core"
import { Clock, Effect, Exit } from "effect"
import * as fc from "fast-check"
import { calls, names } from "../support/calls.js"
import { failure, script, type Step } from "../support/scripted.js"
import { withVirtualClock } from "../support/virtualClock.js"
import type { Amount } from "./amount.js"

export const whateverGoesWrong = (amount: Amount): void => {
  describe("whatever goes wrong", () => {
    const step: fc.Arbitrary<Step> = fc.oneof(
      fc.constantFrom<Step>("reset", "refused", "hangs"),
      fc.record({
        status: fc.constantFrom(201, 400, 401, 404, 408, 429, 500, 502, 503),
        body: fc.constantFrom(calls.create.success[1], "{}", "<html>"),
        headers: fc.constantFrom({}, { "retry-after": "0" }, { "retry-after": "3" }, { "retry-after": "1000" }),
        after: fc.nat(40_000)
      })
    )
    const policy = fc.record({
      maxRetries: fc.nat(6),
      initialInterval: fc.nat(5000),
      factor: fc.double({ min: 1, max: 4, noNaN: true }),
      maxInterval: fc.nat(20_000),
      maxElapsed: fc.integer({ min: 1, max: 120_000 }),
      statusCodes: fc.subarray([404, 408, 429, 500, 503, "4XX" as const, "5XX" as const]),
      retryConnectionErrors: fc.boolean()
    })
    const inputs = {
      steps: fc.array(step, { minLength: 1, maxLength: 8 }),
      options: fc.record({ policy, timeout: fc.integer({ min: 1, max: 60_000 }), name: fc.constantFrom(...names) })
    }

    const mayBeProcessed = (taken: Step): boolean =>
      taken !== "refused" &&
      (typeof taken === "string" || taken.status < 300 || taken.status === 408 || taken.status >= 500)

    const saysWhen = (taken: Step): boolean => typeof taken !== "string" && taken.headers?.["retry-after"] !== undefined

    it.live.prop(
      "no policy repeats a create that may have been processed unless it names 503, and none takes longer than it says",
      inputs,
      ({ options: { name, policy, timeout }, steps }) =>
        Effect.gen(function*() {
          const played = script(steps, { timeout, retry: RetryPolicy.make(policy) })
          const exit = yield* Effect.exit(Effect.provide(calls[name].run, played.layer))
          const now = yield* Clock.currentTimeMillis
          const taken = played.times.map((_, index) => steps[Math.min(index, steps.length - 1)]!)
          assert.isAtMost(played.times.length, policy.maxRetries + 1)
          assert.isAtMost(now, policy.maxElapsed)
          if (name === "create") {
            const repeated = taken.slice(0, -1).filter(mayBeProcessed)
            const isAllowed = (step: Step) =>
              policy.statusCodes.includes(503) && typeof step !== "string" && step.status === 503 && saysWhen(step)
            assert.isTrue(repeated.every(isAllowed))
          }
          if (Exit.isSuccess(exit)) return
          const error = failure(exit)
          assert.strictEqual(error.attempts, played.times.length)
          if (taken.some(mayBeProcessed) || error._tag === "RequestTimeout") {
            assert.strictEqual(error.outcome, "Unknown")
          }
          assert.strictEqual(error.outcome === "NotSent", taken.every((each) => each === "refused"))
        }).pipe(withVirtualClock),
      { timeout: 60_000, fastCheck: { numRuns: amount === "all" ? 1000 : 100 } }
    )
  })
}
