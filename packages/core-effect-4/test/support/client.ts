/** The Effect 4 API as a client of the suites. An error in the typed channel is a failed call; a defect or an interruption is not. */
import { ApiKeys, FetchClient, OpenRouterClient, RetryPolicy } from "@openrouter-keys/core-effect-4"
import * as Engine from "@openrouter-keys/core-effect-4/Engine"
import { overUndici } from "@openrouter-keys/core-effect-4/node"
import * as UndiciClient from "@openrouter-keys/core-effect-4/UndiciClient"
import { operations, type OperationSpec } from "@openrouter-keys/protocol/Operation"
import { Cause, Clock, Effect, Exit, Fiber, Layer, Random, Redacted, Result, Stream } from "effect"
import { FetchHttpClient, type HttpClient } from "effect/http"
import { TestClock } from "effect/testing"
import { Agent } from "undici"
import { samples } from "../../../core/test/suites/samples.js"
import type {
  CallResult,
  CallSettings,
  FiberTestClient,
  ListedKey,
  Name,
  RunningCall,
  SeenError,
  Settings,
  TestClient,
  TimedCallOptions,
  TimedTestClient
} from "../../../core/test/suites/testClient.js"
import { bearer } from "../../../core/test/support/wire.js"
import { script } from "./scripted.js"

const policyOf = (retry: Settings["retry"]): RetryPolicy => {
  if (retry === undefined) return RetryPolicy.none
  if (retry === "default") return RetryPolicy.default
  const { initialInterval, maxElapsed, maxInterval, statuses } = retry
  return RetryPolicy.make({
    initialInterval,
    maxElapsed,
    maxInterval,
    statusCodes: statuses,
    maxRetries: maxElapsed === undefined ? undefined : Number.POSITIVE_INFINITY
  })
}

const keyOf = (apiKey: Settings["apiKey"]): OpenRouterClient.Options["apiKey"] =>
  typeof apiKey === "function"
    ? Effect.map(Effect.tryPromise({ try: apiKey, catch: (error) => error }), (key) => Redacted.make(key))
    : Redacted.make(apiKey ?? bearer)

type Transport = Layer.Layer<HttpClient.HttpClient>

/** The operations with these options. */
export const layerOf = (settings: Settings, transport: Transport): Layer.Layer<ApiKeys> => {
  const { apiKey, fetch, retry, serverURL, timeoutMs, ...attribution } = settings
  return ApiKeys.layer.pipe(
    Layer.provide(OpenRouterClient.layer({
      ...attribution,
      apiKey: keyOf(apiKey),
      serverURL: serverURL as string | undefined,
      timeout: timeoutMs,
      retry: policyOf(retry)
    })),
    Layer.provide(transport),
    Layer.provide(
      fetch === undefined ? Layer.empty : Layer.succeed(FetchHttpClient.Fetch, fetch)
    )
  )
}

/** Converts an exit; a created key becomes a string. */
export const toCallResult = (exit: Exit.Exit<unknown, unknown>): CallResult =>
  Exit.match(exit, {
    onSuccess: (value): CallResult => ({ ok: true, value: revealed(value) }),
    onFailure: (cause) =>
      Result.match(Cause.findError(cause), {
        onSuccess: (error): CallResult => ({ ok: false, how: "failed", error: error as SeenError }),
        onFailure: () => ({
          ok: false,
          how: Cause.hasInterrupts(cause) ? "interrupted" : "died",
          error: Cause.squash(cause) as SeenError
        })
      })
  })

const revealed = (value: unknown): unknown =>
  typeof value === "object" && value !== null && "key" in value && Redacted.isRedacted(value.key)
    ? { ...value, key: Redacted.value(value.key) }
    : value

/** The operations, with requests of any type. */
export type Operations = { readonly [N in Name]: (request: unknown) => Effect.Effect<unknown, unknown, ApiKeys> }

export const operation = (name: Name, request: unknown): Effect.Effect<unknown, unknown, ApiKeys> =>
  Effect.suspend(() => (ApiKeys as unknown as Operations)[name](request))

const callOver =
  (transport: Transport) =>
  (name: Name, request: unknown, settings: Settings, options?: CallSettings): Promise<CallResult> =>
    Effect.runPromise(
      operation(name, request).pipe(
        (effect) =>
          options === undefined
            ? effect
            : OpenRouterClient.withOptions(effect, options as OpenRouterClient.CallOptions),
        (effect) => Effect.suspend(() => Effect.provide(effect, layerOf(settings, transport))),
        Effect.exit,
        Effect.map(toCallResult)
      )
    )

const listAllOver = (transport: Transport): TestClient["listAll"] => (request, settings) => {
  const keys: Array<ListedKey> = []
  return Effect.runPromise(
    Stream.runForEach(ApiKeys.listAll(request as undefined), (key) => Effect.sync(() => keys.push(key))).pipe(
      Effect.provide(layerOf(settings, transport)),
      Effect.exit,
      Effect.map((exit) => ({ keys, result: toCallResult(exit) }))
    )
  )
}

