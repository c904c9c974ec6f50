import { build } from "esbuild"
import { fileURLToPath } from "node:url"
import { afterEach, describe, expect, test, vi } from "vitest"
import { OpenRouter, type OpenRouterOptions } from "../src/index.js"
import * as errors from "../src/models/errors.js"
import { currentKey, error, type FakeOpenRouter, type FakeOptions, key, makeFakeOpenRouter } from "../src/testing.js"

const hour = 3_600_000
const day = 24 * hour

const clientOf = (fake: FakeOpenRouter, options: OpenRouterOptions = {}) =>
  new OpenRouter({
    apiKey: fake.managementKey,
    fetch: fake.fetch,
    serverURL: "https://openrouter.ai/api/v1",
    retryConfig: { strategy: "none" },
    ...options
  })

const start = (options?: FakeOptions) => {
  const fake = makeFakeOpenRouter(options)
  return { fake, apiKeys: clientOf(fake).apiKeys }
}

const rejection = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(() => Promise.reject(new Error("it did not reject")), (error: unknown) => error)

/** Waits until the fake has received this many requests. */
const received = (fake: FakeOpenRouter, count: number) =>
  vi.waitFor(() => expect(fake.requests()).toHaveLength(count), { interval: 1, timeout: 20_000 })

/** Whether a promise is still pending after all microtasks and immediates. */
const isPending = async (promise: Promise<unknown>): Promise<boolean> => {
  let settled = false
  const settle = () => {
    settled = true
  }
  promise.then(settle, settle)
  for (let turn = 0; turn < 200; turn++) await Promise.resolve()
  return !settled
}

afterEach(() => void vi.useRealTimers())

describe("a client over the fake", () => {
  test("manages keys, which the test sees", async () => {
    const { apiKeys, fake } = start({ keys: [{ hash: "old", name: "old" }] })

    const created = await apiKeys.create({ name: "CI", limit: 5, limitReset: "monthly" })
    const { hash } = created.data
    await apiKeys.update({ hash, requestBody: { name: "renamed" } })
    await apiKeys.delete({ hash: "old" })

    expect(fake.keys()).toMatchObject([{ hash, name: "renamed", limitRemaining: 5 }])
    expect(fake.calls()).toEqual([
      { operation: "create", input: { name: "CI", limit: 5, limitReset: "monthly" }, outcome: 201 },
      { operation: "update", input: { hash, requestBody: { name: "renamed" } }, outcome: 200 },
      { operation: "delete", input: { hash: "old" }, outcome: 200 }
    ])
    expect(fake.requests()[0]).toMatchObject({ method: "POST", path: "/api/v1/keys", status: 201 })
    const seen = JSON.stringify([fake.keys(), fake.calls(), fake.requests(), fake.state()])
    expect(seen).not.toContain(created.key)
    expect(seen).not.toContain(fake.managementKey)
    expect((await clientOf(fake, { apiKey: created.key }).apiKeys.getCurrentKeyMetadata()).data.label)
      .toBe(created.data.label)
  })

  test("is rejected without the management key", async () => {
    const { fake } = start()
    expect(await rejection(clientOf(fake, { apiKey: "sk-or-v1-unknown" }).apiKeys.list()))
      .toBeInstanceOf(errors.Unauthorized)
  })

  test("works with destructured members of the fake, and with `fetch`", async () => {
    const { fetch, managementKey, spend, keys } = makeFakeOpenRouter({ keys: [{ hash: "a1", limit: 5 }] })
    spend("a1", 2)
    const response = await fetch("https://example.com/api/v1/keys/a1", {
      headers: { authorization: `Bearer ${managementKey}` }
    })
    expect(await response.json()).toMatchObject({ data: { usage: 2, limit_remaining: 3 } })
    expect(keys()[0]).toMatchObject({ usage: 2 })
  })

  test("reads usage that was set and spent; a wrong amount or hash throws", async () => {
    const { apiKeys, fake } = start({ keys: [{ hash: "a1", limit: 10 }] })
    fake.setUsage("a1", 4)
    fake.spend("a1", 1.5)
    expect((await apiKeys.get({ hash: "a1" })).data).toMatchObject({ usage: 5.5, usageDaily: 5.5, limitRemaining: 4.5 })
    expect(() => fake.spend("missing", 1)).toThrow("missing")
    expect(() => fake.setUsage("a1", -1)).toThrow(RangeError)
    expect(fake.keys()[0]?.usage).toBe(5.5)
  })

  test("fails with Conflict if a key cannot be moved", async () => {
    const { apiKeys, fake } = start({ keys: [{ hash: "a1" }] })
    const workspaceId = "5b3c9c1e-1111-4222-8333-444455556666"
    const move = () => apiKeys.update({ hash: "a1", requestBody: { workspaceId } })
    fake.setConflicts([workspaceId])
    expect(await rejection(move())).toMatchObject({ _tag: "Conflict", outcome: "Rejected" })
    expect(fake.calls().at(-1)?.outcome).toBe(409)
    fake.setConflicts([])
    await move()
    expect(fake.keys()[0]?.workspaceId).toBe(workspaceId)
  })

  test("has guardrails and BYOK allowlists, where a key that is deleted has no guardrail any more", async () => {
    const { apiKeys, fake } = start({ keys: [{ hash: "a1" }, { hash: "a2" }] })
    fake.setRestrictions({
      guardrails: ["g-1"],
      assignments: [{ guardrailId: "g-1", keyHash: "a1" }],
      byokKeys: [{ id: "b-1", allowedApiKeyHashes: ["a1", "a2"], workspaceId: null }]
    })
    const response = await fake.fetch("https://openrouter.ai/api/v1/guardrails/assignments/keys", {
      headers: { authorization: `Bearer ${fake.managementKey}` }
    })
    expect(await response.json()).toMatchObject({ data: [{ guardrail_id: "g-1", key_hash: "a1" }], total_count: 1 })
    await apiKeys.delete({ hash: "a1" })
    expect(fake.restrictions().assignments).toEqual([])
    fake.reset()
    expect(fake.restrictions()).toEqual({ guardrails: [], assignments: [], byokKeys: [] })
  })

  test("resets, and continues from a state", async () => {
    const { apiKeys, fake } = start({ keys: [{ name: "first", expiresAt: new Date(Date.now() + hour).toISOString() }] })
    await apiKeys.create({ name: "second" })
    fake.fail({ status: 503 })
    const continued = makeFakeOpenRouter({ state: JSON.parse(JSON.stringify(fake.state())) })
    fake.advance(2 * hour)
    expect((await clientOf(continued).apiKeys.list()).data.map(({ name }) => name)).toEqual(["second", "first"])

    fake.reset()
    expect([fake.calls(), fake.faults()]).toEqual([[], []])
    // The clock is back too: the key has not expired.
    expect((await apiKeys.list()).data.map(({ name }) => name)).toEqual(["first"])
  })
})

