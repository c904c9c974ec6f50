/** The error of each status. */
import { assert } from "@effect/vitest"
import { OpenRouterError } from "@openrouter-keys/core"
import { Effect } from "effect"
import { assertNoSecret, calls, type names, over, transports } from "./calls.js"
import { respondWith, serve } from "./server.js"
import { refusal } from "./wire.js"

const classes: { readonly [status: number]: string } = {
  400: "BadRequest",
  401: "Unauthorized",
  403: "Forbidden",
  404: "NotFound",
  409: "Conflict",
  429: "TooManyRequests",
  500: "InternalServerError"
}

/** The error of a call, checked for secrets. */
export const failing = <A, E, R>(call: Effect.Effect<A, E, R>): Effect.Effect<E, never, R> =>
  Effect.tap(Effect.orDie(Effect.flip(call)), (error) => {
    assert.isTrue(OpenRouterError.isOpenRouterError(error))
    assertNoSecret(error)
  })

/** In the fetch standard, 407 (proxy authentication) is a network error. */
const hidden: { readonly [transport: string]: ReadonlyArray<number> } = { fetch: [407] }

/** Checks the error of each status for an operation over a transport. */
export const assertStatuses = (name: typeof names[number], transport: string, statuses: ReadonlyArray<number>) =>
  Effect.gen(function*() {
    const { method, path, run, typed } = calls[name]
    let status = 0
    const server = yield* serve((to) => respondWith(status, refusal(status, "says no"))(to))
    yield* Effect.gen(function*() {
      for (status of statuses) {
        if (hidden[transport]?.includes(status)) continue
        const error = yield* failing(run)
        assert.strictEqual(error._tag, typed.includes(status) ? classes[status] : "UnexpectedStatus")
        assert.include(error, { statusCode: status, operation: name, code: status, attempts: 1 })
        assert.include(error.message, "says no")
        assert.strictEqual(error.outcome, status < 500 && status !== 408 ? "Rejected" : "Unknown")
        const transient = [408, 429].includes(status) || status >= 500
        assert.strictEqual(error.isRetryable, transient && (method !== "POST" || status === 429))
      }
    }).pipe(Effect.provide(over(server.url, {}, transports[transport])))
    assert.isAtLeast(server.requests.length, statuses.length - 1)
    assert.isTrue(server.requests.every((request) => request.method === method && request.url === path))
  }).pipe(Effect.scoped)
