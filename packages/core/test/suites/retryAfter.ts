/** The wait that a service asks for is a minimum, and clients with the same wait do not return together. */
import { assert, describe, it } from "vitest"
import { samples } from "./samples.js"
import { failed, type Step, succeeded, type TimedTestClient } from "./testClient.js"

const success: Step = { status: 200, body: samples.list.success[1] }

const startAt = Date.UTC(2026, 10, 27, 6)

const seeds = (count: number): ReadonlyArray<string> => Array.from({ length: count }, (_, n) => `client ${n}`)

/** The same wait in every form a service may give it. */
const forms = (ms: number): ReadonlyArray<Record<string, string>> => [
  { "retry-after": String(ms / 1000) },
  { "retry-after-ms": String(ms) },
  { "retry-after": new Date(startAt + ms).toUTCString() },
  { "x-ratelimit-reset": String(startAt + ms) }
]

/** A wait of nothing, or one that is over. */
const noWait: ReadonlyArray<Record<string, string>> = [
  { "retry-after": "0" },
  { "retry-after": new Date(0).toUTCString() },
  { "retry-after-ms": "0" },
  { "retry-after-ms": "0.4" }
]

export const retryAfter = (client: TimedTestClient): void => {
  describe.each([1_000, 2_000, 5_000])(`${client.name}: a service that asks for %i ms`, (asked) => {
    it.each(forms(asked))("gets the retry within 1.5 s after that time: %j", async (headers) => {
      const waits = new Set<number>()
      for (const seed of seeds(30)) {
        const { result, times } = await client.callTimed("list", [{ status: 429, headers }, success], { seed, startAt })
        succeeded(result)
        assert.lengthOf(times, 2)
        waits.add(times[1]! - startAt)
      }
      assert.isTrue([...waits].every((wait) => wait >= asked && wait <= asked + 1_500), String([...waits]))
      // Not all in the same instant.
      assert.isAbove(waits.size, 10)
    })
  })

  describe.each(noWait)(`${client.name}: a service that asks for no wait: %j`, (headers) => {
    it("gets the retry after the usual delay", async () => {
      const retry = { initialInterval: 10_000, maxInterval: 10_000 }
      const waits: Array<number> = []
      for (const seed of seeds(60)) {
        const { times } = await client.callTimed("list", [{ status: 429, headers }, success], { seed, startAt, retry })
        waits.push(times[1]! - times[0]!)
      }
      // Full jitter up to 10 s: half of them wait for 5 s or more.
      assert.isAbove(waits.sort((one, other) => one - other)[30]!, 2_000)
    })

    it("gets no more requests than the time limit allows", async () => {
      const retry = { maxRetries: Number.POSITIVE_INFINITY, maxElapsed: 3_000 }
      for (const name of ["create", "list", "delete"] as const) {
        const options = { retry, startAt, timeout: 1_000, seed: name }
        const { result, times } = await client.callTimed(name, [{ status: 429, headers }], options)
        assert.strictEqual(failed(result)._tag, "TooManyRequests")
        assert.isAtMost(times.length, 20)
      }
    })
  })

  it(`${client.name}: a wait that exceeds the time limit fails at once, with the wait in milliseconds`, async () => {
    const { result, times } = await client.callTimed("list", [{ status: 429, headers: { "retry-after": "90" } }])
    const error = failed(result)
    assert.strictEqual(error._tag, "TooManyRequests")
    assert.include({ ...error }, { retryAfterMs: 90_000, attempts: 1 })
    assert.lengthOf(times, 1)
  })
}
