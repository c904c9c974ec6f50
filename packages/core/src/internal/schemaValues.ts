/** Schemas of values with a different type in JSON: points in time and secrets. */
import { type Instant, toTimestamp } from "@openrouter-keys/protocol/Field"
import type * as Arbitrary from "effect/Arbitrary"
import * as DateTime from "effect/DateTime"
import * as Either from "effect/Either"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"

// =====================================================================================================================
// Points in time
// =====================================================================================================================

const isInstant = (u: unknown): u is Instant => toTimestamp(u) !== undefined

/** `isInstant` guarantees a timestamp. */
const timestampOf = (instant: Instant): string => toTimestamp(instant) ?? ""

const dates: Arbitrary.LazyArbitrary<Date> = (fc) =>
  fc.date({ min: new Date(0), max: new Date("9999-12-31T23:59:59Z"), noInvalidDate: true })

/** Timestamps in ISO-8601, for responses and requests. */
export const timestamps: Arbitrary.LazyArbitrary<string> = (fc) => dates(fc).map(timestampOf)

const InstantFromSelf = /* @__PURE__ */ Schema.declare(isInstant, {
  description: "A Date, a DateTime, or ISO-8601 with a time zone",
  jsonSchema: { type: "string", format: "date-time" },
  arbitrary: () => (fc) => fc.oneof(dates(fc), dates(fc).map((date) => DateTime.unsafeFromDate(date)), timestamps(fc)),
  pretty: () => timestampOf,
  equivalence: () => (one, other) => timestampOf(one) === timestampOf(other)
})

const Timestamp = /* @__PURE__ */ Schema.String.pipe(
  /* @__PURE__ */ Schema.filter(isInstant, { jsonSchema: { format: "date-time" }, arbitrary: () => timestamps })
)

/** ISO-8601 in JSON. Decodes to UTC with seconds; encodes from a `Date`, a `DateTime` or a string. */
export const instant: Schema.Schema<Instant, string> = /* @__PURE__ */ Schema.transform(Timestamp, InstantFromSelf, {
  strict: true,
  decode: timestampOf,
  encode: timestampOf
})

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
  Either.getOrUndefined(Either.try(() => Redacted.value(secret) as unknown))

/** A string in JSON, `Redacted` in programs. Messages do not show the value. */
export const secret = (
  { description, expected, maxLength, minLength }: SecretRules
): Schema.Schema<Redacted.Redacted, string> => {
  const longest = maxLength ?? Infinity
  const isSecret = (u: unknown): u is string => typeof u === "string" && u.length >= minLength && u.length <= longest
  const strings: Arbitrary.LazyArbitrary<string> = (fc) =>
    fc.string({ minLength, maxLength: Math.min(longest, minLength + 32) })
  const about = {
    ...(description === undefined ? {} : { description }),
    message: () => ({ message: `Expected ${expected}`, override: true })
  }
  const annotations = {
    ...about,
    jsonSchema: { type: "string", minLength, ...(maxLength === null ? {} : { maxLength }) }
  }
  return Schema.transform(
    Schema.declare(isSecret, { ...annotations, arbitrary: () => strings, pretty: () => () => "<redacted>" }),
    Schema.declare((u): u is Redacted.Redacted => Redacted.isRedacted(u) && isSecret(reveal(u as Redacted.Redacted)), {
      ...annotations,
      arbitrary: () => (fc) => strings(fc).map((text) => Redacted.make(text)),
      pretty: () => () => "<redacted>",
      equivalence: () => Redacted.getEquivalence((one: string, other: string) => one === other)
    }),
    { strict: true, decode: (text) => Redacted.make(text), encode: (redacted) => Redacted.value(redacted) }
  ).annotations(about)
}
