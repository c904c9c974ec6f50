import type { Failure } from "@openrouter-keys/protocol/Failure"
import type { Method } from "@openrouter-keys/protocol/Operation"
import { outcomeOf } from "@openrouter-keys/protocol/Outcome"
import {
  defaultPolicy,
  isRetryable,
  isStatusPattern,
  makePolicy,
  minAttemptTime,
  nextStep,
  noRetry,
  type RetryPolicyOptions
} from "@openrouter-keys/protocol/RetryPolicy"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { connection, input, status, timeout, undecodable } from "./failures.js"

const methods = ["GET", "PATCH", "DELETE", "POST"] as const

/** The methods that a policy retries. */
const retried = (failure: Failure, options?: RetryPolicyOptions): ReadonlyArray<Method> =>
  methods.filter((method) => nextStep(makePolicy(options), method, failure, 1, 0, 0.5)._tag === "Retry")

const all: ReadonlyArray<Method> = methods
const allButPost: ReadonlyArray<Method> = ["GET", "PATCH", "DELETE"]

describe("the retry table", () => {
  it.each<[string, Failure, ReadonlyArray<Method>]>([
    ["the caller's own function failed", connection({ sent: true, isNetwork: false }), []],
    ["the caller's own function failed (never sent)", connection({ sent: false, isNetwork: false }), []],
    ["never sent", connection({ sent: false }), all],
    ["never sent (timeout)", timeout(false), all],
    ["connection lost or timed out (lost)", connection({ sent: true }), allButPost],
    ["connection lost or timed out (timed out)", timeout(true), allButPost],
    ["429", status(429), all],
    ["429 (with Retry-After)", status(429, 1000), all],
    ["503 with Retry-After", status(503, 1000), allButPost],
    ["any other status (503)", status(503), allButPost],
    ["any other status (408)", status(408), allButPost],
    ["any other status (500)", status(500), allButPost],
    ["any other status (502)", status(502, 1000), allButPost],
    ["any other status (599)", status(599), allButPost],
    ["any other status (400)", status(400), []],
    ["any other status (404)", status(404), []],
    ["any other status (301)", status(301), []],
    ["invalid input, or a body that cannot be decoded (input)", input, []],
    ["invalid input, or a body that cannot be decoded (body)", undecodable, []]
  ])("%s", (_, failure, expected) => {
    expect(retried(failure)).toEqual(expected)
    expect(methods.filter((method) => isRetryable(method, failure))).toEqual(expected)
  })

  it.each<[string, Failure, RetryPolicyOptions, ReadonlyArray<Method>]>([
    ["503 with Retry-After, named", status(503, 1000), { statusCodes: [503] }, all],
    ["503 with Retry-After, named beside its class", status(503, 1000), { statusCodes: ["5XX", 503] }, all],
    ["503 with Retry-After, not covered", status(503, 1000), { statusCodes: [500] }, []],
    ["503 without Retry-After, named", status(503), { statusCodes: [503] }, allButPost],
    ["502 with Retry-After, where 503 is named", status(502, 1000), { statusCodes: ["5XX", 503] }, allButPost],
    ["429 not covered", status(429), { statusCodes: ["5XX"] }, []],
    ["429 by its class", status(429), { statusCodes: ["4XX"] }, all],
    ["a status widened", status(409), { statusCodes: [409] }, allButPost],
    ["no connection errors (never sent)", connection({ sent: false }), { retryConnectionErrors: false }, []],
    ["no connection errors (lost)", connection({ sent: true }), { retryConnectionErrors: false }, []],
    ["no connection errors (timed out)", timeout(true), { retryConnectionErrors: false }, []]
  ])("a policy changes it: %s", (_, failure, options, expected) => {
    expect(retried(failure, options)).toEqual(expected)
  })
})

