import { ApiKeys } from "@openrouter-keys/core"
import { Effect } from "effect"

const hash = "f01d52606dc8f0a8303a7b5cc3fa07109c2e346cec7c0a16b40de462992ce943"

const program = ApiKeys.delete({ hash }).pipe(
  // A key that is gone already is as good as deleted.
  Effect.catchTag("NotFound", () => Effect.void)
)

await Effect.runPromise(Effect.provide(program, ApiKeys.layerLive))
