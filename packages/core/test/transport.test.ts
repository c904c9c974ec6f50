/** One request over fetch or over any `HttpClient`: its deadline, its interruption, and what it leaves behind. */
import { HttpClient } from "@effect/platform"
import { assert, describe, it } from "@effect/vitest"
import { ApiKeys, FetchClient, OpenRouterClient, RetryPolicy } from "@openrouter-keys/core"
import {
  Clock,
  Deferred,
  Effect,
  Exit,
  Fiber,
  FiberId,
  identity,
  Layer,
  Metric,
  Option,
  Redacted,
  Runtime,
  Scheduler,
  Supervisor,
  TestClock
} from "effect"
import { afterEach, beforeEach, vi } from "vitest"
import { calls, over } from "./support/calls.js"
import { bearer } from "./support/wire.js"

const url = "http://localhost/api/v1"

/** The two ways a request can go: fetch called directly, and a platform client that nothing is known of. */
const ways: { readonly [way: string]: Partial<OpenRouterClient.Options> } = {
  "fetch": {},
  "an HttpClient": { transformClient: (client) => HttpClient.transform(client, identity) }
}

const overFetch = (fetch: FetchClient.Fetch, options: Partial<OpenRouterClient.Options> = {}): Layer.Layer<ApiKeys> =>
  over(url, options, Layer.succeed(HttpClient.HttpClient, FetchClient.make(fetch)))

const never = () => new Promise<never>(() => {})

const [status, body] = calls.create.success

/** A response whose body never ends. */
const endless = (cancel: () => void) =>
  new Response(new ReadableStream<Uint8Array>({ pull: never, cancel }), { status })

/** A function like fetch that never comes to an end, and the requests that were neither aborted nor let go. */
const openRequests = (respond: (cancel: () => void) => Promise<Response>) => {
  const open = new Set<AbortSignal>()
  const fetch: FetchClient.Fetch = (_, init) => {
    const signal = init.signal!
    const close = () => void open.delete(signal)
    open.add(signal)
    signal.addEventListener("abort", close)
    return respond(close)
  }
  return { fetch, open }
}

const macrotask = Effect.promise(() => new Promise((resolve) => setImmediate(resolve)))

