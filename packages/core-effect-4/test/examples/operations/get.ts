import { ApiKeys } from "@openrouter-keys/core-effect-4"
import { Console, Effect } from "effect"

const hash = "f01d52606dc8f0a8303a7b5cc3fa07109c2e346cec7c0a16b40de462992ce943"

const program = ApiKeys.get({ hash }).pipe(
  Effect.flatMap(({ data }) => Console.log(`${data.name} has ${data.limitRemaining ?? "no limit on its"} USD left`)),
  Effect.catchTag("NotFound", () => Console.log("no such key"))
)

await Effect.runPromise(Effect.provide(program, ApiKeys.layerLive))
