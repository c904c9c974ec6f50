/** The API of Effect 4 as a lane: errors are failures, and anything else that ends an effect is not. */
import { ApiKeys, FetchClient, OpenRouterClient, RetryPolicy } from "@openrouter-keys/core-effect-4"
import * as Engine from "@openrouter-keys/core-effect-4/Engine"
import { overUndici } from "@openrouter-keys/core-effect-4/node"
import * as UndiciClient from "@openrouter-keys/core-effect-4/UndiciClient"
import { Cause, Clock, Effect, Exit, Fiber, Layer, Random, Redacted, Result, Stream } from "effect"
import { FetchHttpClient, type HttpClient } from "effect/http"
import { TestClock } from "effect/testing"
import { Agent } from "undici"
import type {
  CallSettings,
  Ended,
  Lane,
  ListedKey,
  Name,
  PlayOptions,
  SeenError,
  Settings,
  TimedLane
} from "../../../core/test/suites/lane.js"
import { samples } from "../../../core/test/suites/samples.js"
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
const layerOf = (settings: Settings, transport: Transport): Layer.Layer<ApiKeys> => {
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

/** How an exit is told to a suite; the created key as text. */
export const toEnded = (exit: Exit.Exit<unknown, unknown>): Ended =>
  Exit.match(exit, {
    onSuccess: (value): Ended => ({ ok: true, value: revealed(value) }),
    onFailure: (cause) =>
      Result.match(Cause.findError(cause), {
        onSuccess: (error): Ended => ({ ok: false, how: "failed", error: error as SeenError }),
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

/** The operations, whose requests may be anything. */
export type Operations = { readonly [N in Name]: (request: unknown) => Effect.Effect<unknown, unknown, ApiKeys> }

const callOver =
  (transport: Transport) =>
  (name: Name, request: unknown, settings: Settings, options?: CallSettings): Promise<Ended> =>
    Effect.runPromise(
      Effect.suspend(() => (ApiKeys as unknown as Operations)[name](request)).pipe(
        (effect) =>
          options === undefined
            ? effect
            : OpenRouterClient.withOptions(effect, options as OpenRouterClient.CallOptions),
        (effect) => Effect.suspend(() => Effect.provide(effect, layerOf(settings, transport))),
        Effect.exit,
        Effect.map(toEnded)
      )
    )

const listAllOver = (transport: Transport): Lane["listAll"] => (request, settings) => {
  const keys: Array<ListedKey> = []
  return Effect.runPromise(
    Stream.runForEach(ApiKeys.listAll(request as undefined), (key) => Effect.sync(() => keys.push(key))).pipe(
      Effect.provide(layerOf(settings, transport)),
      Effect.exit,
      Effect.map((exit) => ({ keys, ended: toEnded(exit) }))
    )
  )
}

const playOptions = ({ retry, timeout }: PlayOptions): Partial<OpenRouterClient.Options> => ({
  timeout,
  retry: retry === "none" ? RetryPolicy.none : retry === undefined ? undefined : RetryPolicy.make(retry)
})

/** Every jitter as long as it can be. */
const longest: typeof Random.Random.Service = { nextIntUnsafe: () => 1, nextDoubleUnsafe: () => 1 }

const play: TimedLane["play"] = (name, steps, options = {}) => {
  const { layer, times } = script(steps, playOptions(options))
  const { interruptAt, seed } = options
  const played = Effect.gen(function*() {
    const effect = (ApiKeys as unknown as Operations)[name](samples[name].request).pipe(Effect.provide(layer))
    const fiber = yield* Effect.forkChild(Effect.zip(Effect.exit(effect), Clock.currentTimeMillis))
    if (interruptAt !== undefined) {
      yield* TestClock.adjust(interruptAt)
      yield* Fiber.interrupt(fiber)
      const exit = yield* Fiber.await(fiber)
      const endedAt = yield* Clock.currentTimeMillis
      yield* TestClock.adjust("1 hour")
      return { times, endedAt, ended: toEnded(exit) }
    }
    yield* TestClock.adjust("1 hour")
    const [exit, endedAt] = yield* Fiber.join(fiber)
    return { times, endedAt, ended: toEnded(exit) }
  })
  return Effect.runPromise(
    (seed === undefined ? Effect.provideService(played, Random.Random, longest) : Random.withSeed(played, seed)).pipe(
      Effect.provide(TestClock.layer())
    )
  )
}

const names: ReadonlyArray<Name> = ["list", "create", "get", "update", "delete", "getCurrentKeyMetadata"]

const over = (name: string, transport: Transport): TimedLane => ({
  name,
  call: callOver(transport),
  listAll: listAllOver(transport),
  play,
  names
})

/** The API of Effect 4 over fetch. */
export const lane: TimedLane = over("ApiKeys", FetchClient.layer)

/** The same over an `HttpClient` that is not this library's. */
export const httpClientLane: Lane = over("ApiKeys over FetchHttpClient", FetchHttpClient.layer)

/** The same over undici's pool. */
export const undiciClientLane: Lane = over("ApiKeys over UndiciClient", UndiciClient.layer({ connections: 4 }))

// Not the global one, which may be that of Node's own undici.
const agent = new Agent()

/** The operations without layers over undici's pool. */
export const undiciLane: Lane = {
  ...lane,
  name: "Engine over undici",
  call: (name, request, { apiKey, fetch: _, retry, timeoutMs, ...settings }, options) => {
    const engine = Engine.make({
      ...settings,
      serverURL: settings.serverURL as string | undefined,
      apiKey: keyOf(apiKey),
      timeout: timeoutMs,
      retry: policyOf(retry),
      transport: overUndici(agent)
    })
    const effect = Effect.suspend(() => (engine as unknown as Operations)[name](request))
    return Effect.runPromise(
      Effect.map(
        Effect.exit(Engine.withOptions(effect, { ...options } as Engine.CallOptions)) as Effect.Effect<
          Exit.Exit<unknown, unknown>
        >,
        toEnded
      )
    )
  }
}
