import { HTTPClient, OpenRouter as Reference } from "@openrouter/sdk"
import { assert, onTestFinished, vi } from "vitest"
import { OpenRouter, RequestTimeout, type TooManyRequests, UnexpectedStatus } from "../../src/index.js"
import { documented, eventually, hash, quickRetries, rejection } from "../support/fixtures.js"
import { once, problem, section } from "../support/migrating.js"
import { pair } from "../support/reference.js"
import type { CannedResponse, Respond } from "../support/server.js"

/** This response a number of times, then the documented one. */
const first = (times: number, canned: CannedResponse): Respond => (request, index) =>
  index < times ? canned : documented(request, index)

/** The duration of a function in milliseconds. */
const timed = async (run: () => Promise<unknown>): Promise<number> => {
  const started = performance.now()
  await run()
  return performance.now() - started
}

const soon = { "retry-after-ms": "1" }

section("Sending", (row) => {
  row("`create` is retried only if it is safe", async () => {
    const { ours, theirs, toThem, toUs } = await pair(first(3, { ...problem(500), headers: soon }))
    await theirs.apiKeys.create({ requestBody: { name: "CI" } })
    assert.lengthOf(toThem.requests, 4)
    await rejection(ours.apiKeys.create({ name: "CI" }))
    assert.lengthOf(toUs.requests, 1)
  })

  row("Retries end soon", async () => {
    const { ours, theirs, toThem, toUs } = await pair(first(6, { ...problem(500), headers: soon }))
    await theirs.apiKeys.get({ hash })
    assert.lengthOf(toThem.requests, 7)
    await rejection(ours.apiKeys.get({ hash }))
    assert.lengthOf(toUs.requests, 4)
    await ours.apiKeys.get({ hash }, { retries: quickRetries })
    assert.lengthOf(toUs.requests, 7)
  })

  row("429 and 408 are retried", async () => {
    for (const status of [408, 429]) {
      const { ours, theirs, toThem, toUs } = await pair(first(1, { ...problem(status), headers: soon }))
      await rejection(theirs.apiKeys.get({ hash }))
      assert.lengthOf(toThem.requests, 1)
      await ours.apiKeys.get({ hash })
      assert.lengthOf(toUs.requests, 2)
    }
  })

  row("`maxElapsedTime` is for the call as a whole", async () => {
    const { ours, theirs } = await pair(() => undefined)
    const backoff = { initialInterval: 1, maxInterval: 1, exponent: 1, maxElapsedTime: 50 }
    const controller = new AbortController()
    const options = { retries: { strategy: "backoff", backoff }, signal: controller.signal } as const
    assert.instanceOf(await rejection(ours.apiKeys.get({ hash }, options)), RequestTimeout)
    const their = rejection(theirs.apiKeys.get({ hash }, options))
    setTimeout(() => controller.abort(), 200)
    assert.strictEqual((await their).name, "RequestAbortedError")
  })

  row("`Retry-After` is respected", async () => {
    const { ours } = await pair(first(1, { ...problem(503), headers: { "retry-after": "1" } }))
    assert.isAtLeast(await timed(() => ours.apiKeys.get({ hash }, { retries: quickRetries })), 1_000)

    const long = await pair(() => ({ ...problem(429), headers: { "retry-after": "3600" } }))
    const error = await rejection<TooManyRequests>(long.ours.apiKeys.get({ hash }))
    assert.include(error, { name: "TooManyRequests", attempts: 1 })
    assert.strictEqual(error.retryAfterMs, 3_600_000)
  })

  row("`exponent` is the base of the backoff", async () => {
    const { ours, theirs } = await pair(first(3, problem(500)))
    const backoff = { initialInterval: 1, maxInterval: 10_000, exponent: 1, maxElapsedTime: 10_000 }
    const retries = { strategy: "backoff", backoff } as const
    const our = await timed(() => ours.apiKeys.get({ hash }, { retries }))
    // Each delay has random jitter of up to a second.
    assert.isAbove(await timed(() => theirs.apiKeys.get({ hash }, { retries })), our)
  })

  row("Lost connections are retried unless told otherwise", async () => {
    const { ours, theirs, toThem, toUs } = await pair(first(1, { status: 0, drop: true }))
    await rejection(theirs.apiKeys.get({ hash }, { retries: quickRetries }))
    assert.lengthOf(toThem.requests, 1)
    await ours.apiKeys.get({ hash }, { retries: quickRetries })
    assert.lengthOf(toUs.requests, 2)
  })

  row("There is a timeout", async () => {
    vi.useFakeTimers()
    onTestFinished(() => void vi.useRealTimers())
    const hanging = () => new Promise<never>(() => {})
    const clients = [
      new OpenRouter({ apiKey: "key", fetch: hanging }),
      new Reference({ apiKey: "key", httpClient: new HTTPClient({ fetcher: hanging }) })
    ]
    const ended: Array<string> = []
    for (const { apiKeys } of clients) apiKeys.get({ hash }, once).catch(({ name }: Error) => ended.push(name))
    await vi.advanceTimersByTimeAsync(29_000)
    assert.deepStrictEqual(ended, [])
    await vi.advanceTimersByTimeAsync(2_000)
    assert.deepStrictEqual(ended, ["RequestTimeout"])
    await vi.advanceTimersByTimeAsync(3_600_000)
    assert.deepStrictEqual(ended, ["RequestTimeout"])
  })

  row("`timeoutMs` holds beside a signal", async () => {
    const { ours, theirs } = await pair(() => undefined)
    const controller = new AbortController()
    const options = { ...once, timeoutMs: 50, signal: controller.signal }
    assert.instanceOf(await rejection(ours.apiKeys.get({ hash }, options)), RequestTimeout)
    const their = rejection(theirs.apiKeys.get({ hash }, options))
    setTimeout(() => controller.abort(), 200)
    assert.strictEqual((await their).name, "RequestAbortedError")
  })

  row("`Infinity` means no timeout", async () => {
    const { ours, theirs } = await pair(documented)
    for (const timeoutMs of [0, -1]) {
      await theirs.apiKeys.get({ hash }, { timeoutMs })
      assert.strictEqual((await rejection(ours.apiKeys.get({ hash }, { timeoutMs }))).name, "InvalidRequest")
    }
    await ours.apiKeys.get({ hash }, { timeoutMs: Infinity })
  })

  row("Aborting ends a wait at once", async () => {
    const { ours, theirs, toThem, toUs } = await pair(() => ({ ...problem(503), headers: { "retry-after": "1" } }))
    const abortIn = async ({ apiKeys }: OpenRouter | Reference, isWaiting: () => boolean) => {
      const controller = new AbortController()
      const error = rejection(apiKeys.get({ hash }, { signal: controller.signal }))
      await eventually(isWaiting)
      // The wait begins after the response is read.
      await new Promise((resolve) => setTimeout(resolve, 300))
      return timed(async () => {
        controller.abort()
        await error
      })
    }
    const [our, their] = await Promise.all([
      abortIn(ours, () => toUs.requests.length === 1),
      abortIn(theirs, () => toThem.requests.length === 1)
    ])
    assert.isBelow(our, 200)
    assert.isAbove(their, 200)
  })

  row("`headers` and `fetchOptions.headers` are merged", async () => {
    const { ours, theirs, toThem, toUs } = await pair(documented)
    const options = { headers: { "x-one": "1" }, fetchOptions: { headers: { "x-one": "0", "x-two": "2" } } }
    for (const { apiKeys } of [ours, theirs]) await apiKeys.get({ hash }, options)
    const sent = [toUs, toThem].map(({ requests: [request] }) => [request?.headers["x-one"], request?.headers["x-two"]])
    assert.deepStrictEqual(sent, [["1", "2"], ["1", undefined]])
  })

  row("Redirects are not followed", async () => {
    const { ours, theirs, toThem, toUs } = await pair((request, index) =>
      index === 0 ? { status: 307, headers: { location: "/elsewhere" } } : documented(request, index)
    )
    await theirs.apiKeys.create({ requestBody: { name: "CI" } })
    assert.lengthOf(toThem.requests, 2)
    assert.instanceOf(await rejection(ours.apiKeys.create({ name: "CI" })), UnexpectedStatus)
    assert.lengthOf(toUs.requests, 1)
  })

  row("No extra headers", async () => {
    const { ours, theirs, toThem, toUs } = await pair(documented)
    for (const { apiKeys } of [ours, theirs]) await apiKeys.get({ hash })
    assert.strictEqual(toThem.requests[0]?.headers["cookie"], "")
    assert.match(toThem.requests[0]?.headers["user-agent"] ?? "", /speakeasy/)
    assert.notProperty(toUs.requests[0]?.headers, "cookie")
    assert.strictEqual(toUs.requests[0]?.headers["user-agent"], "node")
  })

  row("A missing key sends nothing", async () => {
    const { ours, theirs, toThem, toUs } = await pair(documented, { apiKey: "" })
    await theirs.apiKeys.get({ hash })
    assert.notProperty(toThem.requests[0]?.headers, "authorization")
    assert.match((await rejection(ours.apiKeys.get({ hash }))).message, /OPENROUTER_API_KEY/)
    assert.lengthOf(toUs.requests, 0)
  })
})
