/** The Effect API as a client of the suites. An error in the typed channel is a failed call; a defect or an interruption is not. */
import { FetchHttpClient, type HttpClient } from "@effect/platform"
import { ApiKeys, FetchClient, OpenRouterClient, RetryPolicy } from "@openrouter-keys/core"
import { Cause, Clock, Effect, Exit, Fiber, Layer, Option, Random, Redacted, Stream } from "effect"
import { transports } from "../support/calls.js"
import { script } from "../support/scripted.js"
import { withVirtualClock } from "../support/virtualClock.js"
import { bearer } from "../support/wire.js"
import { samples } from "./samples.js"
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
} from "./testClient.js"

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
    ? Effect.map(Effect.tryPromise({ try: apiKey, catch: (error) => error }), Redacted.make)
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
    onSuccess: (value) => ({ ok: true, value: revealed(value) }),
    onFailure: (cause) =>
      Option.match(Cause.failureOption(cause), {
        onSome: (error) => ({ ok: false, how: "failed", error: error as SeenError }),
        onNone: () => ({
          ok: false,
          how: Cause.isInterrupted(cause) ? "interrupted" : "died",
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
        Effect.provide(Layer.suspend(() => layerOf(settings, transport))),
        Effect.exit,
        Effect.map(toCallResult)
      )
    )

const listAll: TestClient["listAll"] = (request, settings) => {
  const keys: Array<ListedKey> = []
  return Effect.runPromise(
    Stream.runForEach(ApiKeys.listAll(request as undefined), (key) => Effect.sync(() => keys.push(key))).pipe(
      Effect.provide(layerOf(settings, FetchClient.layer)),
      Effect.exit,
      Effect.map((exit) => ({ keys, result: toCallResult(exit) }))
    )
  )
}

const retryOptions = ({ retry, timeout }: TimedCallOptions): Partial<OpenRouterClient.Options> => ({
  timeout,
  retry: retry === "none" ? RetryPolicy.none : retry === undefined ? undefined : RetryPolicy.make(retry)
})

const callTimed: TimedTestClient["callTimed"] = (name, steps, options = {}) => {
  const { layer, times } = script(steps, retryOptions(options))
  const { interruptAt, seed, startAt = 0 } = options
  return Effect.gen(function*() {
    const effect = (ApiKeys as unknown as Operations)[name](samples[name].request).pipe(Effect.provide(layer))
    const fiber = yield* Effect.fork(Effect.zip(Effect.exit(effect), Clock.currentTimeMillis))
    if (interruptAt === undefined) {
      const [exit, endedAt] = yield* Fiber.join(fiber)
      return { times, endedAt, result: toCallResult(exit) }
    }
    yield* Effect.sleep(interruptAt)
    const exit = yield* Fiber.interrupt(fiber)
    const endedAt = yield* Clock.currentTimeMillis
    // For requests that would come late.
    yield* Effect.sleep("1 hour")
    return { times, endedAt, result: toCallResult(Exit.flatMap(exit, ([exit]) => exit)) }
  }).pipe(
    Effect.withRandom(seed === undefined ? Random.fixed([1]) : Random.make(seed)),
    (played) => withVirtualClock(played, startAt),
    Effect.runPromise
  )
}

/** The Effect API over fetch. */
export const coreClient: TimedTestClient = {
  name: "ApiKeys",
  call: callOver(FetchClient.layer),
  listAll,
  callTimed,
  names: ["list", "create", "get", "update", "delete", "getCurrentKeyMetadata"]
}

// =====================================================================================================================
// In fibers
// =====================================================================================================================

const run = (effect: Effect.Effect<unknown, unknown>): RunningCall => {
  const fiber = Effect.runFork(effect)
  return {
    result: Effect.runPromise(Effect.map(Fiber.await(fiber), toCallResult)),
    interrupt: () => Effect.runPromise(Effect.map(Fiber.interrupt(fiber), toCallResult))
  }
}

/** The Effect API over each transport. */
export const fiberClients = Object.entries(transports).map(([name, transport]): FiberTestClient => ({
  ...coreClient,
  name: `over ${name}`,
  call: callOver(transport),
  // In the fetch standard, 407 (proxy authentication) is a network error.
  hidden: /fetch/.test(name) ? [407] : [],
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
}))
