/** Fetch as a client; what it makes of a misbehaving server is tested with the other transports. */
import { FetchHttpClient, HttpClient, HttpClientRequest } from "@effect/platform"
import { assert, describe, it } from "@effect/vitest"
import { ApiKeys, FetchClient } from "@openrouter-keys/core"
import { Deferred, Effect, Fiber, FiberId, Layer, Runtime, Scheduler } from "effect"
import { afterEach } from "vitest"
import { over } from "./support/calls.js"
import { page, wireKey } from "./support/wire.js"

const url = "http://localhost/api/v1"

interface Sent {
  readonly input: string
  readonly init: RequestInit
}

/** A function like fetch that responds with a page of keys, and what it was called with. */
const recorder = () => {
  const sent: Array<Sent> = []
  const fetch: FetchClient.Fetch = async (input, init) => {
    sent.push({ input, init })
    return new Response(page(wireKey), { headers: { "content-type": "application/json" } })
  }
  return { fetch, sent }
}

const overFetch = (fetch: FetchClient.Fetch) =>
  over(url, {}, Layer.succeed(HttpClient.HttpClient, FetchClient.make(fetch)))

describe("make", () => {
  it.effect("calls the function with URL, headers and a signal, and does not follow redirects", () =>
    Effect.gen(function*() {
      const { fetch, sent } = recorder()
      yield* Effect.provide(ApiKeys.list({ offset: 100 }), overFetch(fetch))
      assert.strictEqual(sent[0]!.input, `${url}/keys?offset=100`)
      assert.include(sent[0]!.init, { method: "GET", redirect: "manual" })
      assert.include(sent[0]!.init.headers, { accept: "application/json" })
      assert.instanceOf(sent[0]!.init.signal, AbortSignal)
    }))

  it.effect("leaves the content length to fetch", () =>
    Effect.gen(function*() {
      const { fetch, sent } = recorder()
      yield* Effect.ignore(Effect.provide(ApiKeys.create({ name: "CI" }), overFetch(fetch)))
      assert.notProperty(sent[0]!.init.headers, "content-length")
      assert.strictEqual(sent[0]!.init.body, "{\"name\":\"CI\"}")
    }))

  it.effect("passes on FetchHttpClient.RequestInit", () =>
    Effect.gen(function*() {
      const { fetch, sent } = recorder()
      yield* ApiKeys.list().pipe(
        Effect.provideService(FetchHttpClient.RequestInit, { credentials: "omit" }),
        Effect.provide(overFetch(fetch))
      )
      assert.include(sent[0]!.init, { credentials: "omit", redirect: "manual" })
    }))

  it.effect("passes on its headers too, unless the request sets them", () =>
    Effect.gen(function*() {
      const { fetch, sent } = recorder()
      yield* ApiKeys.list().pipe(
        Effect.provideService(FetchHttpClient.RequestInit, { headers: { "X-Gateway": "1", accept: "text/html" } }),
        Effect.provide(overFetch(fetch))
      )
      assert.include(sent[0]!.init.headers, { "x-gateway": "1", accept: "application/json" })
    }))

  it.effect("sends query parameters that a wrapping client adds", () =>
    Effect.gen(function*() {
      const { fetch, sent } = recorder()
      const transformClient = HttpClient.mapRequest(HttpClientRequest.setUrlParam("via", "gate way"))
      const client = Layer.succeed(HttpClient.HttpClient, FetchClient.make(fetch))
      yield* Effect.provide(ApiKeys.list({ offset: 100 }), over(url, { transformClient }, client))
      assert.strictEqual(sent[0]!.input, `${url}/keys?offset=100&via=gate+way`)
    }))

  it.effect("fails if the function throws synchronously", () =>
    Effect.gen(function*() {
      const throwing: FetchClient.Fetch = () => {
        throw new TypeError("no fetch here")
      }
      const error = yield* Effect.flip(Effect.provide(ApiKeys.list(), overFetch(throwing)))
      assert.strictEqual(error._tag, "ConnectionError")
    }))

  it.live("aborts the request when it is interrupted", () =>
    Effect.gen(function*() {
      const called = yield* Deferred.make<AbortSignal>()
      const hanging: FetchClient.Fetch = (_, { signal }) => {
        Deferred.unsafeDone(called, Effect.succeed(signal!))
        return new Promise(() => {})
      }
      const fiber = yield* Effect.fork(Effect.provide(ApiKeys.list(), overFetch(hanging)))
      const signal = yield* Deferred.await(called)
      assert.isFalse(signal.aborted)
      yield* Fiber.interrupt(fiber)
      yield* Effect.yieldNow()
      assert.isTrue(signal.aborted)
    }))

  const bodies: { readonly [what: string]: { readonly status: number; readonly every: number } } = {
    "that does not end in time": { status: 200, every: 5 },
    "of a errorBody that does not end": { status: 400, every: 0 }
  }

  it.live.each(Object.keys(bodies))(
    "cancels a body %s, even if the function ignores signals",
    (what) =>
      Effect.gen(function*() {
        const { every, status } = bodies[what]!
        const cancelled = yield* Deferred.make<void>()
        const body = new ReadableStream<Uint8Array>({
          pull: async (controller) => {
            await new Promise((resolve) => setTimeout(resolve, every))
            controller.enqueue(new Uint8Array(every === 0 ? 64 * 1024 : 1))
          },
          cancel: () => Deferred.unsafeDone(cancelled, Effect.void)
        })
        const client = Layer.succeed(
          HttpClient.HttpClient,
          FetchClient.make(async () => new Response(body, { status }))
        )
        yield* Effect.flip(Effect.provide(ApiKeys.list(), over(url, { timeout: "100 millis" }, client)))
        yield* Deferred.await(cancelled)
      })
  )

  it.live("releases the request whenever its caller is interrupted", () =>
    Effect.gen(function*() {
      let isOpen = false
      const hanging: FetchClient.Fetch = (_, { signal }) => {
        isOpen = true
        signal!.addEventListener("abort", () => {
          isOpen = false
        })
        return new Promise(() => {})
      }
      const keys = yield* Effect.provide(ApiKeys, overFetch(hanging))
      const macrotask = Effect.promise(() => new Promise((resolve) => setImmediate(resolve)))
      /** Begins a call and interrupts it, or the fiber that it starts, at one of the steps that they take. */
      const interruptedAt = (step: number) =>
        Effect.gen(function*() {
          let steps = 0
          const scheduler = new Scheduler.MixedScheduler(2048)
          const fiber = Runtime.runFork(Runtime.defaultRuntime)(keys.list(), {
            scheduler: {
              scheduleTask: (...task) => scheduler.scheduleTask(...task),
              shouldYield: (fiber) => {
                if (steps++ !== step) return false
                fiber.unsafeInterruptAsFork(FiberId.none)
                return 0
              }
            }
          })
          yield* Effect.repeatN(macrotask, 2)
          const isLeftBehind = isOpen && fiber.unsafePoll() !== null
          yield* Fiber.interrupt(fiber)
          return { isLeftBehind, steps }
        })
      const { steps } = yield* interruptedAt(Infinity)
      const leftBehind = yield* Effect.filter(
        Array.from({ length: steps }, (_, step) => step),
        (step) => Effect.map(interruptedAt(step), (ended) => ended.isLeftBehind)
      )
      assert.isAbove(steps, 20)
      assert.deepStrictEqual(leftBehind, [])
    }))

  it.effect("returns responses that all methods of @effect/platform can read", () =>
    Effect.gen(function*() {
      const { fetch } = recorder()
      const response = yield* FetchClient.make(fetch).execute(HttpClientRequest.get(`${url}/keys`))
      assert.deepStrictEqual(yield* response.json, JSON.parse(page(wireKey)))
    }))
})