describe.each(Object.keys(ways))("over %s", (way) => {
  const layer = (fetch: FetchClient.Fetch, options: Partial<OpenRouterClient.Options> = {}) =>
    overFetch(fetch, { ...ways[way], ...options })

  const hanging: { readonly [where: string]: FetchClient.Fetch } = {
    "no response comes": never,
    "the body does not come": () => Promise.resolve(new Response(new ReadableStream({ pull: never }))),
    "text() does not end": () => Promise.resolve({ status: 200, headers: new Headers(), text: never } as never)
  }

  it.effect.each(Object.keys(hanging))(
    "if %s, the timeout ends a call that cannot be interrupted",
    (where) =>
      Effect.gen(function*() {
        const fiber = yield* Effect.fork(Effect.uninterruptible(Effect.flip(calls.update.run))).pipe(
          Effect.provide(layer(hanging[where]!, { timeout: "2 seconds" }))
        )
        yield* macrotask
        yield* TestClock.adjust("1999 millis")
        assert.isTrue(Option.isNone(yield* Fiber.poll(fiber)))
        yield* TestClock.adjust("1 millis")
        assert.include(yield* Fiber.join(fiber), { _tag: "RequestTimeout", timeoutMs: 2000, outcome: "Unknown" })
      })
  )

  it.effect("a delayed interruption takes effect as soon as the call has ended", () =>
    Effect.gen(function*() {
      const fiber = yield* Effect.uninterruptible(Effect.ignore(calls.create.run)).pipe(
        Effect.zipRight(Effect.never),
        Effect.provide(layer(never, { timeout: "2 seconds" })),
        Effect.fork
      )
      yield* macrotask
      yield* Fiber.interruptFork(fiber)
      yield* TestClock.adjust("1 second")
      assert.isTrue(Option.isNone(yield* Fiber.poll(fiber)))
      yield* TestClock.adjust("1 second")
      assert.isTrue(Exit.isInterrupted(yield* Fiber.await(fiber)))
    }))

  it.live("a fetch that ignores its signal does not delay the call, and its late response is discarded", () =>
    Effect.gen(function*() {
      const called = yield* Deferred.make<(response: Response) => void>()
      const fetch: FetchClient.Fetch = () =>
        new Promise((resolve) => Deferred.unsafeDone(called, Effect.succeed(resolve)))
      const fiber = yield* Effect.fork(Effect.provide(calls.create.run, layer(fetch)))
      const respond = yield* Deferred.await(called)
      assert.isTrue(Exit.isInterrupted(yield* Fiber.interrupt(fiber)))
      let isHeld = true
      respond(endless(() => {
        isHeld = false
      }))
      yield* Effect.repeatN(macrotask, 5)
      if (way === "fetch") assert.isFalse(isHeld)
    }))

  it.live("a fetch that rejects after the end causes no unhandled rejection", () =>
    Effect.gen(function*() {
      const called = yield* Deferred.make<(error: Error) => void>()
      const fetch: FetchClient.Fetch = () =>
        new Promise((_, reject) => Deferred.unsafeDone(called, Effect.succeed(reject)))
      const fiber = yield* Effect.fork(Effect.provide(calls.create.run, layer(fetch)))
      const reject = yield* Deferred.await(called)
      yield* Fiber.interrupt(fiber)
      const unhandled = vi.fn()
      process.on("unhandledRejection", unhandled)
      reject(new Error("late"))
      yield* Effect.repeatN(macrotask, 5)
      process.off("unhandledRejection", unhandled)
      assert.strictEqual(unhandled.mock.calls.length, 0)
    }))

  const stages: { readonly [where: string]: (cancel: () => void) => Promise<Response> } = {
    "no response": never,
    "an endless body": (cancel) => Promise.resolve(endless(cancel))
  }

  // Between the head and the body a platform client's response belongs to nobody, for some steps without a wait: platform
  // lets go of such a response when it is collected.
  it.live.each(Object.keys(stages).filter((stage) => way === "fetch" || stage === "no response"))(
    "no request is left running when its caller is interrupted: %s",
    (stage) =>
      Effect.gen(function*() {
        /** Begins a create, and interrupts its fiber or one that it starts at one of the steps that they take. */
        const interruptedAt = (step: number) =>
          Effect.gen(function*() {
            const { fetch, open } = openRequests(stages[stage]!)
            const keys = yield* Effect.provide(ApiKeys, layer(fetch))
            let steps = 0
            const scheduler = new Scheduler.MixedScheduler(2048)
            const fiber = Runtime.runFork(Runtime.defaultRuntime)(keys.create({ name: "CI" }), {
              scheduler: {
                scheduleTask: (...task) => scheduler.scheduleTask(...task),
                shouldYield: (fiber) => {
                  if (steps++ !== step) return false
                  fiber.unsafeInterruptAsFork(FiberId.none)
                  return 0
                }
              }
            })
            yield* Effect.repeatN(macrotask, 4)
            const isLeftBehind = open.size > 0 && fiber.unsafePoll() !== null
            yield* Fiber.interrupt(fiber)
            yield* Effect.repeatN(macrotask, 4)
            return { isLeftBehind: isLeftBehind || open.size > 0, steps }
          })
        const { steps } = yield* interruptedAt(Infinity)
        const leftBehind = yield* Effect.filter(
          Array.from({ length: steps }, (_, step) => step),
          (step) => Effect.map(interruptedAt(step), (ended) => ended.isLeftBehind)
        )
        assert.isAbove(steps, 30)
        assert.deepStrictEqual(leftBehind, [])
      }),
    30_000
  )

  it.live("an interruption while the body is read releases the request", () =>
    Effect.gen(function*() {
      const { fetch, open } = openRequests(stages["an endless body"]!)
      const fiber = yield* Effect.fork(Effect.provide(calls.create.run, layer(fetch)))
      yield* Effect.repeatN(macrotask, 5)
      assert.strictEqual(open.size, 1)
      yield* Fiber.interrupt(fiber)
      yield* Effect.repeatN(macrotask, 5)
      assert.strictEqual(open.size, 0)
    }))

  it.effect("the time of a call is measured by a monotonic clock", () =>
    Effect.gen(function*() {
      const clock = yield* Effect.clock
      const timesOfDay = [0, 9e12, -9e12, 5]
      let reads = 0
      const moody: Clock.Clock = {
        ...clock,
        [Clock.ClockTypeId]: Clock.ClockTypeId,
        sleep: (duration) => clock.sleep(duration),
        unsafeCurrentTimeNanos: () => clock.unsafeCurrentTimeNanos(),
        unsafeCurrentTimeMillis: () => timesOfDay[reads++ % timesOfDay.length]!,
        currentTimeMillis: Effect.sync(() => timesOfDay[reads++ % timesOfDay.length]!)
      }
      let requests = 0
      const failing: FetchClient.Fetch = () => {
        requests++
        return Promise.resolve(new Response("", { status: 500 }))
      }
      const retry = RetryPolicy.make({
        maxRetries: Infinity,
        initialInterval: "1 second",
        factor: 1,
        maxElapsed: "20 seconds"
      })
      const fiber = yield* Effect.flip(calls.get.run).pipe(
        Effect.provide(layer(failing, { retry })),
        Effect.withClock(moody),
        Effect.fork
      )
      for (let second = 0; second < 25; second++) {
        yield* Effect.repeatN(macrotask, 3)
        yield* TestClock.adjust("1 second")
      }
      const error = yield* Fiber.join(fiber)
      assert.include(["InternalServerError", "RequestTimeout"], error._tag)
      assert.isAtLeast(requests, 15)
    }))
})

