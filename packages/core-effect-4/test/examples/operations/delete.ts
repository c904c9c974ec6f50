import { ApiKeys } from "@openrouter-keys/core-effect-4"
import { Effect } from "effect"

const hash = "f01d52606dc8f0a8303a7b5cc3fa07109c2e346cec7c0a16b40de462992ce943"

const program = ApiKeys.delete({ hash }).pipe(
  // Nothing to do if the key does not exist.
  Effect.catchTag("NotFound", () => Effect.void)
)

await Effect.runPromise(Effect.provide(program, ApiKeys.layerLive))
