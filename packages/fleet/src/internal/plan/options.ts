/** Validates options of plans: a misspelled one could disable keys, or skip `refuseMore`. */
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import type { ApplyOptions, MakeOptions } from "../../Plan.js"
import { concurrency, type OptionError, options } from "../options.js"
import { maybe, said, saidOfParts } from "../shown.js"

const mapping = "a mapping of options"

const Make = Schema.Struct({
  prune: maybe(
    Schema.Union(Schema.Boolean, Schema.Literal("delete")),
    said("What happens to keys that are not declared.", "true, false or \"delete\"")
  ),
  now: maybe(Schema.Number.pipe(Schema.finite()), said("The time.", "milliseconds since the epoch"))
}).annotations(saidOfParts("Options of `make`.", mapping))

const isFunction = (given: unknown): given is NonNullable<ApplyOptions["sink"]> => typeof given === "function"

const Apply = Schema.Struct({
  sink: maybe(Schema.declare(isFunction), said("Returns the sink for a declared `to`.", "a function of `to`")),
  refuseMore: maybe(Schema.Boolean, said("Fail if a change permits more.", "true or false")),
  concurrency
}).annotations(saidOfParts("Options of `apply`.", mapping))

/** Validates options of `make`. Throws an `OptionError`, because `make` is not an effect. */
export const makeOptionsOf = (given: MakeOptions = {}): MakeOptions =>
  Either.getOrThrowWith(options(Make, given), (error) => error)

/** Validates options of `apply`. */
export const applyOptionsOf = (given: ApplyOptions = {}): Either.Either<ApplyOptions, OptionError> =>
  options(Apply, given)
