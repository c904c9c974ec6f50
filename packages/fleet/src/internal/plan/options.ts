/** Options of plans: checked, since one that is misspelled would disable keys, or apply what is to be refused. */
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
}).annotations(saidOfParts("How a plan is made.", mapping))

const isFunction = (given: unknown): given is NonNullable<ApplyOptions["sink"]> => typeof given === "function"

const Apply = Schema.Struct({
  sink: maybe(Schema.declare(isFunction), said("The sink that a declared `to` names.", "a function of `to`")),
  refuseMore: maybe(Schema.Boolean, said("Fail where a change gives more.", "true or false")),
  concurrency
}).annotations(saidOfParts("How a plan is applied.", mapping))

/** The options, or an `OptionError` that is thrown: making a plan is no effect. */
export const makeOptionsOf = (given: MakeOptions = {}): MakeOptions =>
  Either.getOrThrowWith(options(Make, given), (error) => error)

/** The options, or an error of all that is wrong with them. */
export const applyOptionsOf = (given: ApplyOptions = {}): Either.Either<ApplyOptions, OptionError> =>
  options(Apply, given)
