/** Validates options before anything is done. Options from JSON or JavaScript may have any type. */
import * as Data from "effect/Data"
import * as Duration from "effect/Duration"
import * as Either from "effect/Either"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import { type FieldIssue, issuesOf, type Path, pathText } from "./issues.js"
import { maybe, said, shown } from "./shown.js"

/** Invalid options. Nothing was done. */
export class OptionError extends Data.TaggedError("OptionError")<{
  /** The invalid options, and what was expected, in one sentence. */
  readonly message: string
  /** Paths of the invalid options, such as `budgets[0].limit`. */
  readonly options: ReadonlyArray<string>
}> {}

const nameless = "the value given as options"

/** Combines issues into one error. `about` adds to a path what it belongs to, such as the name of a budget. */
export const toError = (
  issues: ReadonlyArray<FieldIssue>,
  about: (path: Path) => string = () => ""
): OptionError =>
  new OptionError({
    options: issues.map(({ path }) => pathText(path)),
    message: `${issues.map((issue) => `${subjectOf(issue.path)}${about(issue.path)} ${issue.message}`).join("; ")}.`
      .replace(/\?\.$/, "?")
  })

const subjectOf = (path: Path): string => path.length === 0 ? nameless : pathText(path)

/** Decodes options by a schema, or returns all errors. Unknown fields are errors. */
export const check = <A, I>(
  schema: Schema.Schema<A, I>,
  value: unknown
): Either.Either<A, ReadonlyArray<FieldIssue>> => {
  const odd = oddObjects(value)
  if (odd.length > 0) return Either.left(odd)
  return Either.mapLeft(
    Schema.decodeUnknownEither(schema, { errors: "all", onExcessProperty: "error" })(withoutUndefined(value)),
    (error) => issuesOf(error, schema.ast)
  )
}

/** Removes options that are `undefined`. */
const withoutUndefined = (value: unknown): unknown =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined))
    : value

/** Decodes options, or returns one error with all issues. */
export const options = <A, I>(schema: Schema.Schema<A, I>, value: unknown): Either.Either<A, OptionError> =>
  Either.mapLeft(check(schema, value), (issues) => toError(issues))

// =====================================================================================================================
// Objects
// =====================================================================================================================

/** Whether an object has only own fields, unlike a `Map` or a class with getters. */
const saysItself = (value: object): boolean => {
  let prototype: unknown = Object.getPrototypeOf(value)
  while (typeof prototype === "object" && prototype !== null) {
    const next: unknown = Object.getPrototypeOf(prototype)
    if (next === null) return true
    if (Object.getOwnPropertyNames(prototype).some((name) => name !== "constructor")) return false
    prototype = next
  }
  return true
}

/** Objects that are values of options: durations, times and sinks. */
const isTool = (value: object): boolean =>
  Duration.isDuration(value) || value instanceof Date || Layer.isLayer(value) || "epochMillis" in value
  || "epochMilliseconds" in value

/** Issues for objects whose fields would be ignored, so that a selection would match all keys. */
const oddObjects = (value: unknown, path: Path = []): ReadonlyArray<FieldIssue> => {
  if (typeof value !== "object" || value === null || isTool(value) || path.length > 4) return []
  if (Array.isArray(value)) return value.flatMap((each, index) => oddObjects(each, [...path, index]))
  if (!saysItself(value)) {
    const kind = Object.prototype.toString.call(value).slice("[object ".length, -1)
    return [{ path, message: `is ${kind === "Object" ? "an instance of a class" : kind}: expected a plain object` }]
  }
  return Object.entries(value).flatMap(([name, each]) => oddObjects(each, [...path, name]))
}

// =====================================================================================================================
// Durations
// =====================================================================================================================

/** Whether `Duration` accepts a value without converting it to 0. */
const isTime = (given: unknown): given is Duration.DurationInput => {
  if (Duration.isDuration(given)) return Duration.isFinite(given)
  if (typeof given === "number") return given >= 0 && given < Infinity
  if (typeof given === "bigint") return given >= 0n
  if (typeof given === "string") return !given.startsWith("-") && Duration.decodeUnknown(given)._tag === "Some"
  return Array.isArray(given) && given.length === 2 && given.every((part) => typeof part === "number" && isTime(part))
}

/** A duration in milliseconds, or an error message that follows its name. */
export const millisOf = (given: unknown): Either.Either<number, string> =>
  isTime(given)
    ? Either.right(Duration.toMillis(given))
    : Either.left(`is ${shown(given)}: expected ${expectedTime}`)

const expectedTime = "a duration of 0 or more, such as \"5 minutes\" or 300000 (milliseconds)"

const isInterval = (given: unknown): boolean => isTime(given) && Duration.toMillis(given) >= 1

const declared = (accepts: (given: unknown) => boolean) =>
  Schema.declare((given: unknown): given is Duration.DurationInput => accepts(given))

/** An optional duration of 0 or more. */
export const time = (description: string) => maybe(declared(isTime), said(description, expectedTime))

/** An optional interval of more than 0. */
export const interval = (description: string) =>
  maybe(declared(isInterval), said(description, expectedTime.replace("0 or more", "more than 0")))

/** An optional maximum of concurrent requests. */
export const concurrency = maybe(
  Schema.Number.pipe(Schema.int(), Schema.positive()),
  said("How many at a time.", "a whole number, 1 or more")
)

/** An optional text. */
export const text = (description: string) => maybe(Schema.String, said(description, "a string"))
