import { FetchHttpClient } from "@effect/platform"
import { ApiKeys } from "@openrouter-keys/core"
import { type Budget, Fleet, Notifier, Watch } from "@openrouter-keys/fleet"
import { Config, Effect, Layer, Stream } from "effect"

const budgets: ReadonlyArray<Budget> = [
  { name: "ada", keys: { externalUser: "ada" }, limit: 100, period: "month" },
  { name: "experiments", keys: { prefix: "dev/" }, limit: 20, period: "day", warnAt: [0.8, 1], then: "disable" }
]

const webhook = Config.redacted("WEBHOOK_SECRET").pipe(
  Effect.map((secret) => Notifier.webhook({ url: "https://example.com/hooks/openrouter-keys", secret })),
  Layer.unwrapEffect,
  Layer.provide(FetchHttpClient.layer)
)

const layer = Layer.mergeAll(Fleet.layerLocal({ file: "fleet.db" }), webhook).pipe(
  Layer.provideMerge(ApiKeys.layerLive)
)

/**
 * Runs until it is interrupted. Start it with `Effect.runPromise(Effect.provide(program, layer))`, or, to handle Ctrl-C, with
 * `NodeRuntime.runMain` of `@effect/platform-node`.
 */
export const program = Stream.runForEach(Watch.run({ every: "5 minutes", budgets }), Notifier.notify)

export { layer }
