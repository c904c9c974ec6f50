/**
 * From declared keys to changes: a plan says what will happen, and `apply` does that and nothing else.
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

/** Value of such a field. */
export type FieldValue = string | number | boolean | null

/** One field, before and after. */
export interface FieldChange {
  readonly field: PlannedField
  readonly before: FieldValue
  readonly after: FieldValue
  /** Whether the key may do more afterwards: spend more, be used again, or live longer. */
  readonly givesMore: boolean
}

/** A key as the plan saw it. `apply` stops where it is not so any more. */
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

/** Changes of fields that can be changed. */
export interface Update {
  readonly _tag: "update"
  readonly name: string
  readonly seen: SeenKey
  readonly fields: ReadonlyArray<FieldChange>
  readonly givesMore: boolean
}

/** Switching a key off. */
export interface Disable {
  readonly _tag: "disable"
  readonly name: string
  readonly seen: SeenKey
  /** `declared`: the declaration says so; `undeclared`: the key is not declared, and is pruned. */
  readonly reason: "declared" | "undeclared"
  readonly givesMore: false
}

/** Changes of fields that cannot be changed: a rotation gives the key a successor that has them. */
export interface Replace {
  readonly _tag: "replace"
  readonly name: string
  readonly seen: SeenKey
  /** The fields that cannot be changed; others that differ are an `update` before it. */
  readonly fields: ReadonlyArray<FieldChange>
  /** The successor, defaults included. */
  readonly declared: DeclaredKey
  /** Sink of its secret. */
  readonly to: string
  readonly givesMore: boolean
}

/** Deleting a key. */
export interface Delete {
  readonly _tag: "delete"
  readonly name: string
  readonly seen: SeenKey
  /** `undeclared`: the key is not declared, and is pruned; `leftover`: an interrupted `apply` left it, and nobody has its secret. */
  readonly reason: "undeclared" | "leftover"
  readonly givesMore: false
}

/** One change of a plan. */
export type Change = Create | Update | Disable | Replace | Delete

/** Why a declared key is not planned. */
export interface Refusal {
  /** Name of the declared key. */
  readonly name: string
  /** Its place in the declaration, as in `keys[3]`. */
  readonly path: string
  readonly reason: RefusalReason
  /** The reason in a sentence, and what to do. */
  readonly message: string
}

/**
 * - `OutOfScope`: the name does not begin with the scope's prefix.
 * - `ReservedName`: the name looks like that of a key in the middle of work.
 * - `DeclaredTwice`: the declaration has another key of this name.
 * - `Ambiguous`: several existing keys have this name.
 * - `NoSink`: the key is to be created or replaced, and nothing says where its secret goes.
 * - `SharedSink`: another declared key has the same `to`: only the secret of one of them would be kept.
 * - `PastExpiry`: the key is to be created or replaced, and would have expired already.
 * - `ExpiredKey`: a field that cannot be changed differs, and the key has expired, so that a rotation has no use.
 * - `LimitBelowSpent`: the new limit is below what the key has spent in the limit's period.
 * - `FixedField`: the creator, the workspace or the end user differs, which a rotation keeps, too.
 * - `DisabledReplacement`: a field that cannot be changed differs, and the key is declared as disabled.
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

/** A key in the middle of a rotation. It is left alone; plan again when the rotation is done. */
export interface Rotating {
  readonly name: string
  /** Of the rotation. */
  readonly id: string
  /** `false`: the key is not declared any more. Left out for one that is. */
  readonly declared?: false
}

/** A key in scope that is not declared. */
export interface Undeclared extends SeenKey {
  /** Why it is there, where other work has left it, in a sentence; otherwise `null`. */
  readonly reason: string | null
}

