/**
 * What a fake must remember to go on later, as JSON.
 */
import * as Schema from "effect/Schema"

const Meter = Schema.Struct({
  total: Schema.Number,
  daily: Schema.Number,
  weekly: Schema.Number,
  monthly: Schema.Number,
  at: Schema.Number
})

const StoredKey = Schema.Struct({
  hash: Schema.String,
  name: Schema.String,
  label: Schema.String,
  disabled: Schema.Boolean,
  limit: Schema.NullOr(Schema.Number),
  limitReset: Schema.NullOr(Schema.String),
  includeByokInLimit: Schema.Boolean,
  usage: Meter,
  byok: Meter,
  createdAt: Schema.String,
  updatedAt: Schema.NullOr(Schema.String),
  expiresAt: Schema.NullOr(Schema.String),
  creatorUserId: Schema.NullOr(Schema.String),
  workspaceId: Schema.String,
  externalUser: Schema.NullOr(Schema.String)
})

/** Amounts in USD, as they stood at the time `at` (milliseconds since the epoch). */
export interface Meter extends Schema.Schema.Type<typeof Meter> {}

/** A key as the fake keeps it: no secret, and usage as meters. */
export interface StoredKey extends Schema.Schema.Type<typeof StoredKey> {}

/** The stored keys, without their secrets, and nothing else: no requests, no faults, no management key. */
export interface State {
  /** The form that this state has. */
  readonly version: 1
  /** How far the seed's sequence of secrets was used up. */
  readonly drawn: number
  /** The oldest first. */
  readonly keys: ReadonlyArray<StoredKey>
}

export const State: Schema.Schema<State> = Schema.Struct({
  version: Schema.Literal(1),
  drawn: Schema.NonNegativeInt,
  keys: Schema.Array(StoredKey)
})
