/**
 * The real operations over the fake, to replace `ApiKeys.layerLive` in unit tests.
 *
 * @module
 */
import * as Stub from "@openrouter-keys/protocol/Stub"
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import type { ApiKey, CurrentKey } from "../ApiKey.js"
import { ApiKeys } from "../ApiKeys.js"
import { OpenRouterClient } from "../OpenRouterClient.js"
import type { RetryPolicy } from "../RetryPolicy.js"
import { FakeOpenRouter } from "./FakeOpenRouter.js"

/** Options of the fake and of the operations over it. */
export interface Options extends FakeOpenRouter.Options {
  /**
   * When a failed request is retried. Default: as in production. Delays pass on the test clock: after `fake.fail({
   * status: 429 })` a call waits for `TestClock.adjust`. With `RetryPolicy.none` it fails at once.
   */
  readonly retry?: RetryPolicy | undefined
}

/**
 * `ApiKeys` over its own {@link FakeOpenRouter}. Tests use the fake to create keys, spend, inject faults, and read the
 * requests. It runs on the test clock.
 *
 * @example
 * ```ts
 * import { ApiKeys } from "@openrouter-keys/core-effect-4"
 * import { ApiKeysTest } from "@openrouter-keys/core-effect-4/testing"
 * import { Effect } from "effect"
 * import { assert, it } from "vitest"
 *
 * it("names the new key", () =>
 *   Effect.gen(function*() {
 *     const { data } = yield* ApiKeys.create({ name: "CI" })
 *     assert.strictEqual(data.name, "CI")
 *   }).pipe(Effect.provide(ApiKeysTest.layer()), Effect.runPromise))
 * ```
 */
export const layer = ({ retry, ...options }: Options = {}): Layer.Layer<ApiKeys | FakeOpenRouter> => {
  const client = Layer.unwrap(
    Effect.map(
      FakeOpenRouter,
      ({ httpClient, managementKey }) =>
        OpenRouterClient.layer({ apiKey: Redacted.make(managementKey), retry }).pipe(
          Layer.provide(Layer.succeed(HttpClient.HttpClient, httpClient))
        )
    )
  )
  return ApiKeys.layer.pipe(Layer.provide(client), Layer.provideMerge(FakeOpenRouter.layer(options)))
}

/** A key for a stub: `key({ name: "CI" })` fills in the other fields. */
export const key: (fields?: Partial<ApiKey>) => ApiKey = Stub.key

/** A current key for a stub of `getCurrentKeyMetadata`, with the other fields filled in. */
export const currentKey: (fields?: Partial<CurrentKey>) => CurrentKey = Stub.currentKey

/** An error for a stub: `error("TooManyRequests", { retryAfterMs: 1_000 })` fills in the other fields. */
export const error: <Tag extends Stub.ErrorTag>(tag: Tag, fields?: Stub.ErrorStub<Tag>) => Stub.ErrorOf<Tag> =
  Stub.error
