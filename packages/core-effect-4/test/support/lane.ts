/** The API of Effect 4 as a lane: errors are failures, and anything else that ends an effect is not. */
import { ApiKeys, FetchClient, OpenRouterClient, RetryPolicy } from "@openrouter-keys/core-effect-4"
import { Cause, Effect, Exit, Layer, Redacted, Result, Stream } from "effect"
import { FetchHttpClient } from "effect/http"
import type { CallSettings, Ended, Lane, ListedKey, Name, SeenError, Settings } from "../../../core/test/suites/lane.js"
import { bearer } from "../../../core/test/support/wire.js"

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
const toEnded = (exit: Exit.Exit<unknown, unknown>): Ended =>
  Exit.match(exit, {
    onSuccess: (value): Ended => ({ ok: true, value: revealed(value) }),
    onFailure: (cause) =>
      Result.match(Cause.findError(cause), {
        onSuccess: (error): Ended => ({ ok: false, how: "failed", error: error as SeenError }),
        onFailure: () => ({ ok: false, how: "died", error: Cause.squash(cause) as SeenError })
      })
  })

const revealed = (value: unknown): unknown =>
  typeof value === "object" && value !== null && "key" in value && Redacted.isRedacted(value.key)
    ? { ...value, key: Redacted.value(value.key) }
    : value

type Operations = { readonly [N in Name]: (request: unknown) => Effect.Effect<unknown, unknown, ApiKeys> }

const call = (name: Name, request: unknown, settings: Settings, options?: CallSettings): Promise<Ended> =>
  Effect.runPromise(
    Effect.suspend(() => (ApiKeys as unknown as Operations)[name](request)).pipe(
      (effect) =>
        options === undefined ? effect : OpenRouterClient.withOptions(effect, options as OpenRouterClient.CallOptions),
      (effect) => Effect.suspend(() => Effect.provide(effect, layerOf(settings))),
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

/** The API of Effect 4 over fetch. */
export const lane: Lane = {
  name: "ApiKeys",
  call,
  listAll,
  names: ["list", "create", "get", "update", "delete", "getCurrentKeyMetadata"]
}
