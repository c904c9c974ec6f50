/** Random response bytes from a real server on localhost. */
import { assert, it } from "@effect/vitest"
import { OpenRouterClient } from "@openrouter-keys/core"
import { Cause, Effect, Exit, Option } from "effect"
import * as fc from "fast-check"
import { assertNoSecret, calls, names, over, transports } from "./support/calls.js"
import { respondWith, serve } from "./support/server.js"
import { created, createdKey, page, wireKey } from "./support/wire.js"

it.live("each of 10,000 random bodies gives a value or a tagged error", () =>
  Effect.gen(function*() {
    const cases = fc.sample(
      fc.tuple(
        fc.constantFrom(200, 201, 400, 401, 403, 404, 408, 429, 500, 503, 599),
        fc.oneof(
          fc.uint8Array({ maxLength: 64 }),
          fc.json().map((text) => new TextEncoder().encode(text)),
          fc.constantFrom(created, page(wireKey)).chain((text) =>
            fc.nat(text.length).map((length) => new TextEncoder().encode(text.slice(0, length)))
          )
        )
      ),
      { numRuns: 10_000, seed: 1 }
    )
    const server = yield* serve((to) => {
      const [status, body] = cases[Number(to.request.headers["x-case"])]!
      respondWith(status, body)(to)
    })
    yield* Effect.forEach(cases, (_, index) =>
      calls[names[index % names.length]!].run.pipe(
        OpenRouterClient.withOptions({ headers: { "x-case": String(index) } }),
        Effect.exit,
        Effect.map((exit) => {
          if (Exit.isSuccess(exit)) return
          const error = Option.getOrThrow(Cause.failureOption(exit.cause))
          assert.notInclude(JSON.stringify(error), createdKey)
          if (index % 200 === 0) assertNoSecret(error)
        })
      ), { concurrency: 32, discard: true }).pipe(Effect.provide(over(server.url, {}, transports["undici's pool"])))
    assert.lengthOf(server.requests, cases.length)
  }).pipe(Effect.scoped), 300_000)
