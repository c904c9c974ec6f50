/** Scenarios of the Effect API. */
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as Adapters from "@openrouter-keys/adapters"
import { ApiKeys, OpenRouterClient, OpenRouterError } from "@openrouter-keys/core"
import { ApiKeysTest, FakeOpenRouter } from "@openrouter-keys/core/testing"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"
import { assert, equal, fail, received, type Scenario, type TestServer } from "./scenario.js"

const layerOf = ({ managementKey, url }: TestServer): Layer.Layer<ApiKeys> =>
  ApiKeys.layer.pipe(
    Layer.provide(OpenRouterClient.layer({ apiKey: Redacted.make(managementKey), serverURL: url })),
    Layer.provide(FetchHttpClient.layer)
  )

const run = async <A, E>(server: TestServer, program: Effect.Effect<A, E, ApiKeys>): Promise<A> =>
  Effect.runPromise(Effect.provide(program, layerOf(server)))

const sixOperations: Scenario = async (server) =>
  run(
    server,
    Effect.gen(function*() {
      const { data, key } = yield* ApiKeys.create({ name: "Smoke", limit: 5 })
      assert(
        Redacted.value(key).startsWith("sk-or-v1-") && !JSON.stringify(key).includes("sk-or"),
        "a created key is redacted"
      )
      equal((yield* ApiKeys.get({ hash: data.hash })).data, data, "the key read by get")
      const changed = yield* ApiKeys.update({ hash: data.hash, requestBody: { limit: null } })
      equal(changed.data.limit, null, "the removed limit")
      assert((yield* ApiKeys.list()).data.length > 0, "keys are listed")
      equal(yield* ApiKeys.delete({ hash: data.hash }), { deleted: true }, "a deletion")
      equal((yield* ApiKeys.getCurrentKeyMetadata()).data.isManagementKey, true, "the current key")
    })
  )

const typedErrors: Scenario = async (server) => {
  const outcome = await run(
    server,
    ApiKeys.get({ hash: "missing" }).pipe(
      Effect.as("found"),
      Effect.catchTag("NotFound", ({ outcome }) => Effect.succeed(outcome))
    )
  )
  equal(outcome, "Rejected", "a missing key's outcome")
  await fail(server, { operation: "list", status: 429, headers: { "retry-after": "3600" } })
  const error = await run(server, Effect.flip(ApiKeys.list()))
  assert(error instanceof OpenRouterError.TooManyRequests, "a limit is TooManyRequests")
  assert(OpenRouterError.TooManyRequests === Adapters.TooManyRequests, "both APIs have the same classes")
  equal(error.retryAfterMs, 3_600_000, "the time to wait")
}

const interruption: Scenario = async (server) => {
  await fail(server, { operation: "list", delay: "20s" })
  const result = await run(
    server,
    ApiKeys.list().pipe(
      Effect.as("received"),
      Effect.timeoutTo({
        duration: "200 millis",
        onSuccess: (result) => result,
        onTimeout: () => "interrupted"
      })
    )
  )
  equal(result, "interrupted", "a call that takes too long")
}

const allKeys: Scenario = async (server) => {
  const hashes = await run(
    server,
    ApiKeys.listAll({ includeDisabled: true }).pipe(Stream.map(({ hash }) => hash), Stream.runCollect)
  )
  assert(hashes.length > 100 && new Set(hashes).size === hashes.length, "each key of all pages comes once")
  equal(await received(server, "list"), 4, "requests of a stream of two pages")
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

/** Scenarios of the Effect API. */
export const core: Readonly<Record<string, Scenario>> = {
  "six operations": sixOperations,
  "error types": typedErrors,
  interruption,
  "all pages": allKeys,
  "in memory": inMemory
}