// =====================================================================================================================
// What a call over fetch costs
// =====================================================================================================================

const started = Metric.map(Metric.fiberStarted, ({ count }) => count)

/** Counts the fibers that are started below a fiber. */
class Starts extends Supervisor.AbstractSupervisor<number> {
  count = 0
  override readonly value = Effect.sync(() => this.count)
  override onStart(): void {
    this.count += 1
  }
}

describe("a call over fetch", () => {
  const responding: FetchClient.Fetch = () => Promise.resolve(new Response(body, { status }))

  it.live("runs only on its caller's fiber", () =>
    Effect.gen(function*() {
      const keys = yield* Effect.provide(ApiKeys, overFetch(responding))
      const starts = new Starts()
      const before = yield* Metric.value(started)
      yield* Effect.supervised(keys.create({ name: "CI" }), starts)
      assert.strictEqual(yield* starts.value, 0)
      // Also none of another root, which no supervisor sees.
      assert.strictEqual((yield* Metric.value(started)) - before, 0)
    }))

  describe("leaves no timer running", () => {
    const { clearTimeout, setTimeout } = globalThis
    const pending = new Set<unknown>()
    let count = 0

    beforeEach(() => {
      pending.clear()
      count = 0
      globalThis.setTimeout = ((task: () => void, ...rest: ReadonlyArray<number>) => {
        const handle = setTimeout(() => {
          pending.delete(handle)
          task()
        }, ...rest)
        count++
        pending.add(handle)
        return handle
      }) as typeof setTimeout
      globalThis.clearTimeout = (handle) => {
        pending.delete(handle)
        clearTimeout(handle)
      }
    })

    afterEach(() => {
      globalThis.setTimeout = setTimeout
      globalThis.clearTimeout = clearTimeout
    })

    const endings: { readonly [how: string]: readonly [fetch: FetchClient.Fetch, timeout: number] } = {
      "a value": [responding, 60_000],
      "an error response": [() => Promise.resolve(new Response("{}", { status: 401 })), 60_000],
      "a body that is malformed": [() => Promise.resolve(new Response("{", { status })), 60_000],
      "a rejection": [() => Promise.reject(new TypeError("fetch failed")), 60_000],
      "a function that throws": [() => {
        throw new Error("no fetch here")
      }, 60_000],
      "a body that breaks off": [() =>
        Promise.resolve(
          new Response(new ReadableStream({ pull: (controller) => controller.error(new Error("cut")) }), { status })
        ), 60_000],
      "a timeout": [never, 5],
      "an interruption": [never, 60_000]
    }

    it.live.each(Object.keys(endings))("after %s", (how) =>
      Effect.gen(function*() {
        const [fetch, timeout] = endings[how]!
        const keys = yield* Effect.provide(ApiKeys, overFetch(fetch, { timeout }))
        if (how === "an interruption") {
          const fiber = yield* Effect.fork(keys.create({ name: "CI" }))
          yield* macrotask
          yield* Fiber.interrupt(fiber)
        } else yield* Effect.promise(() => Effect.runPromiseExit(keys.create({ name: "CI" })))
        assert.strictEqual(pending.size, 0)
        // One timer for the attempt. Interrupting from outside takes another of the scheduler's at times.
        if (how !== "an interruption") assert.strictEqual(count, 1)
      }))
  })
})

