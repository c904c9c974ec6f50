/** What an Effect program does. */
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as Adapters from "@openrouter-keys/adapters"
import { ApiKeys, OpenRouterClient, OpenRouterError } from "@openrouter-keys/core"
import { ApiKeysTest, FakeOpenRouter } from "@openrouter-keys/core/testing"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"
import { equal, fail, hold, type Place, received, type Scenario } from "./scenario.js"

const layerOf = ({ managementKey, url }: Place): Layer.Layer<ApiKeys> =>
  ApiKeys.layer.pipe(
    Layer.provide(OpenRouterClient.layer({ apiKey: Redacted.make(managementKey), serverURL: url })),
    Layer.provide(FetchHttpClient.layer)
  )

const run = async <A, E>(place: Place, program: Effect.Effect<A, E, ApiKeys>): Promise<A> =>
  Effect.runPromise(Effect.provide(program, layerOf(place)))

const sixOperations: Scenario = async (place) =>
  run(
    place,
    Effect.gen(function*() {
      const { data, key } = yield* ApiKeys.create({ name: "Smoke", limit: 5 })
      hold(
        Redacted.value(key).startsWith("sk-or-v1-") && !JSON.stringify(key).includes("sk-or"),
        "a created key is redacted"
      )
      equal((yield* ApiKeys.get({ hash: data.hash })).data, data, "the key that is read")
      const changed = yield* ApiKeys.update({ hash: data.hash, requestBody: { limit: null } })
      equal(changed.data.limit, null, "the limit that was taken away")
      hold((yield* ApiKeys.list()).data.length > 0, "keys are listed")
      equal(yield* ApiKeys.delete({ hash: data.hash }), { deleted: true }, "a deletion")
      equal((yield* ApiKeys.getCurrentKeyMetadata()).data.isManagementKey, true, "the key that asks")
    })
  )

const typedErrors: Scenario = async (place) => {
  const outcome = await run(
    place,
    ApiKeys.get({ hash: "missing" }).pipe(
      Effect.as("found"),
      Effect.catchTag("NotFound", ({ outcome }) => Effect.succeed(outcome))
    )
  )
  equal(outcome, "Rejected", "a missing key's outcome")
  await fail(place, { operation: "list", status: 429, headers: { "retry-after": "3600" } })
  const error = await run(place, Effect.flip(ApiKeys.list()))
  hold(error instanceof OpenRouterError.TooManyRequests, "a limit is TooManyRequests")
  hold(OpenRouterError.TooManyRequests === Adapters.TooManyRequests, "both faces have the same classes")
  equal(error.retryAfterMs, 3_600_000, "how long to wait")
}

const interruption: Scenario = async (place) => {
  await fail(place, { operation: "list", delay: "20s" })
  const result = await run(
    place,
    ApiKeys.list().pipe(
      Effect.as("answered"),
      Effect.timeoutTo({
        duration: "200 millis",
        onSuccess: (answer) => answer,
        onTimeout: () => "interrupted"
      })
    )
  )
  equal(result, "interrupted", "a call that takes too long")
}

const allKeys: Scenario = async (place) => {
  const hashes = await run(
    place,
    ApiKeys.listAll({ includeDisabled: true }).pipe(Stream.map(({ hash }) => hash), Stream.runCollect)
  )
  hold(hashes.length > 100 && new Set(hashes).size === hashes.length, "each key of all pages comes once")
  equal(await received(place, "list"), 4, "requests of a stream of two pages")
}

const inMemory: Scenario = async () => {
  const program = Effect.gen(function*() {
    const { data } = yield* ApiKeys.create({ name: "Fake" })
    const fake = yield* FakeOpenRouter
    yield* fake.spend(data.hash, 1.5)
    return (yield* ApiKeys.get({ hash: data.hash })).data.usage
  })
  equal(await Effect.runPromise(Effect.provide(program, ApiKeysTest.layer())), 1.5, "usage of a key in memory")
}

/** What an Effect program does. */
export const core: Readonly<Record<string, Scenario>> = {
  "six operations": sixOperations,
  "error types": typedErrors,
  interruption,
  "all pages": allKeys,
  "in memory": inMemory
}
