/** Schemas of values with a different type in JSON: points in time and secrets. */
import { type Instant, toTimestamp } from "@openrouter-keys/protocol/Field"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as SchemaGetter from "effect/SchemaGetter"

// =====================================================================================================================
// Points in time
// =====================================================================================================================

const isInstant = (u: unknown): u is Instant => toTimestamp(u) !== undefined

/** `isInstant` guarantees a timestamp. */
const timestampOf = (instant: Instant): string => toTimestamp(instant) ?? ""

const timestamp = /* @__PURE__ */ SchemaGetter.transform(timestampOf)

/** ISO-8601 in JSON. Decodes to UTC with seconds; encodes from a `Date`, a `DateTime` or a string. */
export const instant = (): Schema.Codec<Instant, string> => {
  const expected = "ISO-8601 with a time zone"
  const Timestamp = Schema.String.annotate({ format: "date-time" }).check(Schema.makeFilter(isInstant, { expected }))
  const InstantFromSelf = Schema.declare(isInstant, {
    expected: `a Date, a DateTime, or ${expected}`,
    toCodecJson: () => Schema.link<Instant>()(Timestamp, { decode: timestamp, encode: timestamp }),
    toEquivalence: () => (one, other) => timestampOf(one) === timestampOf(other),
    toFormatter: () => timestampOf
  })
  return Timestamp.pipe(Schema.decodeTo(InstantFromSelf, { decode: timestamp, encode: timestamp }))
}

// =====================================================================================================================
// Secrets
// =====================================================================================================================

/** Rules for a secret. */
export interface SecretRules {
  readonly minLength: number
  readonly maxLength: number | null
  readonly description?: string
  /** Describes what it must be. */
  readonly expected: string
}

/** The value; `undefined` if it was wiped. */
const reveal = (secret: Redacted.Redacted): unknown =>
  Result.getOrUndefined(Result.try(() => Redacted.value(secret) as unknown))

const redact = /* @__PURE__ */ SchemaGetter.transform((text: string) => Redacted.make(text))

const unwrap = /* @__PURE__ */ SchemaGetter.transform((secret: Redacted.Redacted) => Redacted.value(secret))

/** A string in JSON, `Redacted` in programs. Messages do not show the value. */
export const secret = (
  { description, expected, maxLength, minLength }: SecretRules
): Schema.Codec<Redacted.Redacted, string> => {
  const isSecret = (u: unknown): u is string =>
    typeof u === "string" && u.length >= minLength && u.length <= (maxLength ?? Infinity)
  const about = { ...(description === undefined ? {} : { description }), expected }
  const atLeast = Schema.String.check(Schema.isMinLength(minLength, { expected }))
  const Text = (maxLength === null ? atLeast : atLeast.check(Schema.isMaxLength(maxLength, { expected })))
    .annotate(about)
  const Secret = Schema.declare(
    (u): u is Redacted.Redacted => Redacted.isRedacted(u) && isSecret(reveal(u as Redacted.Redacted)),
    {
      ...about,
      toCodecJson: () => Schema.link<Redacted.Redacted>()(Text, { decode: redact, encode: unwrap }),
      toEquivalence: () => Redacted.makeEquivalence((one: string, other: string) => one === other),
      toFormatter: () => () => "<redacted>"
    }
  )
  return Text.pipe(Schema.decodeTo(Secret, { decode: redact, encode: unwrap }))
}
