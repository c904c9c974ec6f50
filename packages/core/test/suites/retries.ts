/** Which requests are retried, when, and with which outcome, on the test clock. */
import * as fc from "fast-check"
import { assert, describe, it } from "vitest"
import type { Amount } from "./amount.js"
import { samples } from "./samples.js"
import {
  failed,
  type Name,
  type SeenError,
  type Step,
  succeeded,
  type TimedCallOptions,
  type TimedTestClient
} from "./testClient.js"

const success = (name: Name): Step => {
  const [status, body] = samples[name].success
  return { status, body }
}

export const retries = (client: TimedTestClient): void => {
  describe(client.name, () => {
    retried(client)
    delays(client)
    reported(client)
    randomFailures(client, "part")
  })
}

const retried = ({ names, callTimed }: TimedTestClient): void => {
  const always: ReadonlyArray<Step> = ["refused", { status: 429 }]
  const unlessCreate: ReadonlyArray<Step> = [
    "reset",
    "hangs",
    { status: 503, headers: { "retry-after": "1" } },
    ...[408, 500, 502, 503, 504, 520, 599].map((status) => ({ status }))
  ]
  const never: ReadonlyArray<Step> = [301, 400, 401, 402, 403, 404, 409, 413, 422].map((status) => ({ status }))

  describe.each(names)("retries of %s:", (name) => {
    const check = async (steps: ReadonlyArray<Step>, again: boolean) => {
      for (const step of steps) {
        const { result, times } = await callTimed(name, [step, success(name)])
        assert.strictEqual(result.ok, again, JSON.stringify(step))
        assert.lengthOf(times, again ? 2 : 1, JSON.stringify(step))
      }
    }

    it("requests that were certainly not processed", () => check(always, true))

    it("requests that may have been processed, except creates", () => check(unlessCreate, name !== "create"))

    it("no rejected requests", () => check(never, false))
  })

  it("a policy can change what is retried, but cannot make a create unsafe", async () => {
    const wide: TimedCallOptions = { retry: { statusCodes: [418, "4XX", "5XX"] } }
    const narrow: TimedCallOptions = { retry: { statusCodes: [502], retryConnectionErrors: false } }
    const requests = async (name: Name, step: Step, options: TimedCallOptions) =>
      (await callTimed(name, [step], options)).times.length
    for (const name of ["get", "update", "delete"] as const) {
      assert.strictEqual(await requests(name, { status: 418 }, wide), 4)
      assert.strictEqual(await requests(name, { status: 409 }, wide), 4)
      assert.strictEqual(await requests(name, { status: 500 }, narrow), 1)
      assert.strictEqual(await requests(name, { status: 502 }, narrow), 4)
      assert.strictEqual(await requests(name, "refused", narrow), 1)
    }
    for (
      const step of [{ status: 418 }, { status: 409 }, { status: 500 }, { status: 503 }, "reset", "hangs"] as const
    ) {
      assert.strictEqual(await requests("create", step, wide), 1)
    }
    assert.strictEqual(await requests("create", { status: 429 }, wide), 4)
    assert.strictEqual(await requests("create", { status: 429 }, narrow), 1)
    assert.strictEqual(await requests("create", "refused", narrow), 1)
    assert.strictEqual(await requests("get", { status: 429 }, { retry: "none" }), 1)
    // 503 means "rejected" only with a policy that lists 503, and only with `Retry-After`.
    const asked = { status: 503, headers: { "retry-after": "0" } }
    const named: TimedCallOptions = { retry: { statusCodes: [503] } }
    assert.strictEqual(await requests("create", asked, wide), 1)
    assert.strictEqual(await requests("create", asked, named), 4)
    assert.strictEqual(await requests("create", { status: 503 }, named), 1)
    assert.strictEqual(await requests("get", asked, wide), 4)
  })
}

