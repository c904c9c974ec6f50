/** Where the stack trace of a failed call leads: to the line of the caller's that made it. */
import { HttpClient } from "@effect/platform"
import { assert, describe, it } from "@effect/vitest"
import { ApiKeys, FetchClient, type OpenRouterError, RetryPolicy } from "@openrouter-keys/core"
import { ApiKeysTest } from "@openrouter-keys/core/testing"
import { Cause, Effect, Layer, Stream } from "effect"
import { types } from "node:util"
import { over } from "./support/calls.js"
import { hash } from "./support/wire.js"

/** A call and its line in this file. */
interface Called {
  readonly line: number
  readonly effect: Effect.Effect<unknown, OpenRouterError.OpenRouterError, ApiKeys>
}

/** The line of this file that calls it. */
const here = (): number => Number(/callSite\.test\.ts:(\d+):/.exec(new Error().stack!.split("\n")[2]!)![1])

const run = <A, E>(stream: Stream.Stream<A, E, ApiKeys>) => Stream.runDrain(stream)

// Each call is in the line of its `here`.
const statics: { readonly [operation: string]: () => Called } = {
  list: () => ({ line: here(), effect: ApiKeys.list() }),
  create: () => ({ line: here(), effect: ApiKeys.create({ name: "CI" }) }),
  get: () => ({ line: here(), effect: ApiKeys.get({ hash }) }),
  update: () => ({ line: here(), effect: ApiKeys.update({ hash, requestBody: {} }) }),
  delete: () => ({ line: here(), effect: ApiKeys.delete({ hash }) }),
  getCurrentKeyMetadata: () => ({ line: here(), effect: ApiKeys.getCurrentKeyMetadata() }),
  listAll: () => ({ line: here(), effect: run(ApiKeys.listAll()) }),
  "a request that is refused": () => ({ line: here(), effect: ApiKeys.get({ hash: "../keys" }) }),
  "a list that is refused": () => ({ line: here(), effect: run(ApiKeys.listAll({ offset: -1 })) })
}

const methods: { readonly [operation: string]: (keys: ApiKeys.Service) => Called } = {
  list: (keys) => ({ line: here(), effect: keys.list() }),
  create: (keys) => ({ line: here(), effect: keys.create({ name: "CI" }) }),
  get: (keys) => ({ line: here(), effect: keys.get({ hash }) }),
  update: (keys) => ({ line: here(), effect: keys.update({ hash, requestBody: {} }) }),
  delete: (keys) => ({ line: here(), effect: keys.delete({ hash }) }),
  getCurrentKeyMetadata: (keys) => ({ line: here(), effect: keys.getCurrentKeyMetadata() }),
  listAll: (keys) => ({ line: here(), effect: run(keys.listAll()) }),
  "a request that is refused": (keys) => ({ line: here(), effect: keys.create({ name: "" }) }),
  "a method on its own": ({ get }) => ({ line: here(), effect: get({ hash }) })
}

const endings: { readonly [what: string]: FetchClient.Fetch } = {
  "an error response": () => Promise.resolve(new Response("{}", { status: 401 })),
  "a lost connection": () => Promise.reject(new TypeError("fetch failed"))
}

const layer = (fetch: FetchClient.Fetch) =>
  over("http://localhost/api/v1", {}, Layer.succeed(HttpClient.HttpClient, FetchClient.make(fetch)))

/** The lines that name places, in what is printed of a failure. */
const placesOf = (text: string) => text.split("\n").filter((line) => /^ +at /.test(line))

