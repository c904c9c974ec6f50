/**
 * What the operations take. Input is checked before anything is sent: wrong input is an `InvalidRequest` that names
 * the field and the reason.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import * as Input from "./internal/input.js"

const amount = Input.field(
  Schema.NullOr(Schema.NonNegative.pipe(Schema.finite())),
  "an amount in USD that is not negative, or null for no limit"
)

const limitReset = Input.field(
  Schema.NullOr(Schema.Literal("daily", "weekly", "monthly")),
  "\"daily\", \"weekly\", \"monthly\", or null for never"
)

const flag = Input.field(Schema.Boolean, "true or false")

const name = Input.field(Schema.NonEmptyString, "a string of at least one character")

const uuid = Input.field(Schema.UUID, "a UUID")

// One segment of a path, whatever it holds: `..` or a slash would name another resource.
const keyHash = Input.field(
  Schema.String.pipe(Schema.pattern(/^[A-Za-z0-9_-]+$/)),
  "a key's hash (letters, digits, \"_\" and \"-\")"
)

// =====================================================================================================================
// list
// =====================================================================================================================

const listOptional = {
  /** Whether disabled keys are listed too. Default: `false`. */
  includeDisabled: flag,
  /** How many of the most recent keys to skip: a page holds 100. Default: 0. */
  offset: Input.field(Schema.NonNegativeInt, "a whole number that is not negative"),
  /** ID (UUID) of the workspace whose keys are listed. Default: the default workspace only. */
  workspaceId: uuid
}

/** Which keys to list. */
export interface ListRequest extends Input.Optional<typeof listOptional> {}

/** @internal */
export const ListRequest = Input.record({}, listOptional)

// =====================================================================================================================
// create
// =====================================================================================================================

const externalRequired = {
  /** Your identifier of the end user, 1 to 512 characters. */
  user: Input.field(Schema.String.pipe(Schema.length({ min: 1, max: 512 })), "a string of 1 to 512 characters")
}

const externalOptional = {
  /** A lookup key of your own, 32 to 512 characters with enough entropy; stored as a hash, never returned. */
  apiKey: Input.secret(Input.Secret.pipe(Schema.length({ min: 32, max: 512 })), "a secret of 32 to 512 characters")
}

/** Whom a key is created for, in a partner's own terms. */
export interface External extends Input.Required<typeof externalRequired>, Input.Optional<typeof externalOptional> {}

const External: Schema.Schema<Input.Checked, External> = Input.record(externalRequired, externalOptional)

const createRequired = {
  /** Name of the key, at least one character. */
  name
}

const createOptional = {
  /** Spending limit in USD; `null`, the default, for no limit. */
  limit: amount,
  /** When usage counted against the limit starts again (midnight UTC, weeks from Monday); `null`, the default, for never. */
  limitReset,
  /** Whether usage of your own provider keys (BYOK) counts against the limit. Default: `false`. */
  includeByokInLimit: flag,
  /** When the key expires, sent as ISO-8601 UTC; cannot be changed later. `null`, the default, for never. */
  expiresAt: Input.field(
    Schema.NullOr(Input.Timestamp),
    "a Date, a DateTime.Utc, an ISO-8601 date and time with its zone (2027-12-31T23:59:59Z), or null for never"
  ),
  /** User ID of the key's creator: for organizations, where a member creates the key. Cannot be changed later. */
  creatorUserId: Input.field(Schema.NullOr(Schema.NonEmptyString), "a string of at least one character, or null"),
  /** ID (UUID) of the workspace to create the key in; cannot be changed later. Default: the default workspace. */
  workspaceId: uuid,
  /** Whom the key is created for, in a partner's own terms. */
  external: Input.nested(External)
}

/** The key to create. */
export interface CreateKeysRequest
  extends Input.Required<typeof createRequired>, Input.Optional<typeof createOptional>
{}

/** @internal */
export const CreateKeysRequest = Input.record(createRequired, createOptional)

// =====================================================================================================================
// get, update, delete
// =====================================================================================================================

const byHash = {
  /** The key's hash, as `list` and `create` give it: one segment of letters, digits, `_` and `-`. */
  hash: keyHash
}

/** Which key to read. */
export interface GetKeyRequest extends Input.Required<typeof byHash> {}

/** @internal */
export const GetKeyRequest = Input.record(byHash, {})

/** Which key to delete. */
export interface DeleteKeysRequest extends Input.Required<typeof byHash> {}

/** @internal */
export const DeleteKeysRequest = GetKeyRequest

const changes = {
  /** New name, at least one character. */
  name,
  /** Whether the key is switched off. */
  disabled: flag,
  /** New spending limit in USD, `null` for no limit. Changing it does not change usage. */
  limit: amount,
  /** When usage counted against the limit starts again (midnight UTC, weeks from Monday); `null` for never. */
  limitReset,
  /** Whether usage of your own provider keys (BYOK) counts against the limit. */
  includeByokInLimit: flag
}

/** What to change of a key; what is left out stays as it is. */
export interface KeyChanges extends Input.Optional<typeof changes> {}

const KeyChanges: Schema.Schema<Input.Checked, KeyChanges> = Input.record({}, changes)

const updateRequired = {
  ...byHash,
  /** What to change; what is left out stays as it is. */
  requestBody: Input.nested(KeyChanges)
}

/** Which key to change, and how. */
export interface UpdateKeysRequest extends Input.Required<typeof updateRequired> {}

/** @internal */
export const UpdateKeysRequest = Input.record(updateRequired, {})
