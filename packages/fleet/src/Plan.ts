/**
 * Plans the changes that make keys match a declaration. `apply` makes exactly the changes of a plan.
 *
 * @module
 */
import type { ApiKeys } from "@openrouter-keys/core/ApiKeys"
import type { ApiKey } from "@openrouter-keys/protocol/ApiKey"
import type { ListError } from "@openrouter-keys/protocol/OpenRouterError"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { Declaration, DeclaredKey, Scope } from "./Declaration.js"
import { keysOfAll } from "./internal/lookup.js"
import type { OptionError } from "./internal/options.js"
import { applyPlan } from "./internal/plan/apply.js"
import type { ChangeFailed, PlanOutdated, PlanRefused } from "./internal/plan/errors.js"
import { makePlan } from "./internal/plan/make.js"
import { applyOptionsOf, makeOptionsOf } from "./internal/plan/options.js"
import { withPruning } from "./internal/plan/prune.js"
import type { SecretSink, SecretSinkError } from "./SecretSink.js"

// =====================================================================================================================
// Plans
// =====================================================================================================================

/** Fields of a key that a plan compares. */
export type PlannedField =
  | "name"
  | "disabled"
  | "limit"
  | "limitReset"
  | "includeByokInLimit"
  | "expiresAt"
  | "creatorUserId"
  | "workspaceId"
  | "externalUser"

/** Value of a `PlannedField`. */
export type FieldValue = string | number | boolean | null

/** One field, before and after. */
export interface FieldChange {
  readonly field: PlannedField
  readonly before: FieldValue
  readonly after: FieldValue
  /** Whether the change permits more: more spending, use of a disabled key, or a later expiry. */
  readonly givesMore: boolean
}

/** A key as it was when the plan was made. `apply` stops if it has changed since. */
export interface SeenKey extends
  Pick<
    ApiKey,
    | "hash"
    | "label"
    | "name"
    | "disabled"
    | "limit"
    | "limitReset"
    | "includeByokInLimit"
    | "expiresAt"
    | "creatorUserId"
    | "workspaceId"
    | "externalUser"
  >
{}

/** A new key. */
export interface Create {
  readonly _tag: "create"
  readonly name: string
  /** The key to create, defaults included. */
  readonly declared: DeclaredKey
  /** Sink of its secret. */
  readonly to: string
  readonly givesMore: false
}

/** Changes of fields that `update` can change. */
export interface Update {
  readonly _tag: "update"
  readonly name: string
  readonly seen: SeenKey
  readonly fields: ReadonlyArray<FieldChange>
  readonly givesMore: boolean
}

/** Disables a key. */
export interface Disable {
  readonly _tag: "disable"
  readonly name: string
  readonly seen: SeenKey
  /** `declared`: it is declared as disabled; `undeclared`: it is not declared, and is pruned. */
  readonly reason: "declared" | "undeclared"
  readonly givesMore: false
}

/** Changes of fields that `update` cannot change: a rotation replaces the key. */
export interface Replace {
  readonly _tag: "replace"
  readonly name: string
  readonly seen: SeenKey
  /** The fields that `update` cannot change; other differences are an `update` before this change. */
  readonly fields: ReadonlyArray<FieldChange>
  /** The successor, defaults included. */
  readonly declared: DeclaredKey
  /** Sink of its secret. */
  readonly to: string
  readonly givesMore: boolean
}

/** Deletes a key. */
export interface Delete {
  readonly _tag: "delete"
  readonly name: string
  readonly seen: SeenKey
  /** `undeclared`: it is not declared, and is pruned; `leftover`: an interrupted `apply` created it, and its secret is lost. */
  readonly reason: "undeclared" | "leftover"
  readonly givesMore: false
}

/** One change of a plan. */
export type Change = Create | Update | Disable | Replace | Delete

/** Why a declared key is not planned. */
export interface Refusal {
  /** Name of the declared key. */
  readonly name: string
  /** Its path in the declaration, such as `keys[3]`. */
  readonly path: string
  readonly reason: RefusalReason
  /** The reason in a sentence, and what to do. */
  readonly message: string
}

/**
 * - `OutOfScope`: the name does not begin with the scope's prefix.
 * - `ReservedName`: the name ends with a mark such as `[pending …]`, which is reserved for unfinished keys.
 * - `DeclaredTwice`: the declaration has another key of this name.
 * - `Ambiguous`: several existing keys have this name.
 * - `NoSink`: the key must be created or replaced, and has no sink for its secret.
 * - `SharedSink`: another declared key has the same sink, which would keep only one secret.
 * - `PastExpiry`: the new key would already have expired.
 * - `ExpiredKey`: a field differs that requires a rotation, and the key has expired.
 * - `LimitBelowSpent`: the new limit is below what the key has spent in the limit's period.
 * - `FixedField`: the creator, the workspace or the end user differs, which a rotation cannot change.
 * - `DisabledReplacement`: a field differs that requires a rotation, and the key is declared as disabled.
 */
export type RefusalReason =
  | "OutOfScope"
  | "ReservedName"
  | "DeclaredTwice"
  | "Ambiguous"
  | "NoSink"
  | "SharedSink"
  | "PastExpiry"
  | "ExpiredKey"
  | "LimitBelowSpent"
  | "FixedField"
  | "DisabledReplacement"

