/** An account with more keys than anybody has. */
import { HttpClient, HttpClientResponse } from "@effect/platform"
import { assert, it } from "@effect/vitest"
import { ApiKeys } from "@openrouter-keys/core"
import { Effect, Layer, Stream } from "effect"
import { over } from "./support/calls.js"
import { page, wireKey } from "./support/wire.js"

it.live("listAll streams 100,000 keys, one page at a time", () =>
  Effect.gen(function*() {
    const client = HttpClient.make((request) => {
      const offset = Number(new URL(request.url).searchParams.get("offset"))
      const hashes = Array.from({ length: Math.min(100, 100_000 - offset) }, (_, index) => String(offset + index))
      const body = page(...hashes.map((hash) => ({ ...wireKey, hash })))
      return Effect.succeed(HttpClientResponse.fromWeb(request, new Response(body)))
    })
    const last = yield* Stream.runFold(ApiKeys.listAll(), 0, (count, { hash }) => {
      assert.strictEqual(hash, String(count))
      return count + 1
    }).pipe(Effect.provide(over("http://localhost", {}, Layer.succeed(HttpClient.HttpClient, client))))
    assert.strictEqual(last, 100_000)
  }), 30_000)
