/**
 * Requests of the operations. They are validated before anything is sent: invalid input fails with an `InvalidRequest`
 * that names the field and the reason.
 *
 * @module
 */
import { limitResets } from "./ApiKey.js"
import * as Field from "./Field.js"

const amountInUsd = "an amount in USD, 0 or more, or null for no limit"
const reset = "\"daily\", \"weekly\", \"monthly\", or null for never"
const trueOrFalse = "true or false"
const nonEmpty = "a string of at least one character"
const uuid = /^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$/

// =====================================================================================================================
// list
// =====================================================================================================================

const listOptional = {
  /** Whether disabled keys are listed too. Default: `false`. */
  includeDisabled: Field.boolean({
    expected: trueOrFalse
  }),
  /**
   * Whether expired keys are listed too. Sent only if given, because older releases of the service do not support it.
   */
  includeExpired: Field.boolean({
    expected: trueOrFalse
  }),
  /** How many of the most recent keys to skip. A page holds 100. Default: 0. */
  offset: Field.number({
    integer: true,
    minimum: 0,
    expected: "a whole number, 0 or more"
  }),
  /** ID (UUID) of the workspace whose keys are listed. Default: the default workspace. */
  workspaceId: Field.string({
    format: "uuid",
    pattern: uuid,
    expected: "a UUID"
  })
}

/** Which keys to list. */
export interface ListRequest extends Field.Optional<typeof listOptional> {}

/** Declares a {@link ListRequest}. */
export const listRequest = Field.record({}, listOptional)

// =====================================================================================================================
// create
// =====================================================================================================================

const externalRequired = {
  /** Your identifier of the end user, 1 to 512 characters. */
  user: Field.string({
    minLength: 1,
    maxLength: 512,
    expected: "a string of 1 to 512 characters"
  })
}

const externalOptional = {
  /** Your own lookup key, 32 to 512 characters with enough entropy. Stored as a hash and never returned. */
  apiKey: Field.string({
    minLength: 32,
    maxLength: 512,
    secret: true,
    expected: "a secret of 32 to 512 characters"
  })
}

/** The end user that a partner creates a key for. */
export interface External extends Field.Required<typeof externalRequired>, Field.Optional<typeof externalOptional> {}

/** Declares an {@link External}. */
export const external = Field.record(externalRequired, externalOptional)

const createRequired = {
  /** Name of the key, at least one character. */
  name: Field.string({
    minLength: 1,
    expected: nonEmpty
  })
}

const createOptional = {
  /** Spending limit in USD; `null`, the default, for no limit. */
  limit: Field.number({
    minimum: 0,
    nullable: true,
    expected: amountInUsd
  }),
  /** When usage counted against the limit resets (midnight UTC, weeks from Monday); `null`, the default, for never. */
  limitReset: Field.literal(limitResets, {
    nullable: true,
    expected: reset
  }),
  /** Whether usage of your own provider keys (BYOK) counts against the limit. Default: `false`. */
  includeByokInLimit: Field.boolean({
    expected: trueOrFalse
  }),
  /** When the key expires, sent as ISO-8601 UTC; cannot be changed later. `null`, the default, for never. */
  expiresAt: Field.instant({
    nullable: true,
    expected:
      "a Date, a DateTime.Utc, an ISO-8601 date and time with a time zone (2027-12-31T23:59:59Z), or null for never"
  }),
  /** User ID of the organization member who creates the key. Cannot be changed later. */
  creatorUserId: Field.string({
    minLength: 1,
    nullable: true,
    expected: "a string of at least one character, or null"
  }),
  /** ID (UUID) of the workspace to create the key in. Default: the default workspace. */
  workspaceId: Field.string({
    format: "uuid",
    pattern: uuid,
    expected: "a UUID"
  }),
  /** The end user that a partner creates the key for. */
  external: Field.nested<typeof external, External>(external)
}

/** The key to create. */
export interface CreateKeysRequest
  extends Field.Required<typeof createRequired>, Field.Optional<typeof createOptional>
{}

/** Declares a {@link CreateKeysRequest}. */
export const createKeysRequest = Field.record(createRequired, createOptional)

// =====================================================================================================================
// get, update, delete
// =====================================================================================================================

const byHash = {
  /** The key's hash, as `list` and `create` return it: letters, digits, `_` and `-`. */
  hash: Field.string({
    minLength: 1,
    // One path segment: `..` or a slash would name another resource.
    pattern: /^[A-Za-z0-9_-]+$/,
    expected: "a key's hash (letters, digits, \"_\" and \"-\")"
  })
}

/** Which key to read. */
export interface GetKeyRequest extends Field.Required<typeof byHash> {}

/** Declares a {@link GetKeyRequest}. */
export const getKeyRequest = Field.record(byHash, {})

/** Which key to delete. */
export interface DeleteKeysRequest extends Field.Required<typeof byHash> {}

/** Declares a {@link DeleteKeysRequest}. */
export const deleteKeysRequest = getKeyRequest

const changes = {
  /** New name, at least one character. */
  name: Field.string({
    minLength: 1,
    expected: nonEmpty
  }),
  /** Whether the key is switched off. */
  disabled: Field.boolean({ expected: trueOrFalse }),
  /** New spending limit in USD, `null` for no limit. Changing it does not change usage. */
  limit: Field.number({
    minimum: 0,
    nullable: true,
    expected: amountInUsd
  }),
  /** When usage counted against the limit resets (midnight UTC, weeks from Monday); `null` for never. */
  limitReset: Field.literal(limitResets, {
    nullable: true,
    expected: reset
  }),
  /** Whether usage of your own provider keys (BYOK) counts against the limit. */
  includeByokInLimit: Field.boolean({
    expected: trueOrFalse
  }),
  /** ID (UUID) of the workspace to move the key to. Older releases of the service cannot move keys. */
  workspaceId: Field.string({
    format: "uuid",
    pattern: uuid,
    expected: "a UUID"
  })
}

/** Changes to a key. Fields that are left out do not change. */
export interface KeyChanges extends Field.Optional<typeof changes> {}

/** Declares {@link KeyChanges}. */
export const keyChanges = Field.record({}, changes)

const updateRequired = {
  ...byHash,
  /** Changes to the key. Fields that are left out do not change. */
  requestBody: Field.nested<typeof keyChanges, KeyChanges>(keyChanges)
}

/** Which key to change, and how. */
export interface UpdateKeysRequest extends Field.Required<typeof updateRequired> {}

/** Declares an {@link UpdateKeysRequest}. */
export const updateKeysRequest = Field.record(updateRequired, {})

/** Declares the request of operations without one. */
export const noRequest = Field.record({}, {})
