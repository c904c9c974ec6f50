/** What is stored of a rotation. It holds no secret. */
import * as Schema from "effect/Schema"
import { Target } from "../../SecretSink.js"

/** Steps in their order. */
const Step = Schema.Literal("issue", "grace", "drain", "disable", "keep", "delete")

/** The step that a rotation is at. */
export type Step = typeof Step.Type

/**
 * - `active`: at work, or waiting until `wakeAt`;
 * - `stopped`: `reason` says why; `confirm` goes on and `cancel` goes back;
 * - `done` and `cancelled`: the end.
 */
const State = Schema.Literal("active", "stopped", "done", "cancelled")

/** Whether a rotation goes on. */
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
  /** Whether `expiresAt` was given: `null` then stands for no expiry. */
  hasExpiry: Schema.Boolean,
  withoutRestrictions: Schema.Boolean
})

/** How a rotation was asked for; durations in milliseconds. */
export interface Request extends Schema.Schema.Type<typeof RequestFields> {}

const KeyRef = Schema.Struct({ hash: Schema.String, label: Schema.String })

const SpendingFields = Schema.Struct({
  limit: Schema.NullOr(Usd),
  limitReset: Schema.NullOr(Schema.String),
  includeByokInLimit: Schema.Boolean
})

/** The fields of the successor that follow the predecessor, as they were set. */
export interface Spending extends Schema.Schema.Type<typeof SpendingFields> {}

const RotationFields = Schema.Struct({
  id: Schema.String,
  request: RequestFields,
  startedAt: Millis,
  updatedAt: Millis,
  step: Step,
  state: State,
  /** Why it stopped, or what it is waiting for. */
  reason: Schema.NullOr(Schema.String),
  /** The predecessor's own name. */
  name: Schema.String,
  label: Schema.String,
  workspaceId: Schema.NullOr(Schema.String),
  successor: Schema.NullOr(KeyRef),
  /** Keys whose secret may have reached the sink, and whose successor's has not. */
  handing: Schema.Array(Schema.String),
  /** Whether keys of earlier tries may be left. */
  hasLeftovers: Schema.Boolean,
  spending: Schema.NullOr(SpendingFields),
  graceEndsAt: Schema.NullOr(Millis),
  /** What was used when, at the last look; and when looking began. */
  drain: Schema.NullOr(Schema.Struct({
    usage: Usd,
    lastUsedAt: Schema.NullOr(Schema.String),
    since: Millis,
    startedAt: Millis
  })),
  /** Whether it has stopped to ask if the predecessor may be disabled although it is in use. */
  asked: Schema.optionalWith(Schema.Boolean, { default: () => false }),
  /** Told to disable the predecessor although it is in use. */
  forced: Schema.Boolean,
  deleteAt: Schema.NullOr(Millis),
  /** Failures in a row, and when the first one was. */
  failures: Schema.Struct({ count: Schema.Number, since: Millis })
})

/** A rotation. */
export interface Rotation extends Schema.Schema.Type<typeof RotationFields> {}

/** The form in the database. */
export const Json = Schema.parseJson(RotationFields)

/** What to do after a step. */
export const Next = Schema.Union(
  Schema.TaggedStruct("Continue", {}),
  /** For so many milliseconds, or until it is told; `null` for the latter only. */
  Schema.TaggedStruct("Wait", { millis: Schema.NullOr(Millis) }),
  Schema.TaggedStruct("End", {})
)

/** What to do after a step. */
export type Next = typeof Next.Type

/** Said from outside. A confirmation is that of a step: one that comes late must not confirm another. */
export type Signal = "cancel" | `confirm ${Step}`

/** A rotation after a step, and what to do next. */
export interface Transition {
  readonly rotation: Rotation
  readonly next: Next
}

/** Whether a rotation has ended. */
export const hasEnded = ({ state }: Rotation): boolean => state === "done" || state === "cancelled"

const noFailures = { count: 0, since: 0 }

/** The rotation with other fields, to go on at once. */
export const goOn = (rotation: Rotation, fields: Partial<Rotation>): Transition => ({
  rotation: { ...rotation, state: "active", reason: null, asked: false, failures: noFailures, ...fields },
  next: { _tag: "Continue" }
})

/** The rotation with other fields, to go on later. */
export const wait = (rotation: Rotation, millis: number, fields: Partial<Rotation>): Transition => ({
  rotation: { ...rotation, state: "active", asked: false, failures: noFailures, ...fields },
  next: { _tag: "Wait", millis: Math.max(1, millis) }
})

/** The rotation, stopped until it is told; `asked`: it has asked whether to disable a key that is in use. */
export const stop = (rotation: Rotation, reason: string, asked = false): Transition => ({
  rotation: { ...rotation, state: "stopped", reason, asked },
  next: { _tag: "Wait", millis: null }
})

/** The rotation at its end. */
export const end = (rotation: Rotation, state: "done" | "cancelled", reason: string | null = null): Transition => ({
  rotation: { ...rotation, state, reason, asked: false, failures: noFailures },
  next: { _tag: "End" }
})