const retryOptions = ({ retry, timeout }: TimedCallOptions): Partial<OpenRouterClient.Options> => ({
  timeout,
  retry: retry === "none" ? RetryPolicy.none : retry === undefined ? undefined : RetryPolicy.make(retry)
})

/** Makes every jitter as long as possible. */
const longest: typeof Random.Random.Service = { nextIntUnsafe: () => 1, nextDoubleUnsafe: () => 1 }

const callTimed: TimedTestClient["callTimed"] = (name, steps, options = {}) => {
  const { layer, times } = script(steps, retryOptions(options))
  const { interruptAt, seed, startAt = 0 } = options
  const timedCall = Effect.gen(function*() {
    yield* TestClock.setTime(startAt)
    const effect = (ApiKeys as unknown as Operations)[name](samples[name].request).pipe(Effect.provide(layer))
    const fiber = yield* Effect.forkChild(Effect.zip(Effect.exit(effect), Clock.currentTimeMillis))
    if (interruptAt !== undefined) {
      yield* TestClock.adjust(interruptAt)
      yield* Fiber.interrupt(fiber)
      const exit = yield* Fiber.await(fiber)
      const endedAt = yield* Clock.currentTimeMillis
      yield* TestClock.adjust("1 hour")
      return { times, endedAt, result: toCallResult(exit) }
    }
    yield* TestClock.adjust("1 hour")
    const [exit, endedAt] = yield* Fiber.join(fiber)
    return { times, endedAt, result: toCallResult(exit) }
  })
  return Effect.runPromise(
    (seed === undefined ? Effect.provideService(timedCall, Random.Random, longest) : Random.withSeed(timedCall, seed))
      .pipe(
        Effect.provide(TestClock.layer())
      )
  )
}

const names: ReadonlyArray<Name> = ["list", "create", "get", "update", "delete", "getCurrentKeyMetadata"]

const over = (name: string, transport: Transport): TimedTestClient => ({
  name,
  call: callOver(transport),
  listAll: listAllOver(transport),
  callTimed,
  names
})

/** The Effect 4 API over fetch. */
export const client: TimedTestClient = over("ApiKeys", FetchClient.layer)

/** The same over Effect's own `HttpClient`. */
export const overFetchHttpClient: TestClient = over("ApiKeys over FetchHttpClient", FetchHttpClient.layer)

/** The same over undici's pool. */
export const overUndiciClient: TestClient = over("ApiKeys over UndiciClient", UndiciClient.layer({ connections: 4 }))

// The global agent may be that of Node's own undici.
const agent = new Agent()

/** `Engine` over undici's pool. */
export const engineOverUndici: TestClient = {
  ...client,
  name: "Engine over undici",
  call: (name, request, { apiKey, fetch: _, retry, timeoutMs, ...settings }, options) => {
    const execute = Engine.make({
      ...settings,
      serverURL: settings.serverURL as string | undefined,
      apiKey: keyOf(apiKey),
      timeout: timeoutMs,
      retry: policyOf(retry),
      transport: overUndici(agent)
    })
    const effect = Effect.suspend(() =>
      execute(operations[name] as unknown as OperationSpec<unknown, unknown, unknown>, request)
    )
    return Effect.runPromise(
      Effect.map(
        Effect.exit(Engine.withOptions(effect, { ...options } as Engine.CallOptions)),
        toCallResult
      )
    )
  }
}

// =====================================================================================================================
// In fibers
// =====================================================================================================================

const run = (effect: Effect.Effect<unknown, unknown>): RunningCall => {
  const fiber = Effect.runFork(effect)
  const result = Effect.runPromise(Effect.map(Fiber.await(fiber), toCallResult))
  return { result, interrupt: () => Effect.runPromise(Fiber.interrupt(fiber)).then(() => result) }
}

const fiberLane = (name: string, transport: Transport, hidden: ReadonlyArray<number>): FiberTestClient => ({
  ...over(name, transport),
  hidden,
  start: (name, request, settings) => run(Effect.provide(operation(name, request), layerOf(settings, transport))),
  uninterruptible: (name, request, settings) =>
    run(Effect.provide(Effect.uninterruptible(operation(name, request)), layerOf(settings, transport))).result,
  hold: (settings) =>
    run(
      Effect.acquireUseRelease(
        operation("create", samples.create.request),
        () => Effect.never,
        () => Effect.orDie(operation("delete", samples.delete.request))
      ).pipe(Effect.provide(layerOf(settings, transport)))
    )
})

// In the fetch standard, 407 (proxy authentication) is a network error.
const overFetch = fiberLane("over fetch", FetchClient.layer, [407])
const overPlatform = fiberLane("over Effect's fetch", FetchHttpClient.layer, [407])
const overPool = fiberLane("over undici's pool", UndiciClient.layer(), [])

/** The API of Effect 4 over each transport. */
export const fiberClients = [overFetch, overPlatform, overPool] as const
