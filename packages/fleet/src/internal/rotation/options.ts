/** Options of a rotation: checked before anything is read, since one that is misspelled would be left to its default. */
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import { Target } from "../../SecretSink.js"
import { options, time } from "../options.js"
import { maybe, said, saidOfParts } from "../shown.js"

const isSink = (to: unknown): boolean =>
  typeof to === "object" && to !== null && "target" in to && Schema.is(Target)(to.target)

/** A sink is a layer, which is no plain object. */
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
    said("Where the new secret goes.", "a sink of SecretSink, or its form, as in \"env-file:.env#API_KEY\"")
  ),
  grace: time("How long both keys work."),
  drain: time("How long the old key must not have been used."),
  drainBound: time("How long to wait for that."),
  keepDisabled: time("How long the old key stays disabled."),
  limit: maybe(
    Limit,
    said("Limit of the new key.", "\"same\", \"remaining\", an amount in USD, 0 or more, or null for no limit")
  ),
  expiresAt: maybe(Schema.Unknown, said("When the new key expires.", "a point in time")),
  withoutRestrictions: maybe(Schema.Boolean, said("Go on without restrictions.", "true or false"))
}).annotations(saidOfParts("Which key is rotated, and how.", "a mapping of options"))

/** What is wrong with the options of a rotation; `null` where nothing is. */
export const problemOf = (given: unknown): string | null =>
  Either.match(options(Options, given), { onLeft: ({ message }) => message, onRight: () => null })
