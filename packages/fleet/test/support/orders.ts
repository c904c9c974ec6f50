/** Requests for many keys, and what must hold once they are done. */
import { assert } from "@effect/vitest"
import { RetryPolicy } from "@openrouter-keys/core"
import { ApiKeysTest, FakeOpenRouter } from "@openrouter-keys/core/testing"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import * as Bulk from "../../src/Bulk.js"
import * as Database from "../../src/internal/database.js"
import { MemorySink, SecretSink } from "../../src/SecretSink.js"

export const layer = (options: ApiKeysTest.Options = {}) =>
  Layer.mergeAll(ApiKeysTest.layer({ retry: RetryPolicy.none, ...options }), Database.memory, SecretSink.memory)

export const requests = Array.from({ length: 6 }, (_, index): Bulk.Request => ({
  id: `order-${index}`,
  name: `customer ${index}`,
  limit: index,
  external: { user: `customer-${index}` }
}))

export const create = (options?: Bulk.Options) =>
  Effect.map(Stream.runCollect(Bulk.create(requests, options)), (all) => [...all])

/** Every key is a request's, under its name, and its sink has its secret. */
export const assertDone = Effect.gen(function*() {
  const fake = yield* FakeOpenRouter
  const { entries } = yield* MemorySink
  const keys = yield* fake.keys
  const stored = yield* entries
  assert.sameMembers(keys.map(({ name }) => name), requests.map(({ name }) => name))
  assert.sameMembers(stored.map(({ hash }) => hash), keys.map(({ hash }) => hash))
})