/** A key that is being rotated. It is not changed; plan again when the rotation is done. */
export interface Rotating {
  readonly name: string
  /** ID of the rotation. */
  readonly id: string
  /** `false` if the key is no longer declared; otherwise absent. */
  readonly declared?: false
}

/** A key in scope that is not declared. */
export interface Undeclared extends SeenKey {
  /** If other work has left the key: why, in a sentence. Otherwise `null`. */
  readonly reason: string | null
}

/** The changes that make keys match a declaration. It is plain JSON data without secrets, to be saved and reviewed. */
export interface Plan {
  readonly version: 1
  readonly scope: Scope
  /** The changes, in the order in which they are made: creates, updates, replacements, disables, deletes. */
  readonly changes: ReadonlyArray<Change>
  /** Keys that match their declaration. */
  readonly unchanged: ReadonlyArray<SeenKey>
  /** Keys in scope that are not declared. They stay unless they are pruned. */
  readonly undeclared: ReadonlyArray<Undeclared>
  /** Keys that are being rotated, which are not changed. */
  readonly rotating: ReadonlyArray<Rotating>
  /** Declared keys that cannot be planned. If there are any, `apply` changes nothing. */
  readonly refusals: ReadonlyArray<Refusal>
}

// =====================================================================================================================
// Planning
// =====================================================================================================================

/** What happens to keys in scope that are not declared: `false` keeps, `true` disables, `"delete"` also deletes disabled ones. */
export type Prune = boolean | "delete"

/** Options of `make`. */
export interface MakeOptions {
  /**
   * `true` disables keys in scope that are not declared; `"delete"` also deletes those that are already disabled.
   * Default: `false`, which only lists them in `undeclared`.
   */
  readonly prune?: Prune | undefined
  /** The current time, in milliseconds since the epoch: a new key must expire later. Default: `Date.now()`. */
  readonly now?: number | undefined
}

/**
 * Makes a plan: the changes that make `keys` match the declaration. `keys` must be all keys, including disabled and
 * expired ones: see `Plan.keys`. Nothing is sent. Throws an `OptionError` if an option is invalid.
 */
export const make = (declaration: Declaration, keys: Iterable<ApiKey>, options?: MakeOptions): Plan => {
  const { now = Date.now(), prune: mode = false } = makeOptionsOf(options)
  return withPruning(makePlan(declaration, keys, now), mode)
}

/**
 * Adds to a plan that undeclared keys are disabled (`true`), or deleted if they are already disabled (`"delete"`). Throws an
 * `OptionError` for another mode.
 */
export const prune = (plan: Plan, mode: Prune): Plan => withPruning(plan, makeOptionsOf({ prune: mode }).prune ?? false)

/** Whether there is nothing to do: no changes and no refusals. */
export const isEmpty = ({ changes, refusals }: Plan): boolean => changes.length === 0 && refusals.length === 0

/** Reads all keys that a plan needs: those of the default workspace and of the declared workspaces. */
export const keys = (declaration: Declaration): Effect.Effect<ReadonlyArray<ApiKey>, ListError, ApiKeys> =>
  keysOfAll([
    undefined,
    declaration.defaults?.workspaceId,
    ...declaration.keys.map(({ workspaceId }) => workspaceId)
  ])

// =====================================================================================================================
// Applying
// =====================================================================================================================

export { ChangeFailed, PlanOutdated, PlanRefused } from "./internal/plan/errors.js"

/** A change that was made. */
export interface Applied {
  readonly change: Change
  /** Hash of the key: the new one, the changed one, or the one that is being replaced. */
  readonly hash: string
  readonly label: string
  /** ID of the rotation that a `replace` has started; otherwise `null`. */
  readonly rotation: string | null
}

/** Options of `apply`. */
export interface ApplyOptions {
  /** Returns the sink for a declared `to`, for creates. Default: `SecretSink.parse`. */
  readonly sink?: ((to: string) => Effect.Effect<SecretSink.Service, SecretSinkError>) | undefined
  /** Fail with `PlanRefused` if a change permits more. Default: `false`. */
  readonly refuseMore?: boolean | undefined
  /** How many changes of one kind are made at a time. Default: 1. */
  readonly concurrency?: number | undefined
}

/** Errors of `apply`. */
export type ApplyError = PlanRefused | PlanOutdated | ChangeFailed | OptionError

/**
 * Makes the changes of a plan: creates, then updates, replacements, disables, deletes. Emits each change that was made.
 *
 * Each change first reads its key, and fails with `PlanOutdated` if the key has changed since the plan. A change that is
 * already made is skipped. A new key has a marked name until its secret is in the sink: after a create with unknown
 * outcome, the key is found by that name, deleted and created again. If the sink fails, the key is deleted.
 * A replacement starts a rotation with the `Rotation` of the context, and does not wait for its end; without that service
 * it fails.
 *
 * The first failure ends the stream. After a failure or a crash, plan and apply again to finish. A 429 is waited
 * for. An invalid option is an `OptionError`, and nothing is changed.
 */
export const apply = (plan: Plan, options?: ApplyOptions): Stream.Stream<Applied, ApplyError, ApiKeys> =>
  Stream.unwrap(Effect.map(applyOptionsOf(options), (valid) => applyPlan(plan, valid)))