const delays = ({ callTimed }: TimedTestClient): void => {
  it("delays double from 500 ms up to 8 s at most", async () => {
    const { times } = await callTimed("get", [{ status: 500 }], { retry: { maxRetries: 7 } })
    assert.deepStrictEqual(times, [0, 500, 1500, 3500, 7500, 15_500, 23_500, 31_500])
  })

  it("a delay is random between 0 and its upper bound", async () => {
    const delays: Array<number> = []
    for (let seed = 0; seed < 40; seed++) {
      const { times } = await callTimed("get", [{ status: 500 }], { seed: `jitter ${seed}` })
      delays.push(times[1]! - times[0]!)
    }
    assert.isAtLeast(Math.min(...delays), 0)
    assert.isAtMost(Math.max(...delays), 500)
    assert.isBelow(Math.min(...delays), 100)
    assert.isAbove(Math.max(...delays), 400)
  })

  // With the longest jitter: a quarter of the requested wait, from 100 ms to a second, and at least the backoff.
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

  it.each(asked)(
    "the wait that the service asks for, plus jitter, replaces a shorter delay: %j",
    async (headers, wait) => {
      const { result, times } = await callTimed("create", [{ status: 429, headers }, success("create")])
      succeeded(result)
      assert.deepStrictEqual(times, [0, wait])
    }
  )

  it.each(["-5", "soon", "", "NaN", "1e3", "2030-01-01"])("an invalid wait is ignored: %j", async (value) => {
    const { result, times } = await callTimed("get", [
      { status: 429, headers: { "retry-after": value } },
      success("get")
    ])
    succeeded(result)
    assert.deepStrictEqual(times, [0, 500])
  })

  it("a wait that exceeds the time left fails the call at once, with the wait in the error", async () => {
    for (const name of ["get", "create"] as const) {
      const { result, endedAt } = await callTimed(name, [{ status: 429, headers: { "retry-after": "61" } }])
      const error = failed(result)
      assert.include(
        { ...error, _tag: error._tag },
        { _tag: "TooManyRequests", attempts: 1, outcome: "Rejected", isRetryable: true, retryAfterMs: 61_000 }
      )
      assert.strictEqual(endedAt, 0)
    }
  })

  it("a wait that leaves no time for another attempt fails the call too", async () => {
    for (const [name, wait] of [["get", "60"], ["create", "60"], ["create", "59.5"]] as const) {
      const error = failed((await callTimed(name, [{ status: 429, headers: { "retry-after": wait } }])).result)
      assert.include({ ...error, _tag: error._tag }, { _tag: "TooManyRequests", attempts: 1, outcome: "Rejected" })
    }
  })

  it("without any time left nothing is sent", async () => {
    const { result, times } = await callTimed("create", ["hangs"], { retry: { maxElapsed: 0 } })
    const error = failed(result)
    assert.include({ ...error, _tag: error._tag }, { _tag: "RequestTimeout", outcome: "NotSent" })
    assert.lengthOf(times, 0)
  })

  it("attempts and delays together take no longer than maxElapsed", async () => {
    const { result, endedAt } = await callTimed("get", ["hangs"], { timeout: 25_000 })
    const error = failed(result)
    assert.include({ ...error, _tag: error._tag }, { _tag: "RequestTimeout", attempts: 3, outcome: "Unknown" })
    assert.strictEqual(endedAt, 60_000)
  })

  it("an attempt does not exceed its timeout", async () => {
    const { result, endedAt } = await callTimed("get", ["hangs"], { timeout: 2000, retry: "none" })
    assert.strictEqual(failed(result).timeoutMs, 2000)
    assert.strictEqual(endedAt, 2000)
  })

  it("interruption ends a wait at once", async () => {
    const hour = { status: 429, headers: { "retry-after": "30" } }
    const { result, endedAt, times } = await callTimed("get", [hour], { interruptAt: 1000 })
    assert.include(result, { ok: false, how: "interrupted" })
    assert.strictEqual(endedAt, 1000)
    assert.lengthOf(times, 1)
  })
}