const assertLeadsHere = (cause: Cause.Cause<OpenRouterError.OpenRouterError>, { line }: Called) => {
  const error = Cause.squash(cause) as OpenRouterError.OpenRouterError
  for (const text of [error.stack!, Cause.pretty(cause)]) {
    assert.isTrue(text.startsWith(`${error.name}: ${error.message}\n`) || text.startsWith(error.message), text)
    const places = placesOf(text)
    assert.include(places[0], `callSite.test.ts:${line}:`)
    for (const place of places) assert.notMatch(place, /core\/src\//)
  }
}

describe.each(Object.keys(endings))("after %s", (what) => {
  it.effect.each(Object.keys(statics))(
    "the stack of a static begins at the caller: %s",
    (operation) =>
      Effect.gen(function*() {
        const called = statics[operation]!()
        const cause = yield* Effect.flip(Effect.sandbox(called.effect))
        assertLeadsHere(cause, called)
      }).pipe(Effect.provide(layer(endings[what]!)))
  )

  it.effect.each(Object.keys(methods))(
    "the stack of a method begins at the caller: %s",
    (operation) =>
      Effect.gen(function*() {
        const called = methods[operation]!(yield* ApiKeys)
        const cause = yield* Effect.flip(Effect.sandbox(called.effect))
        assertLeadsHere(cause, called)
      }).pipe(Effect.provide(layer(endings[what]!)))
  )
})

describe("a stack", () => {
  const failing = layer(endings["an error response"]!)

  it.effect("begins where the effect was created, even if it runs later, again, or in a span", () =>
    Effect.gen(function*() {
      const called = statics["get"]!()
      const later = called.effect.pipe(Effect.withSpan("caller"), Effect.fork, Effect.flatMap((fiber) => fiber.await))
      for (const exit of [yield* later, yield* later]) {
        assert.strictEqual(exit._tag, "Failure")
        if (exit._tag === "Failure") assertLeadsHere(exit.cause, called)
      }
    }).pipe(Effect.provide(failing)))

  it.effect("belongs to the error itself, even in a span: it can be cloned and sent to a worker", () =>
    Effect.gen(function*() {
      for (const call of [ApiKeys.list(), ApiKeys.list({ offset: -1 }), run(ApiKeys.listAll({ offset: -1 }))]) {
        const error = yield* Effect.flip(Effect.withSpan(call, "caller"))
        assert.isFalse(types.isProxy(error))
        assert.strictEqual(structuredClone(error).message, error.message)
      }
    }).pipe(Effect.provide(failing)))

  it.effect("shows the caller's functions", () => {
    function rotateKeys() {
      return ApiKeys.list()
    }
    return Effect.gen(function*() {
      const cause = yield* Effect.flip(Effect.sandbox(rotateKeys()))
      assert.include(placesOf(Cause.pretty(cause))[0], "rotateKeys")
    }).pipe(Effect.provide(failing))
  })

  it.effect("of a stub's error is not changed", () =>
    Effect.gen(function*() {
      const stubbed = ApiKeysTest.error("NotFound")
      const { stack } = stubbed
      const error = yield* ApiKeys.get({ hash }).pipe(
        Effect.flip,
        Effect.provide(Layer.mock(ApiKeys, { get: () => Effect.fail(stubbed) }))
      )
      assert.strictEqual(error.stack, stack)
    }))

  it.effect("can be replaced", () =>
    Effect.gen(function*() {
      const error = yield* Effect.flip(Effect.provide(ApiKeys.list(), failing))
      error.stack = "mine"
      assert.strictEqual(error.stack, "mine")
    }))

  it.effect("of a retried call begins at the call", () =>
    Effect.gen(function*() {
      const called = statics["list"]!()
      const failed = Effect.flip(Effect.sandbox(called.effect))
      const retry = RetryPolicy.make({ initialInterval: 0, maxRetries: 2 })
      const fetch: FetchClient.Fetch = () => Promise.resolve(new Response("", { status: 500 }))
      const client = Layer.succeed(HttpClient.HttpClient, FetchClient.make(fetch))
      const cause = yield* Effect.provide(failed, over("http://localhost", { retry }, client))
      assert.include(Cause.squash(cause), { _tag: "InternalServerError", attempts: 3 })
      assertLeadsHere(cause, called)
    }))
})
