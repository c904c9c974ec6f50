/**
 * The real operations over the fake: what a unit test swaps in for `ApiKeys.layerLive`.
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

/** How the fake starts, and how the operations over it behave. */
export interface Options extends FakeOpenRouter.Options {
  /**
   * When a failed request is sent again. Default: as in production. Its delays are then those of the test's clock:
   * after `fake.fail({ status: 429 })` a call waits for `TestClock.adjust`, or fails at once with `RetryPolicy.none`.
   */
  readonly retry?: RetryPolicy | undefined
}

/**
 * `ApiKeys` over a {@link FakeOpenRouter} of its own, which the test can reach too: to start with keys, to move usage,
 * to make requests fail, to see what was sent. It runs on the test's clock.
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

/** A key as a stub returns it: `key({ name: "CI" })` fills in the other fields. */
export const key: (fields?: Partial<ApiKey>) => ApiKey = Stub.key

/** The current key as a stub of `getCurrentKeyMetadata` returns it, the other fields filled in. */
export const currentKey: (fields?: Partial<CurrentKey>) => CurrentKey = Stub.currentKey

/** An error as a stub fails with it: `error("TooManyRequests", { retryAfterMs: 1_000 })` fills in the other fields. */
export const error: <Tag extends Stub.ErrorTag>(tag: Tag, fields?: Stub.ErrorStub<Tag>) => Stub.ErrorOf<Tag> =
  Stub.error
