/** The schemas of a declaration. Fields that the API also has use its descriptions. */
import { documentationOf } from "@openrouter-keys/protocol/Documentation"
import { type Field, toTimestamp } from "@openrouter-keys/protocol/Field"
import { createKeysRequest } from "@openrouter-keys/protocol/KeyRequest"
import * as Schema from "effect/Schema"
import { said, saidOfParts } from "../shown.js"

const documentation = documentationOf(createKeysRequest.fields)

/** Annotations of a field, from the API's description. */
const described = (name: keyof typeof createKeysRequest.fields & string, expected?: string) => {
  const field = createKeysRequest.fields[name] as Field & { readonly expected?: string }
  const { description, example } = documentation[name]!
  return said(description, expected ?? field.expected ?? "another value", example)
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** A time with a time zone: without one, its meaning would depend on the machine. */
const instant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/

const name = Schema.String.pipe(Schema.minLength(1)).annotations(described("name"))

const limit = Schema.NullOr(Schema.Number.pipe(Schema.finite(), Schema.greaterThanOrEqualTo(0))).annotations(
  said(
    "Spending limit in USD. Required; `null` for no limit.",
    "an amount in USD (0 or more), or null for no limit",
    50
  )
)

const limitReset = Schema.NullOr(Schema.Literal("daily", "weekly", "monthly")).annotations(described("limitReset"))

const includeByokInLimit = Schema.Boolean.annotations(described("includeByokInLimit"))

const expiresAt = Schema.NullOr(
  Schema.String.pipe(
    Schema.pattern(instant, { jsonSchema: { format: "date-time" } }),
    Schema.filter((text) => toTimestamp(text) !== undefined)
  )
).annotations(
  said(
    "When the key expires. A change replaces the key by a rotation.",
    "an ISO-8601 date and time with a time zone (2027-12-31T23:59:59Z), or null for never",
    "2027-12-31T23:59:59Z"
  )
)

const creatorUserId = Schema.String.pipe(Schema.minLength(1)).annotations(
  described("creatorUserId", "a user ID of at least one character")
)

const workspaceId = Schema.String.pipe(Schema.pattern(uuid)).annotations(described("workspaceId"))

const externalUser = Schema.String.pipe(Schema.minLength(1), Schema.maxLength(512)).annotations(
  said("The partner's end user the key is created for.", "a string of 1 to 512 characters", "customer-1")
)

const disabled = Schema.Boolean.annotations(
  said("Whether the key is disabled. Default: `false`.", "true or false", true)
)

const to = Schema.String.pipe(Schema.minLength(1)).annotations(
  said(
    "Sink of the secret when the key is created or replaced.",
    "a sink such as env-file:.env#CHECKOUT_API_KEY",
    "env-file:.env#CHECKOUT_API_KEY"
  )
)

const optional = <A, I>(schema: Schema.Schema<A, I>) => Schema.optionalWith(schema, { exact: true })

const shared = {
  limitReset: optional(limitReset),
  includeByokInLimit: optional(includeByokInLimit),
  expiresAt: optional(expiresAt),
  creatorUserId: optional(creatorUserId),
  workspaceId: optional(workspaceId)
}

/** Default values for declared keys. */
const Defaults = Schema.Struct(shared).annotations(
  saidOfParts("Default values for declared keys.", "a mapping of fields")
)

/** One declared key. */
const DeclaredKey = Schema.Struct({
  name,
  limit,
  ...shared,
  externalUser: optional(externalUser),
  disabled: optional(disabled),
  to: optional(to)
}).annotations(saidOfParts("A key that should exist.", "a mapping with name and limit"))

/** The keys that a declaration manages. */
const Scope = Schema.Struct({
  prefix: Schema.String.annotations(
    said("Names of managed keys begin with this. Other keys are never changed.", "a string", "prod/")
  )
}).annotations(saidOfParts("The keys that the declaration manages.", "a mapping with prefix"))

/** A whole declaration. */
export const declaration = Schema.Struct({
  $schema: optional(Schema.String.annotations(said("URL of the JSON Schema, for editors.", "a string"))),
  version: Schema.Literal(1).annotations(said("Version of the format.", "1")),
  scope: Scope,
  defaults: optional(Defaults),
  keys: Schema.Array(DeclaredKey).annotations(saidOfParts("The keys that should exist.", "a list of keys"))
}).annotations({
  ...saidOfParts("The OpenRouter API keys that should exist.", "a mapping with version, scope and keys"),
  title: "openrouter-keys.yaml"
})
