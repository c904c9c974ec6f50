/**
 * Limits over any selection of keys: one customer's, a team's, a prefix's. The API has limits for single keys only.
 *
 * @module
 */
import type { ApiKey } from "@openrouter-keys/protocol/ApiKey"
import * as Schema from "effect/Schema"
import type * as AST from "effect/SchemaAST"
import type { Period } from "./internal/history/calendar.js"
import { plainName } from "./internal/names.js"
import { maybe, said, saidOfParts, shown } from "./internal/shown.js"

export type { Period } from "./internal/history/calendar.js"

/** One value, or any of several. */
export type OneOf = string | ReadonlyArray<string>

/** Which keys. A key has to match every field that is given; `{}` is all keys. */
export interface Selector {
  /** The beginning of the name. */
  readonly prefix?: OneOf
  /** The whole name. A key in the middle of a rotation has the name it had. */
  readonly name?: OneOf
  /** Budgets also count the keys that succeeded it, or that it succeeded, by rotation. */
  readonly hash?: OneOf
  /** The partner's end user. */
  readonly externalUser?: OneOf
  /** User ID of the creator. */
  readonly creatorUserId?: OneOf
  readonly workspaceId?: OneOf
}

/** How much the keys may spend together. */
export interface Budget {
  /** Name of the budget, which events carry. Budgets of one watch have different names. */
  readonly name: string
  /** The keys that count. Keys that were deleted in the period count, too. */
  readonly keys: Selector
  /** In USD. */
  readonly limit: number
  /** When spending starts again at zero: at midnight UTC, on Mondays, or on the first of the month. */
  readonly period: Period
  /** Shares of the limit at which there is an event. Default: `[0.5, 0.8, 1]`. */
  readonly warnAt?: ReadonlyArray<number> | undefined
  /**
   * What happens at the limit: `notify`, the default, tells; `disable` also disables the keys, each time it looks, for
   * as long as the period lasts. They stay disabled after that: enabling them gives more, which is nobody's but yours to do.
   */
  readonly then?: "notify" | "disable" | undefined
  /** Whether usage of your own provider keys (BYOK) counts. Default: `false`. */
  readonly includeByok?: boolean | undefined
}

const oneOf = (description: string) =>
  Schema.optionalWith(
    Schema.Union(Schema.String, Schema.Array(Schema.String)).annotations(
      said(description, "a string or a list of strings; leave the field out where any will do")
    ),
    { exact: true }
  )

/** A field that is misspelled would select all keys. */
const parseOptions: AST.ParseOptions = { onExcessProperty: "error" }

/** Schema of a selection of keys. A field that it does not know is an error, since it would select all keys. */
export const Selector: Schema.Schema<Selector> = Schema.Struct({
  prefix: oneOf("The beginning of the name."),
  name: oneOf("The whole name."),
  hash: oneOf("The hash."),
  externalUser: oneOf("The partner's end user."),
  creatorUserId: oneOf("User ID of the creator."),
  workspaceId: oneOf("ID of the workspace.")
}).annotations({
  ...saidOfParts("Which keys: those that match every field; `{}` is all keys.", "a mapping, {} for all keys"),
  parseOptions
})

const Amount = Schema.Number.pipe(Schema.finite(), Schema.positive())

const saidOfShares = {
  description: "Shares of the limit at which there is an event.",
  message: ({ actual }: { readonly actual: unknown }) => {
    const given = Array.isArray(actual) ? `[${actual.map(shown).join(", ")}]` : shown(actual)
    return { message: `is ${given}: expected a list of shares of the limit, each more than 0`, override: true }
  }
}

/** Schema of a budget. A field that it does not know is an error. */
export const Budget: Schema.Schema<Budget> = Schema.Struct({
  name: Schema.String.pipe(Schema.minLength(1)).annotations(
    said("Name of the budget.", "a string of at least one character")
  ),
  keys: Selector,
  limit: Amount.annotations(said("In USD.", "an amount in USD, more than 0")),
  period: Schema.Literal("day", "week", "month").annotations(
    said("When spending starts again at zero.", "\"day\", \"week\" or \"month\"")
  ),
  warnAt: maybe(Schema.Array(Amount), saidOfShares),
  then: maybe(
    Schema.Literal("notify", "disable"),
    said("What happens at the limit.", "\"notify\" or \"disable\"")
  ),
  includeByok: maybe(Schema.Boolean, said("Whether usage of your own provider keys counts.", "true or false"))
}).annotations({
  ...saidOfParts(
    "How much a selection of keys may spend together.",
    "a budget with name, keys, limit and period"
  ),
  parseOptions
})

/** Fields of a key that a selection looks at. */
export type Selectable = Pick<ApiKey, "name" | "hash" | "externalUser" | "creatorUserId" | "workspaceId">

const isOne = (wanted: OneOf | undefined, matches: (value: string) => boolean): boolean =>
  wanted === undefined || (typeof wanted === "string" ? matches(wanted) : wanted.some(matches))

/**
 * Whether a key is selected. `lineOf` says which line of keys a hash belongs to, so that a hash selects the keys that
 * succeeded it by rotation, too. Default: each key is a line of its own.
 */
export const matches = (
  selector: Selector,
  key: Selectable,
  lineOf: (hash: string) => string = (hash) => hash
): boolean =>
  isOne(selector.prefix, (prefix) => key.name.startsWith(prefix))
  && isOne(selector.name, (name) => name === key.name || name === plainName(key.name)?.name)
  && isOne(selector.hash, (hash) => lineOf(hash) === lineOf(key.hash))
  && isOne(selector.externalUser, (user) => user === key.externalUser)
  && isOne(selector.creatorUserId, (user) => user === key.creatorUserId)
  && isOne(selector.workspaceId, (id) => id === key.workspaceId)