describe("two fakes", () => {
  test("share nothing", async () => {
    const [one, other] = [start(), start()]
    expect(one.fake.managementKey).not.toBe(other.fake.managementKey)
    other.fake.fail({ status: 500 })
    one.fake.advance(day)
    await one.apiKeys.create({ name: "only here" })
    expect([one.fake.keys().length, other.fake.keys().length, other.fake.calls().length]).toEqual([1, 0, 0])
    const created = Date.parse(one.fake.keys()[0]!.createdAt)
    await rejection(other.apiKeys.list())
    await other.apiKeys.create({ name: "today" })
    expect(created - Date.parse(other.fake.keys()[0]!.createdAt)).toBeGreaterThan(day - hour)
  })

  test("with the same seed are equal", () => {
    vi.useFakeTimers()
    const [one, other] = [start({ seed: 1, keys: 3 }).fake, start({ seed: 1, keys: 3 }).fake]
    expect(one.keys()).toEqual(other.keys())
    expect(one.managementKey).toBe(other.managementKey)
  })
})

describe("faults", () => {
  test("make the next matching requests fail, by default once", async () => {
    const { apiKeys, fake } = start()
    fake.fail({ operation: "create", status: 429, headers: { "retry-after": "7" } })
    fake.fail({ operation: "list", status: 502, times: 2 })
    expect(fake.faults()).toMatchObject([{ operation: "create", status: 429 }, { operation: "list", times: 2 }])

    await apiKeys.getCurrentKeyMetadata()
    const rejected = await rejection(apiKeys.create({ name: "CI" }))
    expect(rejected).toBeInstanceOf(errors.TooManyRequests)
    expect(rejected).toMatchObject({ outcome: "Rejected" })
    expect(await rejection(apiKeys.list())).toMatchObject({ _tag: "UnexpectedStatus", statusCode: 502 })
    expect(fake.faults()).toMatchObject([{ operation: "list" }])
    fake.clearFaults()
    expect(await apiKeys.list()).toEqual({ data: [] })
  })

  test("lose connections and bodies", async () => {
    const { apiKeys, fake } = start()
    fake.fail({ drop: "before" })
    expect(await rejection(apiKeys.create({ name: "a" }))).toMatchObject({ _tag: "ConnectionError" })
    expect(fake.keys()).toEqual([])
    fake.fail({ drop: "after" })
    expect(await rejection(apiKeys.create({ name: "a" }))).toMatchObject({ outcome: "Unknown" })
    expect(fake.keys()).toHaveLength(1)
    fake.fail({ malformed: true })
    expect(await rejection(apiKeys.list())).toBeInstanceOf(errors.InvalidResponse)
    fake.fail({ cut: true })
    expect(await rejection(apiKeys.list())).toBeInstanceOf(errors.ConnectionError)
  })

  test("out of range throw", () => {
    const { fake } = start()
    expect(() => fake.fail({ status: 99 })).toThrow(RangeError)
    expect(() => fake.fail({ delay: -1 })).toThrow(RangeError)
    expect(() => makeFakeOpenRouter({ latency: Number.NaN })).toThrow(RangeError)
    expect(fake.faults()).toEqual([])
  })

  test("are retried by a client that retries", async () => {
    const { fake } = start()
    fake.fail({ status: 503, times: 2 })
    const backoff = { initialInterval: 1, maxInterval: 1 }
    await clientOf(fake, { retryConfig: { strategy: "backoff", backoff } }).apiKeys.list()
    expect(fake.calls().map(({ outcome }) => outcome)).toEqual([503, 503, 200])
  })
})

