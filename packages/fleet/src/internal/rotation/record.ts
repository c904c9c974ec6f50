/** The stored record of a rotation. It contains no secret. */
import * as Schema from "effect/Schema"
import { Target } from "../../SecretSink.js"

/** Steps in their order. */
const Step = Schema.Literal("issue", "grace", "drain", "disable", "keep", "delete")

/** A step of a rotation. */
export type Step = typeof Step.Type

/**
 * - `active`: running, or waiting until `wakeAt`;
 * - `stopped`: `reason` says why; `confirm` continues and `cancel` rolls back;
 * - `done` and `cancelled`: ended.
 */
const State = Schema.Literal("active", "stopped", "done", "cancelled")

/** State of a rotation. */
export type State = typeof State.Type

const Millis = Schema.Number
const Usd = Schema.Number

const RequestFields = Schema.Struct({
  hash: Schema.String,
  to: Schema.NullOr(Target),
  grace: Millis,
  drain: Millis,
  drainBound: Millis,
  keepDisabled: Millis,
  limit: Schema.NullOr(Schema.Union(Schema.Literal("auto", "same", "remaining"), Usd)),
  expiresAt: Schema.NullOr(Schema.String),
  /** Whether `expiresAt` was set: `null` then means no expiry. */
  hasExpiry: Schema.Boolean,
  withoutRestrictions: Schema.Boolean
})

/** Options of a rotation; durations in milliseconds. */
export interface Request extends Schema.Schema.Type<typeof RequestFields> {}

const KeyRef = Schema.Struct({ hash: Schema.String, label: Schema.String })

const SpendingFields = Schema.Struct({
  limit: Schema.NullOr(Usd),
  limitReset: Schema.NullOr(Schema.String),
  includeByokInLimit: Schema.Boolean
})

/** Fields of the successor that were copied from the predecessor. */
export interface Spending extends Schema.Schema.Type<typeof SpendingFields> {}

const RotationFields = Schema.Struct({
  id: Schema.String,
  request: RequestFields,
  startedAt: Millis,
  updatedAt: Millis,
  step: Step,
  state: State,
  /** Why it stopped, or what it waits for. */
  reason: Schema.NullOr(Schema.String),
  /** The predecessor's original name. */
  name: Schema.String,
  label: Schema.String,
  workspaceId: Schema.NullOr(Schema.String),
  successor: Schema.NullOr(KeyRef),
  /** Keys of earlier attempts whose secret may be in the sink. */
  handing: Schema.Array(Schema.String),
  /** Whether keys of earlier attempts may be left. */
  hasLeftovers: Schema.Boolean,
  spending: Schema.NullOr(SpendingFields),
  graceEndsAt: Schema.NullOr(Millis),
  /** Usage at the last check, and when the checks began. */
  drain: Schema.NullOr(Schema.Struct({
    usage: Usd,
    lastUsedAt: Schema.NullOr(Schema.String),
    since: Millis,
    startedAt: Millis
  })),
  /** Whether it has stopped because the predecessor is still in use. */
  asked: Schema.optionalWith(Schema.Boolean, { default: () => false }),
  /** Whether it was confirmed to disable the predecessor although it is in use. */
  forced: Schema.Boolean,
  deleteAt: Schema.NullOr(Millis),
  /** Number of failures in a row, and time of the first one. */
  failures: Schema.Struct({ count: Schema.Number, since: Millis })
})

/** A rotation. */
export interface Rotation extends Schema.Schema.Type<typeof RotationFields> {}

/** The form in the database. */
export const Json = Schema.parseJson(RotationFields)

/** What to do after a step. */
export const Next = Schema.Union(
  Schema.TaggedStruct("Continue", {}),
  /** Milliseconds to wait unless a signal comes first; `null` to wait only for a signal. */
  Schema.TaggedStruct("Wait", { millis: Schema.NullOr(Millis) }),
  Schema.TaggedStruct("End", {})
)

/** What to do after a step. */
export type Next = typeof Next.Type

/** A signal to a rotation. A confirmation names its step, so that a late one does not confirm another step. */
export type Signal = "cancel" | `confirm ${Step}`

/** A rotation after a step, and what to do next. */
export interface Transition {
  readonly rotation: Rotation
  readonly next: Next
}

/** Whether a rotation has ended. */
export const hasEnded = ({ state }: Rotation): boolean => state === "done" || state === "cancelled"

const noFailures = { count: 0, since: 0 }

/** Changes fields of the rotation, and continues at once. */
export const goOn = (rotation: Rotation, fields: Partial<Rotation>): Transition => ({
  rotation: { ...rotation, state: "active", reason: null, asked: false, failures: noFailures, ...fields },
  next: { _tag: "Continue" }
})

/** Changes fields of the rotation, and continues after a wait. */
export const wait = (rotation: Rotation, millis: number, fields: Partial<Rotation>): Transition => ({
  rotation: { ...rotation, state: "active", asked: false, failures: noFailures, ...fields },
  next: { _tag: "Wait", millis: Math.max(1, millis) }
})

/** Stops the rotation until it gets a signal; `asked`: the old key is still in use. */
export const stop = (rotation: Rotation, reason: string, asked = false): Transition => ({
  rotation: { ...rotation, state: "stopped", reason, asked, failures: noFailures },
  next: { _tag: "Wait", millis: null }
})

/** Ends the rotation. */
export const end = (rotation: Rotation, state: "done" | "cancelled", reason: string | null = null): Transition => ({
  rotation: { ...rotation, state, reason, asked: false, failures: noFailures },
  next: { _tag: "End" }
})