describe("a policy", () => {
  it("has defaults", () => {
    expect(defaultPolicy).toEqual({
      maxRetries: 3,
      initialInterval: 500,
      factor: 2,
      maxInterval: 8000,
      maxElapsed: 60_000,
      statusCodes: [408, 429, "5XX"],
      retryConnectionErrors: true
    })
    expect(makePolicy({ maxRetries: undefined })).toEqual(defaultPolicy)
  })

  it("adjusts invalid values", () => {
    expect(makePolicy({
      maxRetries: 2.9,
      initialInterval: -1,
      factor: 0.5,
      maxInterval: Number.NaN,
      maxElapsed: "long" as never,
      statusCodes: "5XX" as never
    })).toEqual({ ...defaultPolicy, maxRetries: 2, initialInterval: 0, factor: 1 })
    expect(makePolicy({ maxRetries: Infinity, maxElapsed: Infinity })).toMatchObject({
      maxRetries: Infinity,
      maxElapsed: Infinity
    })
  })

  it.each<[string, RetryPolicyOptions, RetryPolicyOptions]>([
    ["maxRetries is at least 0", { maxRetries: -1 }, { maxRetries: 0 }],
    ["initialInterval is at least 0", { initialInterval: -1 }, { initialInterval: 0 }],
    ["factor is at least 1", { factor: 0.9 }, { factor: 1 }],
    ["maxInterval is at least 0", { maxInterval: -1 }, { maxInterval: 0 }],
    ["maxElapsed is at least 0", { maxElapsed: -1 }, { maxElapsed: 0 }]
  ])("has minimums: %s", (_, options, expected) => {
    expect(makePolicy(options)).toEqual({ ...defaultPolicy, ...expected })
  })

  it.each<[unknown, boolean]>([
    [100, true],
    [599, true],
    ["4XX", true],
    ["5XX", true],
    [99, false],
    [600, false],
    [400.5, false],
    [Number.NaN, false],
    ["3XX", false],
    ["503", false],
    [null, false]
  ])("lists statuses and their classes: %j is one: %s", (pattern, isOne) => {
    expect(isStatusPattern(pattern)).toBe(isOne)
    expect(makePolicy({ statusCodes: [pattern as never] }).statusCodes).toEqual(isOne ? [pattern] : [])
  })

  it("can disable retries", () => {
    expect(noRetry).toEqual({ ...defaultPolicy, maxRetries: 0, maxElapsed: Infinity })
    for (const method of methods) expect(nextStep(noRetry, method, status(429), 1, 0, 0)._tag).toBe("Stop")
  })
})

describe("the delay", () => {
  const delays = (options: RetryPolicyOptions, random: number, failure: Failure = status(500)) =>
    [1, 2, 3, 4, 5, 6, 7].map((attempts) => {
      const step = nextStep(
        makePolicy({ maxRetries: 9, maxElapsed: Infinity, ...options }),
        "GET",
        failure,
        attempts,
        0,
        random
      )
      return step._tag === "Retry" ? step.delayMs : step._tag
    })

  it("doubles up to its maximum, with full jitter", () => {
    expect(delays({}, 0.999_999)).toEqual([500, 1000, 2000, 4000, 8000, 8000, 8000])
    expect(delays({}, 0.5)).toEqual([250, 500, 1000, 2000, 4000, 4000, 4000])
    expect(delays({}, 0)).toEqual([0, 0, 0, 0, 0, 0, 0])
  })

  it("is a number for any policy", () => {
    expect(delays({ initialInterval: 0, factor: Infinity }, 0.5)).toEqual([0, 0, 0, 0, 0, 0, 0])
    expect(delays({ initialInterval: 1, factor: Infinity, maxInterval: Infinity }, 0)).toEqual([0, 0, 0, 0, 0, 0, 0])
  })

  it.each([
    ["nothing asked for", status(429), 0.5, 250],
    ["zero asked for: the computed backoff", status(429, 0), 0.5, 250],
    ["less asked for than computed", status(429, 100), 0.9, 450],
    ["more asked for, with a quarter of it as jitter", status(429, 2000), 0.5, 2250],
    ["much asked for, jitter of at most a second", status(429, 30_000), 0.5, 30_500],
    ["asked for, without luck", status(429, 30_000), 0, 30_000]
  ])("%s", (_, failure, random, delayMs) => {
    expect(nextStep(defaultPolicy, "POST", failure, 1, 0, random)).toEqual({ _tag: "Retry", delayMs })
  })

  it("adds jitter of at least 100 ms to the wait that the service asks for", () => {
    const eager = makePolicy({ initialInterval: 0 })
    expect(nextStep(eager, "POST", status(429, 0), 1, 0, 0.5)).toEqual({ _tag: "Retry", delayMs: 50 })
    expect(nextStep(eager, "POST", status(429, 200), 1, 0, 0.5)).toEqual({ _tag: "Retry", delayMs: 250 })
    expect(nextStep(eager, "POST", status(429, 0), 1, 0, 0.999_999)).toEqual({ _tag: "Retry", delayMs: 100 })
  })

  it("is rounded up, so that it is not shorter than the wait that the service asks for", () => {
    expect(nextStep(defaultPolicy, "POST", status(429, 30_000.2), 1, 0, 0)).toEqual({ _tag: "Retry", delayMs: 30_001 })
  })

  it("adds jitter of at most a second", () => {
    expect(nextStep(defaultPolicy, "POST", status(429, 30_000), 1, 0, 0.999_999)).toEqual({
      _tag: "Retry",
      delayMs: 31_000
    })
  })

  it.each<[string, Method, number, number, "Stop" | "Retry"]>([
    ["what is left is enough", "GET", 0, 59_999, "Retry"],
    ["the attempt would have no time", "GET", 0, 60_000, "Stop"],
    ["a create gets a second", "POST", 0, 59_000, "Retry"],
    ["a create would get less than a second", "POST", 0, 59_001, "Stop"],
    ["time has passed", "GET", 30_000, 29_999, "Retry"],
    ["time has passed, and is not enough", "GET", 30_001, 29_999, "Stop"]
  ])("fits into the time left: %s", (_, method, elapsed, asked, step) => {
    expect(nextStep(defaultPolicy, method, status(429, asked), 1, elapsed, 0)._tag).toBe(step)
  })

  it("ends with the retries", () => {
    expect(nextStep(defaultPolicy, "GET", status(500), 3, 0, 0)._tag).toBe("Retry")
    expect(nextStep(defaultPolicy, "GET", status(500), 4, 0, 0)._tag).toBe("Stop")
  })

  it("is never longer than timers support", () => {
    const patient = makePolicy({ maxElapsed: Infinity })
    expect(nextStep(patient, "GET", status(429, 2 ** 31 - 1), 1, 0, 0)._tag).toBe("Retry")
    expect(nextStep(patient, "GET", status(429, 2 ** 31), 1, 0, 0)._tag).toBe("Stop")
  })

  it("leaves time for an attempt", () => {
    expect(minAttemptTime("GET", defaultPolicy)).toBe(1)
    expect(minAttemptTime("POST", defaultPolicy)).toBe(1000)
    expect(minAttemptTime("POST", makePolicy({ maxElapsed: 2000 }))).toBe(200)
  })
})

