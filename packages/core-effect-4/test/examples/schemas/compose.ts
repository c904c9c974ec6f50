import { ApiKey, ApiKeys } from "@openrouter-keys/core-effect-4"
import { Effect, Schema } from "effect"

/** A row of our page. */
const { hash, label, limit, usage } = ApiKey.fields
const Row = Schema.Struct({ hash, label, limit, usage, team: Schema.NonEmptyString })

const { data } = await Effect.runPromise(Effect.provide(ApiKeys.list(), ApiKeys.layerLive))
const rows = data.map((key) => Schema.decodeUnknownSync(Row)({ ...key, team: "billing" }))

console.log(rows.length, Schema.toJsonSchemaDocument(Row))
