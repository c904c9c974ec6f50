import { ApiKeys } from "@openrouter-keys/core-effect-4"
import { Console, Effect, Redacted } from "effect"

/** Where your application keeps secrets. */
const save = (secret: Redacted.Redacted<string>) => Console.log(`keeping ${Redacted.value(secret).length} characters`)

const program = ApiKeys.create({ name: "Ada", limit: 5, limitReset: "monthly" }).pipe(
  Effect.flatMap(({ key }) => save(key)),
  // The key was created, but the response could not be decoded.
  Effect.catchTag("InvalidResponse", (error) => {
    const key = error.revealCreatedKey()
    return key === null ? Effect.fail(error) : save(Redacted.make(key))
  })
)

await Effect.runPromise(Effect.provide(program, ApiKeys.layerLive))