describe("time", () => {
  test("`advance` expires keys", async () => {
    const { apiKeys, fake } = start()
    await apiKeys.create({ name: "short", expiresAt: new Date(Date.now() + hour) })
    fake.advance(hour - 60_000)
    expect((await apiKeys.list()).data).toHaveLength(1)
    fake.advance(60_000)
    expect((await apiKeys.list()).data).toEqual([])
    expect((await apiKeys.list({ includeExpired: true })).data).toHaveLength(1)
  })

  test.each([["daily", 1], ["weekly", 7], ["monthly", 31]] as const)(
    "`advance` resets a %s limit",
    async (limitReset, days) => {
      const { apiKeys, fake } = start({ keys: [{ hash: "a1", limit: 5, limitReset }] })
      fake.spend("a1", 4)
      const remaining = async () => (await apiKeys.get({ hash: "a1" })).data.limitRemaining
      expect(await remaining()).toBe(1)
      fake.advance(days * day)
      expect(await remaining()).toBe(5)
    }
  )

  test("`advance` opens the next window of a rate limit", async () => {
    const { apiKeys, fake } = start({ rateLimit: { requests: 1, interval: hour } })
    await apiKeys.list()
    expect(await rejection(apiKeys.list())).toBeInstanceOf(errors.TooManyRequests)
    fake.advance(hour)
    await apiKeys.list()
  })

  test("`advance` ends the delays that are due, and no others", async () => {
    const { fake } = start()
    const { apiKeys } = clientOf(fake, { timeoutMs: 20 * day })
    for (const delay of [2 * hour, hour, 40 * day]) fake.fail({ delay })
    const [late, early, last] = [apiKeys.list(), apiKeys.list(), apiKeys.list({}, { timeoutMs: Infinity })]
    await received(fake, 3)

    fake.advance(hour)
    await early
    expect(await isPending(late)).toBe(true)
    fake.advance(hour)
    await late
    expect(await isPending(last)).toBe(true)
    fake.advance(40 * day)
    await last
  })

  test("a delay that is not advanced passes in real time", async () => {
    const { apiKeys, fake } = start({ latency: 20 })
    const from = performance.now()
    await apiKeys.list()
    expect(performance.now() - from).toBeGreaterThanOrEqual(18)
    expect(fake.calls()).toHaveLength(1)
  })

  test("`reset` keeps the delays of requests under way", async () => {
    const { apiKeys, fake } = start()
    fake.fail({ delay: 2 * hour })
    const listing = apiKeys.list({}, { timeoutMs: Infinity })
    await received(fake, 1)
    fake.advance(hour)
    fake.reset()
    expect(await isPending(listing)).toBe(true)
    fake.advance(hour)
    await listing
  })

  test("`advance` throws for an invalid time", () => {
    const { fake } = start()
    for (const ms of [-1, Number.NaN, Infinity]) expect(() => fake.advance(ms)).toThrow(RangeError)
  })
})