/** What has to happen so that keys are as declared. JSON-safe, and without a secret: it can be saved and reviewed. */
export interface Plan {
  readonly version: 1
  readonly scope: Scope
  /** In the order in which they are made: creates, updates, replacements, disables, deletes. */
  readonly changes: ReadonlyArray<Change>
  /** Declared keys that are as declared. */
  readonly unchanged: ReadonlyArray<SeenKey>
  /** Keys in scope that are not declared. They stay unless they are pruned. */
  readonly undeclared: ReadonlyArray<Undeclared>
  /** Keys in the middle of a rotation, which are left alone. */
  readonly rotating: ReadonlyArray<Rotating>
  /** Declared keys that cannot be planned; `apply` makes no change while there are any. */
  readonly refusals: ReadonlyArray<Refusal>
}

// =====================================================================================================================
// Planning
// =====================================================================================================================

/** What happens to keys in scope that are not declared: they stay, are disabled, or are deleted once they are disabled. */
export type Prune = boolean | "delete"

/** How a plan is made. */
export interface MakeOptions {
  /**
   * `true` disables keys in scope that are not declared; `"delete"` also deletes those that are disabled already.
   * Default: `false`, they are only reported.
   */
  readonly prune?: Prune | undefined
  /** The time, in milliseconds since the epoch: a new key must expire later. Default: now. */
  readonly now?: number | undefined
}

/**
 * The changes that make `keys` as declared. `keys` is all that the account has, disabled and expired keys included: see
 * `Plan.keys`. Nothing is sent. Throws an `OptionError` where an option is invalid.
 */
export const make = (declaration: Declaration, keys: Iterable<ApiKey>, options?: MakeOptions): Plan => {
  const { now = Date.now(), prune: mode = false } = makeOptionsOf(options)
  return withPruning(makePlan(declaration, keys, now), mode)
}

/**
 * The plan with its undeclared keys disabled (`true`), or deleted where they are disabled already (`"delete"`). Throws an
 * `OptionError` for another mode.
 */
export const prune = (plan: Plan, mode: Prune): Plan => withPruning(plan, makeOptionsOf({ prune: mode }).prune ?? false)

/** Whether there is nothing to do: every declared key is as declared, and nothing is left over. */
export const isEmpty = ({ changes, refusals }: Plan): boolean => changes.length === 0 && refusals.length === 0

/** All keys that a plan for the declaration has to know: those of the default workspace and of the declared ones. */
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
  /** Of the key: the new one, the changed one, or the one that is being replaced. */
  readonly hash: string
  readonly label: string
  /** ID of the rotation that a `replace` has started; otherwise `null`. */
  readonly rotation: string | null
}

/** How a plan is applied. */
export interface ApplyOptions {
  /** The sink that a declared `to` names, for creates. Default: `SecretSink.parse`. */
  readonly sink?: ((to: string) => Effect.Effect<SecretSink.Service, SecretSinkError>) | undefined
  /** Fail with `PlanRefused` where a change gives more. Default: `false`. */
  readonly refuseMore?: boolean | undefined
  /** Changes of one kind made at the same time. Default: 1. */
  readonly concurrency?: number | undefined
}

/** What `apply` fails with. */
export type ApplyError = PlanRefused | PlanOutdated | ChangeFailed | OptionError

/**
 * Makes the changes of a plan: creates, then updates, replacements, disables, deletes. Each is emitted once it is made.
 *
 * Each change reads its key first, and fails with `PlanOutdated` where it is not what the plan saw; one that is made
 * already is done. A new key has a marked name until its sink has its secret: a create whose outcome is not known is
 * looked for by that name and deleted, since its secret is lost, and made anew. Where the sink fails, the key is deleted.
 * A replacement starts a rotation by the `Rotation` of the context, and does not wait for its end; without that service
 * it fails.
 *
 * The first failure ends the stream. However it ends, also by a crash: planning again finishes the job. Too many
 * requests are waited out. An option that is invalid is an `OptionError`, and nothing is changed.
 */
export const apply = (plan: Plan, options?: ApplyOptions): Stream.Stream<Applied, ApplyError, ApiKeys> =>
  Stream.unwrap(Effect.map(applyOptionsOf(options), (valid) => applyPlan(plan, valid)))
