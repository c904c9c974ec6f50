/** Builds the schemas of the errors. */
import {
  type ErrorDescription,
  errorFieldDescriptions as about,
  isJsonRecord,
  sortedJson
} from "@openrouter-keys/protocol/client/ErrorJson"
import * as Schema from "effect/Schema"
import * as SchemaGetter from "effect/SchemaGetter"

// =====================================================================================================================
// Fields
// =====================================================================================================================

const Count = () => Schema.Int.check(Schema.isGreaterThanOrEqualTo(0))

/** JSON objects of any depth. */
const JsonRecord = () => {
  const json = Schema.Record(Schema.String, Schema.Json)
  const same = SchemaGetter.passthrough<typeof json["Type"]>()
  return Schema.declare(isJsonRecord, {
    expected: "a JSON object",
    toCodecJson: () => Schema.link<typeof json["Type"]>()(json, { decode: same, encode: same }),
    toEquivalence: () => (one, other) => sortedJson(one) === sortedJson(other),
    toFormatter: () => sortedJson
  })
}

/** Fields of every error. */
const errorFields = () => ({
  message: Schema.String.annotate({
    description: about.message,
    examples: ["get: no key has this hash (HTTP 404)"]
  }),
  operation: Schema.Literals(["list", "create", "get", "update", "delete", "getCurrentKeyMetadata"])
    .annotate({ description: about.operation }),
  outcome: Schema.Literals(["NotSent", "Rejected", "Unknown"]).annotate({ description: about.outcome }),
  isRetryable: Schema.Boolean.annotate({ description: about.isRetryable }),
  attempts: Count().annotate({ description: about.attempts, examples: [1] })
})

/** Fields of errors built from an HTTP response. */
const statusFields = () => ({
  statusCode: Schema.Int.annotate({ description: about.statusCode }),
  headers: Schema.Record(Schema.String, Schema.String).annotate({ description: about.headers }),
  body: Schema.String.annotate({ description: about.body }),
  code: Schema.Union([Schema.Finite, Schema.String, Schema.Null]).annotate({ description: about.code }),
  metadata: Schema.NullOr(JsonRecord()).annotate({ description: about.metadata }),
  retryAfterMs: Schema.NullOr(Schema.Finite).annotate({ description: about.retryAfterMs })
})

// =====================================================================================================================
// Errors
// =====================================================================================================================

/** An error class whose constructor takes the fields. */
interface ErrorClass<E, Fields> {
  readonly _tag: string
  new(fields: Fields): E
}

/** The schema of an error's fields in JSON. */
interface FieldsSchema<Fields> extends Schema.Codec<Fields> {
  readonly fields: { readonly [Name in keyof Fields]: unknown }
}

/** An error without a response, in JSON. */
export const errorJson = <Tag extends string, const Fields extends Schema.Struct.Fields>(tag: Tag, fields: Fields) =>
  Schema.Struct({ _tag: Schema.Literal(tag), ...errorFields(), ...fields })

/** An error with a response, in JSON. */
export const statusErrorJson = <Tag extends string>(tag: Tag) => errorJson(tag, statusFields())

/** The schema of an error: an instance of the class, or of another copy of it, encoded as its fields. */
export const errorSchema = <E extends Error & Fields, Fields extends { readonly _tag: string }>(
  ErrorClass: ErrorClass<E, Fields>,
  { description, status }: ErrorDescription,
  fields: () => FieldsSchema<Fields>
): Schema.Codec<E, Fields> => {
  const identifier = `OpenRouter${ErrorClass._tag}`
  const struct = fields()
  const json = struct.annotate({ identifier, description })
  const names = Object.keys(struct.fields) as ReadonlyArray<keyof Fields>
  const decode = SchemaGetter.transform((each: Fields): E => new ErrorClass(each))
  // Encodes only the declared fields, because an instance is not a plain object.
  const encode = SchemaGetter.transform((error: E) =>
    Object.fromEntries(names.map((name) => [name, error[name]])) as unknown as Fields
  )
  const Instance = Schema.declare((u): u is E => u instanceof ErrorClass, {
    expected: `an instance of ${ErrorClass._tag}`,
    toCodecJson: () => Schema.link<E>()(json, { decode, encode }),
    httpApiStatus: status
  })
  return json.pipe(Schema.decodeTo(Instance, { decode, encode })).annotate({
    identifier,
    description,
    httpApiStatus: status
  })
}
