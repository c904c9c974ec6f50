/** The fake on the test clock, as an `HttpClient` and as a `fetch` function. */
import type { ApiKey } from "@openrouter-keys/protocol"
import type { FakeOptions, Fault, PersistedState, ReceivedCall } from "@openrouter-keys/protocol/fake"
import { assert, describe, it } from "vitest"
import { type CallResult, failed, type Name, succeeded } from "./testClient.js"

/** A fake, and the operations over it, without retries. */
export interface FakeHandle {
  readonly managementKey: string
  readonly fetch: typeof globalThis.fetch
  readonly call: (name: Name, request: unknown) => Promise<CallResult>
  readonly keys: () => Promise<ReadonlyArray<ApiKey>>
  readonly calls: () => Promise<ReadonlyArray<ReceivedCall>>
  readonly requests: () => Promise<ReadonlyArray<unknown>>
  readonly fail: (fault: Fault) => Promise<void>
  readonly clearFaults: () => Promise<void>
  readonly spend: (hash: string, usd: number) => Promise<void>
  readonly setUsage: (hash: string, usd: number) => Promise<void>
  readonly state: () => Promise<PersistedState>
  readonly reset: () => Promise<void>
  /** Reads a state back. Rejects an invalid one. */
  readonly readState: (json: unknown) => Promise<PersistedState>
  readonly setTime: (iso: string) => Promise<void>
  readonly advance: (ms: number) => Promise<void>
}

/** Options of a fake; times in milliseconds. */
export interface Options extends Omit<FakeOptions, "faults"> {
  readonly onChange?: (state: PersistedState) => Promise<void>
}

/** The fake of one version of Effect. */
export interface TestFake {
  readonly name: string
  /** Runs a test with a fake on a clock that starts at the epoch. */
  readonly withFake: (options: Options, test: (fake: FakeHandle) => Promise<void>) => Promise<void>
}

const rejection = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then((value) => assert.fail(`resolved with ${JSON.stringify(value)}`), (reason: unknown) => reason)

interface Created {
  readonly data: ApiKey
  readonly key: string
}

export const fakeSuite = ({ name, withFake }: TestFake): void => {
  describe(`${name}: the fake`, () => {
    operations(withFake)
    time(withFake)
    faults(withFake)
    persistence(withFake)
  })
}

const operations = (withFake: TestFake["withFake"]): void => {
  it("responds to the operations as the service does", () =>
    withFake({}, async (fake) => {
      const { data, key } = succeeded<Created>(await fake.call("create", { name: "CI", limit: 5 }))
      const { hash } = data
      assert.match(key, /^sk-or-v1-[0-9a-f]{64}$/)
      succeeded(await fake.call("update", { hash, requestBody: { disabled: true } }))
      assert.deepInclude(succeeded<Created>(await fake.call("get", { hash })).data, { name: "CI", disabled: true })
      assert.deepStrictEqual(succeeded<{ data: ReadonlyArray<ApiKey> }>(await fake.call("list", {})).data, [])
      succeeded(await fake.call("delete", { hash }))
      assert.strictEqual(failed(await fake.call("get", { hash }))._tag, "NotFound")
      succeeded(await fake.call("getCurrentKeyMetadata", undefined))
      assert.deepStrictEqual(
        (await fake.calls()).map(({ operation, outcome }) => [operation, outcome]),
        [
          ["create", 201],
          ["update", 200],
          ["get", 200],
          ["list", 200],
          ["delete", 200],
          ["get", 404],
          ["getCurrentKeyMetadata", 200]
        ]
      )
    }))

  it("shows no secret", () =>
    withFake({}, async (fake) => {
      const { key } = succeeded<Created>(await fake.call("create", { name: "CI" }))
      const seen = JSON.stringify([await fake.requests(), await fake.keys(), await fake.state()])
      assert.notInclude(seen, key)
      assert.notInclude(seen, fake.managementKey)
    }))

  it("is also a fetch function, which can be aborted", () =>
    withFake({ latency: 60_000 }, async (fake) => {
      const controller = new AbortController()
      const headers = { authorization: `Bearer ${fake.managementKey}` }
      const url = "https://openrouter.ai/api/v1/keys"
      const aborted = fake.fetch(url, { headers, signal: controller.signal })
      const answered = fake.fetch(url, { headers })
      controller.abort(new Error("enough"))
      assert.strictEqual(String(await rejection(aborted)), "Error: enough")
      await fake.advance(60_000)
      assert.strictEqual((await answered).status, 200)
    }))
}