describe("with any policy and failure", () => {
  const failure: fc.Arbitrary<Failure> = fc.oneof(
    fc.record({ sent: fc.boolean(), isNetwork: fc.boolean() }).map(connection),
    fc.boolean().map(timeout),
    fc.tuple(fc.integer({ min: 300, max: 599 }), fc.option(fc.nat(100_000))).map(([code, ms]) => status(code, ms)),
    fc.constantFrom(input, undecodable)
  )
  const unnamed503 = fc.subarray([404, 408, 429, 500, "4XX" as const, "5XX" as const])
  const policy = fc.record({
    maxRetries: fc.oneof(fc.nat(10), fc.constant(Infinity)),
    initialInterval: fc.nat(5000),
    factor: fc.double({ min: 1, max: 1e300, noNaN: true }),
    maxInterval: fc.oneof(fc.nat(20_000), fc.constant(Infinity)),
    maxElapsed: fc.nat(120_000),
    statusCodes: unnamed503,
    retryConnectionErrors: fc.boolean()
  }).map(makePolicy)
  const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })

  it("a create that may have been processed is not retried", () => {
    fc.assert(
      fc.property(policy, failure, random, (policy, failure, random) => {
        fc.pre(outcomeOf(failure) === "Unknown")
        expect(nextStep(policy, "POST", failure, 1, 0, random)).toEqual({ _tag: "Stop" })
      }),
      { numRuns: 2000 }
    )
  })

  it("waits are as long as the service asks for, and fit into the time limit", () => {
    fc.assert(
      fc.property(
        policy,
        fc.constantFrom(...methods),
        fc.array(fc.tuple(failure, random, fc.nat(5000)), { minLength: 1, maxLength: 20 }),
        (policy, method, attempts) => {
          let elapsed = 0
          attempts.every(([failure, random, took], index) => {
            elapsed += took
            const step = nextStep(policy, method, failure, index + 1, elapsed, random)
            if (step._tag === "Stop") return false
            const asked = failure._tag === "Status" ? failure.retryAfterMs ?? 0 : 0
            expect(step.delayMs).toBeGreaterThanOrEqual(asked)
            expect(Number.isInteger(step.delayMs)).toBe(true)
            elapsed += step.delayMs
            expect(elapsed).toBeLessThanOrEqual(policy.maxElapsed - minAttemptTime(method, policy))
            expect(index + 1).toBeLessThanOrEqual(policy.maxRetries)
            return true
          })
        }
      ),
      { numRuns: 2000 }
    )
  })
})
