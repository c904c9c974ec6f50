/**
 * Limits for any selection of keys, such as those of a customer, a team or a prefix. The API has limits for single keys.
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

/** One value, or several of which one must match. */
export type OneOf = string | ReadonlyArray<string>

/** Selects keys. A key must match every field that is set; `{}` selects all keys. */
export interface Selector {
  /** Beginning of the name. */
  readonly prefix?: OneOf
  /** The whole name. During a rotation, a key still matches its original name. */
  readonly name?: OneOf
  /** The hash. Budgets also count the key's predecessors and successors by rotation. */
  readonly hash?: OneOf
  /** The partner's end user. */
  readonly externalUser?: OneOf
  /** User ID of the creator. */
  readonly creatorUserId?: OneOf
  readonly workspaceId?: OneOf
}

/** How much the keys may spend together. */
export interface Budget {
  /** Name of the budget, which is part of its events. Names must be unique within a watch. */
  readonly name: string
  /** The keys that count, including those that were deleted in the period. */
  readonly keys: Selector
  /** The limit, in USD. */
  readonly limit: number
  /** When spending resets: at midnight UTC, on Mondays, or on the first of the month. */
  readonly period: Period
  /** Shares of the limit that cause an event when they are reached. Default: `[0.5, 0.8, 1]`. */
  readonly warnAt?: ReadonlyArray<number> | undefined
  /**
   * What happens at the limit: `notify`, the default, emits an event. `disable` also disables the keys, at each look
   * until the period ends. They stay disabled until you enable them.
   */
  readonly then?: "notify" | "disable" | undefined
  /** Whether usage of your own provider keys (BYOK) counts. Default: `false`. */
  readonly includeByok?: boolean | undefined
}

const oneOf = (description: string) =>
  Schema.optionalWith(
    Schema.Union(Schema.String, Schema.Array(Schema.String)).annotations(
      said(description, "a string or a list of strings; leave the field out to match any value")
    ),
    { exact: true }
  )

/** Unknown fields are errors: a misspelled field would select all keys. */
const parseOptions: AST.ParseOptions = { onExcessProperty: "error" }

/** Schema of a selection of keys. An unknown field is an error, because it would select all keys. */
export const Selector: Schema.Schema<Selector> = Schema.Struct({
  prefix: oneOf("Beginning of the name."),
  name: oneOf("The whole name."),
  hash: oneOf("The hash."),
  externalUser: oneOf("The partner's end user."),
  creatorUserId: oneOf("User ID of the creator."),
  workspaceId: oneOf("ID of the workspace.")
}).annotations({
  ...saidOfParts("Selects the keys that match every field; `{}` selects all keys.", "a mapping, {} for all keys"),
  parseOptions
})

const Amount = Schema.Number.pipe(Schema.finite(), Schema.positive())

const saidOfShares = {
  description: "Shares of the limit that cause an event when they are reached.",
  message: ({ actual }: { readonly actual: unknown }) => {
    const given = Array.isArray(actual) ? `[${actual.map(shown).join(", ")}]` : shown(actual)
    return { message: `is ${given}: expected a list of shares of the limit, each more than 0`, override: true }
  }
}

/** Schema of a budget. An unknown field is an error. */
export const Budget: Schema.Schema<Budget> = Schema.Struct({
  name: Schema.String.pipe(Schema.minLength(1)).annotations(
    said("Name of the budget.", "a string of at least one character")
  ),
  keys: Selector,
  limit: Amount.annotations(said("The limit, in USD.", "an amount in USD, more than 0")),
  period: Schema.Literal("day", "week", "month").annotations(
    said("When spending resets.", "\"day\", \"week\" or \"month\"")
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

/** The fields of a key that a selection reads. */
export type Selectable = Pick<ApiKey, "name" | "hash" | "externalUser" | "creatorUserId" | "workspaceId">

const isOne = (wanted: OneOf | undefined, matches: (value: string) => boolean): boolean =>
  wanted === undefined || (typeof wanted === "string" ? matches(wanted) : wanted.some(matches))

/**
 * Whether a key is selected. `lineOf` returns the hash of the first key in a line of rotated keys, so that a hash also
 * selects its successors. Default: each key is a line of its own.
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
