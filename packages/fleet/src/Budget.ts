/**
 * Limits over any selection of keys: one customer's, a team's, a prefix's. The API has limits for single keys only.
 *
 * @module
 */
import type { ApiKey } from "@openrouter-keys/protocol/ApiKey"
import * as Schema from "effect/Schema"
import type { Period } from "./internal/history/calendar.js"
import { plainName } from "./internal/names.js"

export type { Period } from "./internal/history/calendar.js"

/** One value, or any of several. */
export type OneOf = string | ReadonlyArray<string>

/** Which keys. A key has to match every field that is given; `{}` is all keys. */
export interface Selector {
  /** The beginning of the name. */
  readonly prefix?: OneOf
  /** The whole name. A key in the middle of a rotation has the name it had. */
  readonly name?: OneOf
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
  readonly warnAt?: ReadonlyArray<number>
  /**
   * What happens at the limit: `notify`, the default, tells; `disable` also disables the keys, each time it looks, for
   * as long as the period lasts. They stay disabled after that: enabling them gives more, which is nobody's but yours to do.
   */
  readonly then?: "notify" | "disable"
  /** Whether usage of your own provider keys (BYOK) counts. Default: `false`. */
  readonly includeByok?: boolean
}

const OneOf = Schema.Union(Schema.String, Schema.Array(Schema.String))

const optional = <A>(schema: Schema.Schema<A>) => Schema.optionalWith(schema, { exact: true })

/** Schema of a selection of keys. */
export const Selector: Schema.Schema<Selector> = Schema.Struct({
  prefix: optional(OneOf),
  name: optional(OneOf),
  hash: optional(OneOf),
  externalUser: optional(OneOf),
  creatorUserId: optional(OneOf),
  workspaceId: optional(OneOf)
})

const Amount = Schema.Number.pipe(Schema.finite(), Schema.positive())

/** Schema of a budget. */
export const Budget: Schema.Schema<Budget> = Schema.Struct({
  name: Schema.String.pipe(Schema.minLength(1)),
  keys: Selector,
  limit: Amount,
  period: Schema.Literal("day", "week", "month"),
  warnAt: optional(Schema.Array(Amount)),
  then: optional(Schema.Literal("notify", "disable")),
  includeByok: optional(Schema.Boolean)
})

/** Fields of a key that a selection looks at. */
export type Selectable = Pick<ApiKey, "name" | "hash" | "externalUser" | "creatorUserId" | "workspaceId">

const isOne = (wanted: OneOf | undefined, matches: (value: string) => boolean): boolean =>
  wanted === undefined || (typeof wanted === "string" ? matches(wanted) : wanted.some(matches))

/** Whether a key is selected. */
export const matches = (selector: Selector, key: Selectable): boolean =>
  isOne(selector.prefix, (prefix) => key.name.startsWith(prefix))
  && isOne(selector.name, (name) => name === key.name || name === plainName(key.name)?.name)
  && isOne(selector.hash, (hash) => hash === key.hash)
  && isOne(selector.externalUser, (user) => user === key.externalUser)
  && isOne(selector.creatorUserId, (user) => user === key.creatorUserId)
  && isOne(selector.workspaceId, (id) => id === key.workspaceId)
