/** Where the stack trace of a failed call begins, over the Effect API. */
import { ApiKeys, FetchClient, type OpenRouterError } from "@openrouter-keys/core"
import { ApiKeysTest } from "@openrouter-keys/core/testing"
import { Cause, Effect, Layer, Stream } from "effect"
import { type CallAt, callSite, lineIn } from "./suites/callSite.js"
import { layerOf } from "./suites/coreClient.js"
import { hash } from "./support/wire.js"

type Call = Effect.Effect<unknown, OpenRouterError.OpenRouterError, ApiKeys>

const file = "callSite.test.ts"

const here = (): number => lineIn(file)

const drain = <A, E>(stream: Stream.Stream<A, E, ApiKeys>) => Stream.runDrain(stream)

// Each call is in the line of its `here`.
const statics: { readonly [operation: string]: () => CallAt<Call> } = {
  list: () => ({ line: here(), effect: ApiKeys.list() }),
  create: () => ({ line: here(), effect: ApiKeys.create({ name: "CI" }) }),
  get: () => ({ line: here(), effect: ApiKeys.get({ hash }) }),
  update: () => ({ line: here(), effect: ApiKeys.update({ hash, requestBody: {} }) }),
  delete: () => ({ line: here(), effect: ApiKeys.delete({ hash }) }),
  getCurrentKeyMetadata: () => ({ line: here(), effect: ApiKeys.getCurrentKeyMetadata() }),
  listAll: () => ({ line: here(), effect: drain(ApiKeys.listAll()) }),
  "an invalid request": () => ({ line: here(), effect: ApiKeys.get({ hash: "../keys" }) }),
  "an invalid list": () => ({ line: here(), effect: drain(ApiKeys.listAll({ offset: -1 })) })
}

const methods: { readonly [operation: string]: (keys: ApiKeys.Service) => CallAt<Call> } = {
  list: (keys) => ({ line: here(), effect: keys.list() }),
  create: (keys) => ({ line: here(), effect: keys.create({ name: "CI" }) }),
  get: (keys) => ({ line: here(), effect: keys.get({ hash }) }),
  update: (keys) => ({ line: here(), effect: keys.update({ hash, requestBody: {} }) }),
  delete: (keys) => ({ line: here(), effect: keys.delete({ hash }) }),
  getCurrentKeyMetadata: (keys) => ({ line: here(), effect: keys.getCurrentKeyMetadata() }),
  listAll: (keys) => ({ line: here(), effect: drain(keys.listAll()) }),
  "an invalid request": (keys) => ({ line: here(), effect: keys.create({ name: "" }) }),
  "a method on its own": ({ get }) => ({ line: here(), effect: get({ hash }) })
}

callSite<Call, ApiKeys.Service>({
  name: "ApiKeys",
  file,
  statics,
  methods,
  rotateKeys: function rotateKeys() {
    return ApiKeys.list()
  },
  run: (make, settings, inSpan = false) =>
    Effect.flatMap(ApiKeys, (keys) => inSpan ? Effect.withSpan(make(keys), "caller") : make(keys)).pipe(
      Effect.sandbox,
      Effect.flip,
      Effect.map((cause) => ({ error: Cause.squash(cause) as Error, printed: Cause.pretty(cause) })),
      Effect.provide(layerOf(settings, FetchClient.layer)),
      Effect.runPromise
    ),
  stub: () => {
    const stubbed = ApiKeysTest.error("NotFound")
    const { stack } = stubbed
    return ApiKeys.get({ hash }).pipe(
      Effect.flip,
      Effect.map((error) => [stack, error.stack] as const),
      Effect.provide(Layer.mock(ApiKeys, { get: () => Effect.fail(stubbed) })),
      Effect.runPromise
    )
  }
})
