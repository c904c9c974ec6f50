import { ApiKey, ApiKeys } from "@openrouter-keys/core"
import { Effect, JSONSchema, Schema } from "effect"

/** A row of our page. */
const Row = Schema.extend(
  ApiKey.pick("hash", "label", "limit", "usage"),
  Schema.Struct({ team: Schema.NonEmptyString })
)

const { data } = await Effect.runPromise(Effect.provide(ApiKeys.list(), ApiKeys.layerLive))
const rows = data.map((key) => Schema.decodeUnknownSync(Row)({ ...key, team: "billing" }))

console.log(rows.length, JSONSchema.make(Row))
