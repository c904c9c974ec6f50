/** Validates options of a rotation before anything is read. A misspelled option is an error. */
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import { Target } from "../../SecretSink.js"
import { options, time } from "../options.js"
import { maybe, said, saidOfParts } from "../shown.js"

const isSink = (to: unknown): boolean =>
  typeof to === "object" && to !== null && "target" in to && Schema.is(Target)(to.target)

/** A sink is a layer and not a plain object. */
const Sink = Schema.Unknown.pipe(Schema.filter((to) => (typeof to === "string" && to !== "") || isSink(to)))

const Limit = Schema.NullOr(
  Schema.Union(
    Schema.Literal("same", "remaining"),
    Schema.Number.pipe(Schema.finite(), Schema.greaterThanOrEqualTo(0))
  )
)

const Options = Schema.Struct({
  hash: Schema.String.pipe(Schema.minLength(1)).annotations(said("Hash of the key.", "the hash of a key")),
  to: maybe(
    Sink,
    said("Sink of the new secret.", "a sink of SecretSink, or its form such as \"env-file:.env#API_KEY\"")
  ),
  grace: time("How long both keys work."),
  drain: time("How long the old key must be unused."),
  drainBound: time("How long to wait until the old key is unused."),
  keepDisabled: time("How long the old key stays disabled."),
  limit: maybe(
    Limit,
    said("Limit of the new key.", "\"same\", \"remaining\", an amount in USD, 0 or more, or null for no limit")
  ),
  expiresAt: maybe(Schema.Unknown, said("When the new key expires.", "a point in time")),
  withoutRestrictions: maybe(Schema.Boolean, said("Continue without restrictions.", "true or false"))
}).annotations(saidOfParts("Options of a rotation.", "a mapping of options"))

/** Error message for invalid options; `null` if they are valid. */
export const problemOf = (given: unknown): string | null =>
  Either.match(options(Options, given), { onLeft: ({ message }) => message, onRight: () => null })
