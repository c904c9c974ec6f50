/** Validates options of a watch before anything is read: an invalid budget could disable keys or emit no events. */
import type * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import { Budget } from "../../Budget.js"
import type { Options, RunOptions } from "../../Watch.js"
import type { FieldIssue, Path } from "../issues.js"
import { check, interval, type OptionError, time, toError } from "../options.js"
import { maybe, said, saidOfParts } from "../shown.js"

const fields = {
  budgets: Schema.optionalWith(
    Schema.Array(Budget).annotations(saidOfParts("The budgets.", "a list of budgets")),
    { exact: true }
  ),
  workspaceIds: maybe(Schema.Array(Schema.String), said("IDs of workspaces.", "a list of IDs")),
  expiryNotice: time("How long before a key's expiry there is an event.")
}

const optionsOf = saidOfParts("Options of a watch.", "a mapping of options")

const LookOptions = Schema.Struct(fields).annotations(optionsOf)

const WatchOptions = Schema.Struct({ ...fields, every: interval("Time between looks.") }).annotations(optionsOf)

const budgetAt = (given: unknown, index: PropertyKey | undefined): unknown => {
  const budgets = typeof given === "object" && given !== null && "budgets" in given ? given.budgets : undefined
  return Array.isArray(budgets) && typeof index === "number" ? budgets[index] : undefined
}

const nameOf = (budget: unknown): unknown =>
  typeof budget === "object" && budget !== null && "name" in budget ? budget.name : undefined

/** Adds the budget's name to a path such as `budgets[2].limit`. */
const aboutBudget = (given: unknown) => ([first, index]: Path): string => {
  const name = first === "budgets" ? nameOf(budgetAt(given, index)) : undefined
  return typeof name === "string" && name !== "" ? ` of the budget ${JSON.stringify(name)}` : ""
}

const sameNames = (budgets: ReadonlyArray<Budget>): ReadonlyArray<FieldIssue> => {
  const names = budgets.map(({ name }) => name)
  return names.flatMap((name, index) =>
    names.indexOf(name) === index
      ? []
      : [{
        path: ["budgets", index, "name"],
        message: `is also the name of budgets[${names.indexOf(name)}]: use another one`
      }]
  )
}

const checked = <A extends Options, I>(
  schema: Schema.Schema<A, I>,
  given: unknown
): Effect.Effect<A, OptionError> =>
  Either.flatMap(check(schema, given), (valid) => {
    const same = sameNames(valid.budgets ?? [])
    return same.length > 0 ? Either.left(same) : Either.right(valid)
  }).pipe(Either.mapLeft((issues) => toError(issues, aboutBudget(given))))

/** Validates options of one look. The error names the budget and the field. */
export const checkOptions = (options: Options): Effect.Effect<Options, OptionError> => checked(LookOptions, options)

/** Validates options of a watch. The error names the budget and the field. */
export const checkRunOptions = (options: RunOptions): Effect.Effect<RunOptions, OptionError> =>
  checked(WatchOptions, options)