describe("aborting", () => {
  test("ends a delayed request at once, without a change or a timer left", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] })
    const { fake } = start()
    fake.fail({ delay: hour })
    const controller = new AbortController()
    const headers = { authorization: `Bearer ${fake.managementKey}` }
    const creating = fake.fetch("https://openrouter.ai/api/v1/keys", {
      method: "POST",
      headers,
      body: JSON.stringify({ name: "never" }),
      signal: controller.signal
    })
    creating.catch(() => {})
    while (fake.requests().length === 0) await new Promise((resolve) => setImmediate(resolve))
    controller.abort(new Error("enough"))
    expect(await rejection(creating)).toBe(controller.signal.reason)
    expect(fake.keys()).toEqual([])
    expect(fake.calls()).toMatchObject([{ operation: "create", outcome: "aborted" }])
    expect(vi.getTimerCount()).toBe(0)
  })

  test("reaches the client as RequestAborted, and its timeout as RequestTimeout", async () => {
    const { apiKeys, fake } = start()
    fake.fail({ delay: Infinity, times: 2 })
    const controller = new AbortController()
    const listing = apiKeys.list({}, { signal: controller.signal })
    await received(fake, 1)
    controller.abort()
    expect(await rejection(listing)).toBeInstanceOf(errors.RequestAborted)
    expect(await rejection(apiKeys.list({}, { timeoutMs: 5 }))).toBeInstanceOf(errors.RequestTimeout)
    expect(fake.calls().map(({ outcome }) => outcome)).toEqual(["aborted", "aborted"])
  })
})

describe("a test runner's fake timers", () => {
  test("move the fake: its dates, its expiry and its delays", async () => {
    vi.useFakeTimers({ now: Date.parse("2027-03-01T22:00:00Z") })
    const { fake } = start({ latency: 1_000, keys: [{ hash: "a1", limit: 5, limitReset: "daily" }] })
    fake.spend("a1", 4)
    const headers = { authorization: `Bearer ${fake.managementKey}` }
    const remaining = async () => {
      const response = fake.fetch("https://openrouter.ai/api/v1/keys/a1", { headers })
      await vi.advanceTimersByTimeAsync(1_000)
      const { data } = await (await response).json() as { readonly data: { readonly limit_remaining: number } }
      return data.limit_remaining
    }
    expect(await remaining()).toBe(1)
    await vi.advanceTimersByTimeAsync(2 * hour)
    expect(await remaining()).toBe(5)
    // `advance` also moves the fake, and nothing else.
    fake.advance(day)
    expect(Date.now()).toBe(Date.parse("2027-03-02T00:00:02Z"))
  })

  test("move the client's waits between attempts too", async () => {
    vi.useFakeTimers()
    const { fake } = start()
    fake.fail({ status: 429, headers: { "retry-after": "5" } })
    const listing = clientOf(fake, { retryConfig: { strategy: "backoff" } }).apiKeys.list()
    await vi.waitFor(() => vi.advanceTimersByTimeAsync(1_000).then(() => expect(fake.calls()).toHaveLength(2)))
    expect(await listing).toEqual({ data: [] })
  })

  test("do not end delays at once that are longer than a timer can be", async () => {
    vi.useFakeTimers()
    const { fake } = start({ latency: 60 * day })
    const listing = fake.fetch("https://openrouter.ai/api/v1/keys", {
      headers: { authorization: `Bearer ${fake.managementKey}` }
    })
    await vi.advanceTimersByTimeAsync(59 * day)
    expect(await isPending(listing)).toBe(true)
    await vi.advanceTimersByTimeAsync(day)
    expect((await listing).status).toBe(200)
  })
})

describe("builders", () => {
  test("fill in the omitted fields", () => {
    expect(key({ name: "CI", limit: 5 })).toMatchObject({ name: "CI", limit: 5, usage: 0, lastUsedAt: null })
    expect(currentKey({ isFreeTier: true })).toMatchObject({ isFreeTier: true, isManagementKey: true })
    const tooMany = error("TooManyRequests", { retryAfterMs: 1_000 })
    expect(tooMany).toBeInstanceOf(errors.TooManyRequests)
    expect(tooMany).toMatchObject({ _tag: "TooManyRequests", statusCode: 429, retryAfterMs: 1_000 })
    expect(errors.isOpenRouterError(error("ConnectionError"))).toBe(true)
  })
})

describe("the module", () => {
  test("loads the protocol and nothing else, in particular not Effect", async () => {
    const root = fileURLToPath(new URL("../../..", import.meta.url))
    const { metafile } = await build({
      stdin: { contents: "import \"@openrouter-keys/adapters/testing\"", resolveDir: `${root}packages/adapters` },
      absWorkingDir: root,
      bundle: true,
      conditions: ["@openrouter-keys/source"],
      format: "esm",
      // No modules of Node either, for tests in a browser.
      platform: "neutral",
      ignoreAnnotations: true,
      metafile: true,
      write: false,
      logLevel: "error"
    })
    const paths = Object.keys(metafile.inputs).filter((path) => path !== "<stdin>")
    expect(paths).toContain("packages/protocol/src/fake/machine.ts")
    expect(
      paths.filter((path) =>
        !/^packages\/(?:protocol\/src\/|adapters\/src\/(?:testing\.ts|internal\/testing\/))/.test(path)
      )
    )
      .toEqual([])
  })
})