const reported = ({ callTimed }: TimedTestClient): void => {
  const outcomes: ReadonlyArray<readonly [Name, ReadonlyArray<Step>, string, SeenError["outcome"], number]> = [
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

  it.each(outcomes)("%s after %j is %s, outcome %s, after %i attempts", async (name, steps, tag, outcome, attempts) => {
    const error = failed((await callTimed(name, steps)).result)
    assert.include({ ...error, _tag: error._tag }, { _tag: tag, outcome, attempts })
  })

  it("a create that may have been processed is not safe to repeat, even if its last attempt was rejected", async () => {
    const retry = { statusCodes: [429, 503] }
    const steps = [{ status: 503, headers: { "retry-after": "0" } }, { status: 429, headers: { "retry-after": "120" } }]
    for (const [name, isRetryable] of [["create", false], ["update", true]] as const) {
      const error = failed((await callTimed(name, steps, { retry })).result)
      assert.include(
        { ...error, _tag: error._tag },
        { _tag: "TooManyRequests", attempts: 2, outcome: "Unknown", isRetryable }
      )
    }
  })

  it("a delete that finds no key after an attempt that may have been processed succeeds", async () => {
    for (const first of ["reset", "hangs", { status: 502 }] as const) {
      succeeded((await callTimed("delete", [first, { status: 404 }])).result)
    }
    for (const first of ["refused", { status: 429 }] as const) {
      assert.strictEqual(failed((await callTimed("delete", [first, { status: 404 }])).result)._tag, "NotFound")
    }
  })
}

/** Any policy with any sequence of failures. */
export const randomFailures = ({ names, callTimed }: TimedTestClient, amount: Amount): void => {
  const step: fc.Arbitrary<Step> = fc.oneof(
    fc.constantFrom<Step>("reset", "refused", "hangs"),
    fc.record({
      status: fc.constantFrom(201, 400, 401, 404, 408, 429, 500, 502, 503),
      body: fc.constantFrom(samples.create.success[1], "{}", "<html>"),
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
  const steps = fc.array(step, { minLength: 1, maxLength: 8 })
  const options = fc.record({
    policy,
    timeout: fc.integer({ min: 1, max: 60_000 }),
    name: fc.constantFrom(...names),
    seed: fc.string()
  })

  const mayBeProcessed = (taken: Step): boolean =>
    taken !== "refused" &&
    (typeof taken === "string" || taken.status < 300 || taken.status === 408 || taken.status >= 500)

  const saysWhen = (taken: Step): boolean => typeof taken !== "string" && taken.headers?.["retry-after"] !== undefined

  it(
    "no policy repeats a create that may have been processed, unless it lists 503, and none exceeds its time limit",
    () =>
      fc.assert(
        fc.asyncProperty(options, steps, async ({ name, policy, seed, timeout }, steps) => {
          const { result, endedAt, times } = await callTimed(name, steps, { timeout, retry: policy, seed })
          const taken = times.map((_, index) => steps[Math.min(index, steps.length - 1)]!)
          assert.isAtMost(times.length, policy.maxRetries + 1)
          assert.isAtMost(endedAt, policy.maxElapsed)
          if (name === "create") {
            const repeated = taken.slice(0, -1).filter(mayBeProcessed)
            const isAllowed = (step: Step) =>
              policy.statusCodes.includes(503) && typeof step !== "string" && step.status === 503 && saysWhen(step)
            assert.isTrue(repeated.every(isAllowed))
          }
          if (result.ok) return
          const error = failed(result)
          assert.strictEqual(error.attempts, times.length)
          if (taken.some(mayBeProcessed) || error._tag === "RequestTimeout") {
            assert.strictEqual(error.outcome, "Unknown")
          }
          assert.strictEqual(error.outcome === "NotSent", taken.every((each) => each === "refused"))
        }),
        { numRuns: amount === "all" ? 1000 : 100 }
      ),
    60_000
  )
}
