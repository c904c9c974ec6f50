import { ApiKeys } from "@openrouter-keys/core"
import { Console, Effect, Option, Redacted } from "effect"

/** Where your application keeps secrets. */
const save = (secret: Redacted.Redacted<string>) => Console.log(`keeping ${Redacted.value(secret).length} characters`)

const program = ApiKeys.create({ name: "Ada", limit: 5, limitReset: "monthly" }).pipe(
  Effect.flatMap(({ key }) => save(key)),
  // The key was issued, although the rest of the answer cannot be read: it is not lost.
  Effect.catchTag(
    "InvalidResponse",
    (error) => Option.match(error.createdKey, { onNone: () => Effect.fail(error), onSome: save })
  )
)

await Effect.runPromise(Effect.provide(program, ApiKeys.layerLive))