describe("layer", () => {
  const platform = globalThis.fetch
  afterEach(() => {
    globalThis.fetch = platform
  })

  it.effect("calls the global fetch as it is at the time of the call", () =>
    Effect.gen(function*() {
      const { fetch, sent } = recorder()
      yield* Effect.gen(function*() {
        yield* ApiKeys
        globalThis.fetch = fetch as typeof globalThis.fetch
        yield* ApiKeys.list()
      }).pipe(Effect.provide(over(url, {}, FetchClient.layer)))
      assert.lengthOf(sent, 1)
    }))

  it.effect("calls FetchHttpClient.Fetch if the layer is provided with it", () =>
    Effect.gen(function*() {
      const { fetch, sent } = recorder()
      const layer = Layer.provide(
        FetchClient.layer,
        Layer.succeed(FetchHttpClient.Fetch, fetch as typeof globalThis.fetch)
      )
      yield* Effect.provide(ApiKeys.list(), over(url, {}, layer))
      assert.lengthOf(sent, 1)
    }))

  it.effect("calls FetchHttpClient.Fetch if a call is provided with it", () =>
    Effect.gen(function*() {
      const { fetch, sent } = recorder()
      const keys = yield* Effect.provide(ApiKeys, over("http://127.0.0.1:1", {}, FetchClient.layer))
      yield* Effect.provideService(keys.list(), FetchHttpClient.Fetch, fetch as typeof globalThis.fetch)
      assert.lengthOf(sent, 1)
    }))
})
