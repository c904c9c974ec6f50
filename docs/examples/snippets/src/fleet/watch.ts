import { FetchHttpClient } from "@effect/platform"
import { ApiKeys } from "@openrouter-keys/core"
import { type Budget, Fleet, Notifier, Watch } from "@openrouter-keys/fleet"
import { Layer, Redacted, Stream } from "effect"

const budgets: ReadonlyArray<Budget> = [
  { name: "ada", keys: { externalUser: "ada" }, limit: 100, period: "month" },
  { name: "experiments", keys: { prefix: "dev/" }, limit: 20, period: "day", warnAt: [0.8, 1], then: "disable" }
]

const webhook = Notifier.webhook({
  url: "https://example.com/hooks/openrouter-keys",
  secret: Redacted.make(process.env["WEBHOOK_SECRET"] ?? "")
})

const layer = Layer.mergeAll(
  Fleet.layerLocal({ file: "fleet.db" }),
  webhook.pipe(Layer.provide(FetchHttpClient.layer))
).pipe(Layer.provideMerge(ApiKeys.layerLive))

/** Runs until it is interrupted: `NodeRuntime.runMain(Effect.provide(program, layer))`. */
export const program = Stream.runForEach(Watch.run({ every: "5 minutes", budgets }), Notifier.notify)

export { layer }