const time = (withFake: TestFake["withFake"]): void => {
  it("expires keys on the test clock", () =>
    withFake({}, async (fake) => {
      await fake.setTime("2027-06-01T00:00:00Z")
      const { key } = succeeded<Created>(await fake.call("create", { name: "a", expiresAt: "2027-06-01T00:01:00Z" }))
      const status = async () =>
        (await fake.fetch("https://openrouter.ai/api/v1/key", { headers: { authorization: `Bearer ${key}` } })).status
      await fake.advance(59_000)
      assert.strictEqual(await status(), 200)
      await fake.advance(1000)
      assert.strictEqual(await status(), 401)
    }))

  it("resets daily, weekly (Monday) and monthly usage at midnight UTC", () =>
    withFake({ keys: [{ hash: "h", limit: 10, limitReset: "weekly" }] }, async (fake) => {
      const usage = async () => {
        const [key] = await fake.keys()
        return [key!.usage, key!.usageDaily, key!.usageWeekly, key!.usageMonthly, key!.limitRemaining]
      }
      await fake.setTime("2025-08-30T12:00:00Z") // a Saturday
      await fake.spend("h", 4)
      await fake.setTime("2025-08-30T23:59:59.999Z")
      assert.deepStrictEqual(await usage(), [4, 4, 4, 4, 6])
      await fake.setTime("2025-08-31T00:00:00Z") // Sunday
      assert.deepStrictEqual(await usage(), [4, 0, 4, 4, 6])
      await fake.setTime("2025-09-01T00:00:00Z") // Monday, and a new month
      assert.deepStrictEqual(await usage(), [4, 0, 0, 0, 10])
      await fake.setUsage("h", 12)
      assert.deepStrictEqual(await usage(), [12, 12, 12, 12, 0])
    }))

  it("applies a rate limit, with its window on the test clock", () =>
    withFake({ rateLimit: { requests: 1, interval: 10_000 } }, async (fake) => {
      succeeded(await fake.call("list", {}))
      assert.strictEqual(failed(await fake.call("list", {}))._tag, "TooManyRequests")
      await fake.advance(10_000)
      succeeded(await fake.call("list", {}))
    }))

  it("rejects an unknown hash or an invalid amount, and names it", () =>
    withFake({ keys: [{ hash: "h" }] }, async (fake) => {
      for (
        const [hash, usd, named] of [["nowhere", 1, "nowhere"], ["h", -1, "-1"], ["h", Number.NaN, "NaN"]] as const
      ) {
        assert.include(String(await rejection(fake.spend(hash, usd))), named)
        assert.include(String(await rejection(fake.setUsage(hash, usd))), named)
      }
    }))
}

const faults = (withFake: TestFake["withFake"]): void => {
  it("injects faults into the next matching requests", () =>
    withFake({}, async (fake) => {
      await fake.fail({ status: 429, headers: { "retry-after": "3" }, times: 2 })
      for (const name of ["list", "getCurrentKeyMetadata"] as const) {
        assert.strictEqual(failed(await fake.call(name, undefined)).retryAfterMs, 3000)
      }
      succeeded(await fake.call("list", {}))
      await fake.fail({ operation: "create", status: 500 })
      succeeded(await fake.call("list", {}))
      assert.strictEqual(failed(await fake.call("create", { name: "a" }))._tag, "InternalServerError")
      await fake.fail({ status: 500 })
      await fake.clearFaults()
      succeeded(await fake.call("list", {}))
    }))

  it("drops connections before and after the request is processed", () =>
    withFake({}, async (fake) => {
      for (const [drop, count] of [["before", 0], ["after", 1]] as const) {
        await fake.fail({ operation: "create", drop })
        const error = failed(await fake.call("create", { name: "a" }))
        assert.include({ ...error, _tag: error._tag }, { _tag: "ConnectionError", outcome: "Unknown" })
        assert.lengthOf(await fake.keys(), count)
      }
    }))

  it("sends truncated and malformed bodies, from which the created key can be recovered", () =>
    withFake({}, async (fake) => {
      await fake.fail({ operation: "create", malformed: true })
      const error = failed(await fake.call("create", { name: "a" }))
      assert.strictEqual(error.outcome, "Unknown")
      await fake.fail({ operation: "get", cut: true })
      const [key] = await fake.keys()
      assert.include(["ConnectionError", "InvalidResponse"], failed(await fake.call("get", { hash: key!.hash }))._tag)
    }))

  it("waits on the test clock", () =>
    withFake({}, async (fake) => {
      await fake.fail({ delay: 5000, status: 503 })
      let isDone = false
      const result = fake.call("list", {}).finally(() => {
        isDone = true
      })
      await fake.advance(4999)
      assert.isFalse(isDone)
      await fake.advance(1)
      assert.strictEqual(failed(await result).statusCode, 503)
    }))
}

const persistence = (withFake: TestFake["withFake"]): void => {
  it("continues from a state, and can be reset", () =>
    withFake({ keys: [{ name: "seed" }] }, async (fake) => {
      succeeded(await fake.call("create", { name: "later" }))
      const json: unknown = JSON.parse(JSON.stringify(await fake.state()))
      const state = await fake.readState(json)
      await withFake({ state }, async (other) => {
        assert.deepStrictEqual((await other.keys()).map(({ name }) => name), ["later", "seed"])
      })
      await fake.reset()
      assert.deepStrictEqual((await fake.keys()).map(({ name }) => name), ["seed"])
      await rejection(fake.readState({ keys: "none" }))
    }))

  it("reports each change, and undoes changes that cannot be saved", async () => {
    const saved: Array<number> = []
    let isFull = false
    const onChange = async (state: PersistedState) => {
      if (isFull) throw new Error("the disk is full")
      saved.push(JSON.stringify(state).split("\"hash\"").length - 1)
    }
    await withFake({ onChange }, async (fake) => {
      await Promise.all(["a", "b", "c"].map((name) => fake.call("create", { name }).then(succeeded)))
      assert.strictEqual(saved.at(-1), 3)
      assert.lengthOf(await fake.keys(), 3)
      isFull = true
      const error = failed(await fake.call("create", { name: "d" }))
      assert.include({ ...error, _tag: error._tag }, { _tag: "InternalServerError" })
      assert.include(error.message, "the disk is full")
      assert.lengthOf(await fake.keys(), 3)
    })
  })
}