// =====================================================================================================================
// Trace context
// =====================================================================================================================

describe("trace context", () => {
  /** The headers of a create in a span, over a client that `wrap` wraps in the place of the layer or of the option. */
  const headersWith = (
    client: (client: HttpClient.HttpClient) => HttpClient.HttpClient,
    transformClient?: (client: HttpClient.HttpClient) => HttpClient.HttpClient
  ) =>
    Effect.gen(function*() {
      const sent: Array<Headers> = []
      const fetch: FetchClient.Fetch = (_, init) => {
        sent.push(new Headers(init.headers))
        return Promise.resolve(new Response(body, { status }))
      }
      yield* calls.create.run.pipe(
        Effect.provide(
          ApiKeys.layer.pipe(
            Layer.provide(OpenRouterClient.layer({ apiKey: Redacted.make(bearer), serverURL: url, transformClient })),
            Layer.provide(Layer.succeed(HttpClient.HttpClient, client(FetchClient.make(fetch))))
          )
        )
      )
      return sent[0]!
    })

  const asked = HttpClient.withTracerPropagation(true)

  it.effect.each(
    [
      ["the client that is provided", [asked]],
      ["the client that transformClient makes", [identity, asked]],
      ["a client that others wrap", [
        (client: HttpClient.HttpClient) => HttpClient.mapRequest(asked(client), identity),
        HttpClient.tapRequest(() => Effect.void)
      ]]
    ] as const
  )("is sent if the program enables it: %s", ([, [client, transformClient]]) =>
    Effect.gen(function*() {
      const parent = yield* Effect.makeSpan("caller")
      const headers = yield* headersWith(client, transformClient as typeof asked).pipe(Effect.withParentSpan(parent))
      const [version, traceId, spanId, flags] = headers.get("traceparent")!.split("-")
      assert.deepStrictEqual([version, traceId, flags], ["00", parent.traceId, "01"])
      // The parent of what the service does is the operation's span, not the caller's.
      assert.notStrictEqual(spanId, parent.spanId)
      assert.match(spanId!, /^[0-9a-f]{16}$/)
    }))

  it.effect("is not sent by default", () =>
    Effect.gen(function*() {
      for (
        const transformClient of [
          undefined,
          identity,
          HttpClient.mapRequest(identity),
          HttpClient.withTracerPropagation(false),
          (client: HttpClient.HttpClient) => asked(HttpClient.withTracerPropagation(client, false))
        ] as ReadonlyArray<((client: HttpClient.HttpClient) => HttpClient.HttpClient) | undefined>
      ) {
        const headers = yield* Effect.withSpan(headersWith(identity, transformClient), "caller")
        assert.isFalse(headers.has("traceparent") || headers.has("b3"))
      }
    }))

  it.effect("is not sent if tracing is off", () =>
    Effect.gen(function*() {
      const headers = yield* Effect.withTracerEnabled(headersWith(asked), false)
      assert.isFalse(headers.has("traceparent"))
    }))
})
