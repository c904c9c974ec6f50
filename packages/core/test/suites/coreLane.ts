/** The Effect API as a lane: errors are failures, and anything else that ends an effect is not. */
import { FetchHttpClient } from "@effect/platform"
import { ApiKeys, FetchClient, OpenRouterClient, RetryPolicy } from "@openrouter-keys/core"
import {
  Cause,
  Clock,
  Effect,
  Exit,
  Fiber,
  Layer,
  Option,
  Random,
  Redacted,
  Stream,
  TestClock,
  TestContext
} from "effect"
import { script } from "../support/scripted.js"
import { bearer } from "../support/wire.js"
import type { CallSettings, Ended, Lane, ListedKey, Name, PlayOptions, SeenError, Settings, TimedLane } from "./lane.js"
import { samples } from "./samples.js"

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

/** The operations with these options. */
const layerOf = (settings: Settings): Layer.Layer<ApiKeys> => {
  const { apiKey, fetch, retry, serverURL, timeoutMs, ...attribution } = settings
  return ApiKeys.layer.pipe(
    Layer.provide(OpenRouterClient.layer({
      ...attribution,
      apiKey: keyOf(apiKey),
      serverURL: serverURL as string | undefined,
      timeout: timeoutMs,
      retry: policyOf(retry)
    })),
    Layer.provide(FetchClient.layer),
    Layer.provide(
      fetch === undefined ? Layer.empty : Layer.succeed(FetchHttpClient.Fetch, fetch)
    )
  )
}

/** How an exit is told to a suite; the created key as text. */
export const toEnded = (exit: Exit.Exit<unknown, unknown>): Ended =>
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

/** The operations, whose requests may be anything. */
export type Operations = { readonly [N in Name]: (request: unknown) => Effect.Effect<unknown, unknown, ApiKeys> }

const call = (name: Name, request: unknown, settings: Settings, options?: CallSettings): Promise<Ended> =>
  Effect.runPromise(
    Effect.suspend(() => (ApiKeys as unknown as Operations)[name](request)).pipe(
      (effect) =>
        options === undefined ? effect : OpenRouterClient.withOptions(effect, options as OpenRouterClient.CallOptions),
      Effect.provide(Layer.suspend(() => layerOf(settings))),
      Effect.exit,
      Effect.map(toEnded)
    )
  )

const listAll: Lane["listAll"] = (request, settings) => {
  const keys: Array<ListedKey> = []
  return Effect.runPromise(
    Stream.runForEach(ApiKeys.listAll(request as undefined), (key) => Effect.sync(() => keys.push(key))).pipe(
      Effect.provide(layerOf(settings)),
      Effect.exit,
      Effect.map((exit) => ({ keys, ended: toEnded(exit) }))
    )
  )
}

/** What a policy is made from; without a seed, every jitter is as long as it can be. */
const playOptions = ({ retry, timeout }: PlayOptions): Partial<OpenRouterClient.Options> => ({
  timeout,
  retry: retry === "none" ? RetryPolicy.none : retry === undefined ? undefined : RetryPolicy.make(retry)
})

const play: TimedLane["play"] = (name, steps, options = {}) => {
  const { layer, times } = script(steps, playOptions(options))
  const { interruptAt, seed } = options
  return Effect.gen(function*() {
    const effect = (ApiKeys as unknown as Operations)[name](samples[name].request).pipe(Effect.provide(layer))
    const fiber = yield* Effect.fork(Effect.zip(Effect.exit(effect), Clock.currentTimeMillis))
    if (interruptAt !== undefined) {
      yield* TestClock.adjust(interruptAt)
      const exit = yield* Fiber.interrupt(fiber)
      const endedAt = yield* Clock.currentTimeMillis
      yield* TestClock.adjust("1 hour")
      return { times, endedAt, ended: toEnded(Exit.flatMap(exit, ([exit]) => exit)) }
    }
    yield* TestClock.adjust("1 hour")
    const [exit, endedAt] = yield* Fiber.join(fiber)
    return { times, endedAt, ended: toEnded(exit) }
  }).pipe(
    Effect.withRandom(seed === undefined ? Random.fixed([1]) : Random.make(seed)),
    Effect.provide(TestContext.TestContext),
    Effect.runPromise
  )
}

/** The Effect API over fetch. */
export const coreLane: TimedLane = {
  name: "ApiKeys",
  call,
  listAll,
  play,
  names: ["list", "create", "get", "update", "delete", "getCurrentKeyMetadata"]
}
