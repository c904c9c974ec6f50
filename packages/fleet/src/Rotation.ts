/**
 * Replaces a key with a new one, without an outage. A rotation is durable: if the process dies, the next one continues it.
 *
 * @module
 */
import type * as SqlClient from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import type { WorkflowEngine } from "@effect/workflow/WorkflowEngine"
import { ApiKeys } from "@openrouter-keys/core/ApiKeys"
import type { ApiKey } from "@openrouter-keys/protocol/ApiKey"
import { type Instant, toTimestamp } from "@openrouter-keys/protocol/Field"
import type { GetError } from "@openrouter-keys/protocol/OpenRouterError"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Data from "effect/Data"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as PubSub from "effect/PubSub"
import * as Random from "effect/Random"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import * as Lineage from "./internal/lineage.js"
import { isPast, problemOfConfirm } from "./internal/rotation/confirm.js"
import { type Busy, Guard, type GuardService } from "./internal/rotation/guard.js"
import type { FindSink } from "./internal/rotation/issue.js"
import { type MarkedName, originalName } from "./internal/rotation/name.js"
import { problemOf } from "./internal/rotation/options.js"
import * as Record from "./internal/rotation/record.js"
import { resume } from "./internal/rotation/resume.js"
import * as Store from "./internal/rotation/store.js"
import { emulated, type Strategy as RotationStrategy } from "./internal/rotation/strategy.js"
import * as RotationWorkflow from "./internal/rotation/workflow.js"
import { targetOf as targetOfSink } from "./internal/sink/check.js"
import { clash } from "./internal/sink/clash.js"
import { SecretSink, type SecretSinkError, type Target } from "./SecretSink.js"

// Exported so that declaration files of other packages can name it.
export type { Strategy } from "./internal/rotation/strategy.js"

export { type MarkedName, originalName }

/** A rotation cannot be started, confirmed or cancelled, or its state cannot be read. */
export class RotationError extends Data.TaggedError("RotationError")<{
  readonly reason:
    | "KeyDisabled"
    | "KeyExpired"
    | "Leftover"
    | "UnderWay"
    | "NoSink"
    | "SinkInUse"
    | "NoSuchRotation"
    | "Ended"
    | "NothingToConfirm"
    | "InvalidOption"
    | "Busy"
    | "Database"
  /** What happened, in one sentence. */
  readonly message: string
}> {}

/** ID of a rotation. */
export type RotationId = string

/** The steps of a rotation, in their order. */
export type Step = Record.Step

export declare namespace Rotation {
  /** Options of a rotation. */
  export interface Options {
    /** Hash of the key. */
    readonly hash: string
    /** Sink of the new secret: a `SecretSink` or its command-line form. Default: the `SecretSink` of the layer. */
    readonly to?: SecretSink.Sink | string | undefined
    /** How long both keys work, unless {@link Service.confirm} ends it. Default: 24 hours. */
    readonly grace?: Duration.DurationInput | undefined
    /** How long the old key must be unused before it is disabled; 0 skips this check. Default: 10 minutes. */
    readonly drain?: Duration.DurationInput | undefined
    /** How long to wait until the old key is unused, before the rotation stops. Default: 24 hours. */
    readonly drainBound?: Duration.DurationInput | undefined
    /** How long the old key stays disabled before it is deleted. Until then, it can be enabled again. Default: 7 days. */
    readonly keepDisabled?: Duration.DurationInput | undefined
    /**
     * Limit of the new key: that of the old key, its remaining amount, an amount in USD, or `null` for no limit. Default:
     * `"same"` if the limit resets, otherwise `"remaining"`, so that the total that can be spent stays the same.
     */
    readonly limit?: "same" | "remaining" | number | null | undefined
    /** When the new key expires; `null` for never. Default: it has the same lifetime as the old key. */
    readonly expiresAt?: Instant | null | undefined
    /** Continue even if the management key may not read guardrails and BYOK allowlists. Default: `false`, which stops. */
    readonly withoutRestrictions?: boolean | undefined
  }

  /** Status of a rotation. */
  export interface Status {
    readonly id: RotationId
    /** The current step, or the last one. */
    readonly step: Step
    /**
     * - `active`: running, or waiting;
     * - `stopped`: `reason` says why; `confirm` continues, `cancel` rolls back;
     * - `done`, `cancelled`: ended.
     */
    readonly state: "active" | "stopped" | "done" | "cancelled"
    /** Why it stopped, what it waits for, or what is left to do; `null` if there is none. */
    readonly reason: string | null
    /** Name of the rotated key. */
    readonly name: string
    readonly predecessor: { readonly hash: string; readonly label: string }
    /** The new key, once its secret is in the sink and has been tested; before that, `null`. */
    readonly successor: { readonly hash: string; readonly label: string } | null
    /** ISO-8601. */
    readonly startedAt: string
    /** Time of its last step, ISO-8601. */
    readonly updatedAt: string
  }

  /** A rotation that has not ended. */
  export interface Pending {
    readonly id: RotationId
    /** Whether a step can run now; otherwise it waits. */
    readonly isDue: boolean
    /** When its wait ends, ISO-8601; `null` if it is running, or waits for `confirm`. */
    readonly wakesAt: string | null
  }

  /** Rotations in a database. */
  export interface Stored {
    /** All rotations, the most recent first. */
    readonly rotations: ReadonlyArray<Status>
    /** Rotations that have not ended. */
    readonly pending: ReadonlyArray<Pending>
  }

  /** Options of `confirm`. */
  export interface ConfirmOptions {
    /**
     * The step to confirm. Nothing happens if the rotation is past it, and the call fails if the rotation is not
     * there yet. `"keep"` deletes the old key now, and must be named. Default: `"grace"`, or the step at
     * which the rotation has stopped.
     */
    readonly step?: Step | undefined
  }

  /** A strategy to replace a key: what each step does, and how to roll back. */
  export type Strategy = RotationStrategy

  /** The service. */
  export interface Service {
    /**
     * Starts the rotation of a key. Fails with the error of the request that reads the key, and with `RotationError` if
     * the key is disabled, expired, already being rotated or left over by other work, if there is no sink, if an open
     * rotation of another key has the same sink, or, with the reason `Busy`, if other runners of a cluster have been starting
     * rotations for half a minute.
     */
    readonly start: (options: Options) => Effect.Effect<RotationId, RotationError | SecretSinkError | GetError>
    /** Returns the status of a rotation. */
    readonly status: (id: RotationId) => Effect.Effect<Status, RotationError>
    /** All rotations, the most recent first. */
    readonly list: Effect.Effect<ReadonlyArray<Status>, RotationError>
    /** Rotations that have not ended. A program that runs due rotations can end when none is due. */
    readonly pending: Effect.Effect<ReadonlyArray<Pending>, RotationError>
    /**
     * Emits the status of a rotation, now and after each step, until it ends. In a cluster, it looks each second, and may miss a step
     * that is shorter.
     */
    readonly watch: (id: RotationId) => Stream.Stream<Status, RotationError>
    /**
     * Confirms that the new key is in use: ends the step `grace`, or continues a stopped rotation. At any other step it
     * fails with the reason `NothingToConfirm`, so that repeating it does no harm.
     */
    readonly confirm: (id: RotationId, options?: ConfirmOptions) => Effect.Effect<void, RotationError>
    /**
     * Rolls a rotation back: the old key is enabled and gets its name back. A new key whose secret was delivered stays
     * enabled as `NAME [cancelled ID]`, because a program may be using it; the status says so.
     */
    readonly cancel: (id: RotationId) => Effect.Effect<void, RotationError>
    /** Continues all rotations that are due. The layer also does so every 15 minutes. */
    readonly resume: Effect.Effect<void, RotationError>
  }
}

// =====================================================================================================================
// Options
// =====================================================================================================================

const day = Duration.days(1)

const millisOf = (given: Duration.DurationInput | undefined, standard: Duration.Duration): number =>
  Math.ceil(Duration.toMillis(given ?? standard))

const targetOf = (to: Rotation.Options["to"]) =>
  to === undefined
    ? Effect.succeed(null)
    : Effect.map(typeof to === "string" ? SecretSink.parse(to) : Effect.succeed(to), ({ target }) => target)

const expiryOf = (expiresAt: Instant | null | undefined): Effect.Effect<string | null, RotationError> => {
  if (expiresAt === undefined || expiresAt === null) return Effect.succeed(null)
  const timestamp = toTimestamp(expiresAt)
  if (timestamp === undefined) {
    return new RotationError({ reason: "InvalidOption", message: "expiresAt must be a point in time." })
  }
  return Effect.flatMap(
    Clock.currentTimeMillis,
    (now) =>
      Date.parse(timestamp) > now ? Effect.succeed(timestamp) : new RotationError({
        reason: "InvalidOption",
        message: `expiresAt must be in the future: a key that expires at ${timestamp} could not be used.`
      })
  )
}

/** Converts valid options to a stored request. */
const requestOf = (options: Rotation.Options): Effect.Effect<Record.Request, RotationError | SecretSinkError> =>
  Effect.map(
    Effect.all({ to: targetOf(options.to), expiresAt: expiryOf(options.expiresAt) }),
    ({ expiresAt, to }) => ({
      hash: options.hash,
      to,
      grace: millisOf(options.grace, day),
      drain: millisOf(options.drain, Duration.minutes(10)),
      drainBound: millisOf(options.drainBound, day),
      keepDisabled: millisOf(options.keepDisabled, Duration.days(7)),
      limit: options.limit === undefined ? "auto" : options.limit,
      expiresAt,
      hasExpiry: options.expiresAt !== undefined,
      withoutRestrictions: options.withoutRestrictions === true
    })
  )

const newId: Effect.Effect<string> = Effect.map(
  Effect.replicateEffect(Random.nextIntBetween(0, 0x10000), 3),
  (numbers) => numbers.map((number) => number.toString(16).padStart(4, "0")).join("")
)

const newRotation = (id: string, request: Record.Request, key: ApiKey, now: number): Record.Rotation => ({
  id,
  request,
  startedAt: now,
  updatedAt: now,
  step: "issue",
  state: "active",
  reason: null,
  name: key.name,
  label: key.label,
  workspaceId: key.workspaceId,
  successor: null,
  handing: [],
  hasLeftovers: false,
  spending: null,
  graceEndsAt: null,
  drain: null,
  asked: false,
  forced: false,
  deleteAt: null,
  failures: { count: 0, since: 0 }
})

const toStatus = (rotation: Record.Rotation): Rotation.Status => ({
  id: rotation.id,
  step: rotation.step,
  state: rotation.state,
  reason: rotation.reason,
  name: rotation.name,
  predecessor: { hash: rotation.request.hash, label: rotation.label },
  successor: rotation.successor,
  startedAt: new Date(rotation.startedAt).toISOString(),
  updatedAt: new Date(rotation.updatedAt).toISOString()
})

/** Whether two statuses differ only in `updatedAt`. */
const isSame = (a: Rotation.Status, b: Rotation.Status): boolean =>
  JSON.stringify({ ...a, updatedAt: null }) === JSON.stringify({ ...b, updatedAt: null })

// =====================================================================================================================
// Service
// =====================================================================================================================

const fromSql = (error: SqlError): RotationError =>
  new RotationError({ reason: "Database", message: `The database failed: ${error.message}` })

const fromBusy = ({ waitedMs }: Busy): RotationError =>
  new RotationError({
    reason: "Busy",
    message: `Other runners have been starting rotations for ${
      waitedMs / 1_000
    } seconds: nothing was started, so try again.`
  })

const ended = (id: string): RotationError =>
  new RotationError({ reason: "Ended", message: `Rotation ${id} has ended.` })

/** Finds a rotation. In JavaScript, the ID may be missing. */
const found = (id: unknown) =>
  Effect.flatMap(Effect.mapError(Store.find(String(id)), fromSql), (stored) =>
    stored === undefined
      ? new RotationError({ reason: "NoSuchRotation", message: `There is no rotation ${JSON.stringify(id)}.` })
      : Effect.succeed(stored))

/** Fails for keys that cannot be used, and for keys that other work has left. */
const checkKey = (
  { disabled, expiresAt, name }: ApiKey,
  now: number
): Effect.Effect<void, RotationError> => {
  if (disabled) {
    return new RotationError({
      reason: "KeyDisabled",
      message: `The key ${JSON.stringify(name)} is disabled: only keys in use can be rotated.`
    })
  }
  if (expiresAt !== null && Date.parse(expiresAt) <= now) {
    const message = `The key ${JSON.stringify(name)} expired at ${expiresAt}: only keys in use can be rotated.`
    return new RotationError({ reason: "KeyExpired", message })
  }
  const marked = originalName(name)
  if (marked === null) return Effect.void
  return marked.role === "successor" || marked.role === "retired"
    ? new RotationError({
      reason: "UnderWay",
      message: `The key ${JSON.stringify(name)} belongs to rotation ${marked.id}.`
    })
    : new RotationError({
      reason: "Leftover",
      message: `The key ${
        JSON.stringify(name)
      } was left by an interrupted or cancelled run: delete it, or rename it first.`
    })
}

/** Fails if another open rotation has the same sink: one of the secrets would be lost. */
const checkSinkIsFree = (hash: string, to: Target) =>
  Effect.flatMap(Effect.mapError(Store.all({ open: true }), fromSql), (open) => {
    const other = open.find(({ rotation: { request } }) =>
      request.to !== null && request.hash !== hash && clash(request.to, to)
    )
    return other === undefined ? Effect.void : new RotationError({
      reason: "SinkInUse",
      message:
        `Rotation ${other.rotation.id} of ${other.rotation.name} has the same sink, which would keep only one secret: ` +
        "use a different sink for each key."
    })
  })

/** Stores a new rotation. No other one starts between the check of the others and storing this one. */
const store = (request: Record.Request, data: ApiKey, now: number) =>
  Effect.gen(function*() {
    if (request.to !== null) yield* checkSinkIsFree(request.hash, request.to)
    const id = yield* newId
    if (!(yield* Effect.mapError(Store.insert(newRotation(id, request, data, now)), fromSql))) {
      return yield* new RotationError({
        reason: "UnderWay",
        message: `The key ${JSON.stringify(data.name)} is already being rotated.`
      })
    }
    return id
  })

const start = (options: Rotation.Options, hasSink: boolean, guard: GuardService) =>
  Effect.gen(function*() {
    const problem = problemOf(options)
    if (problem !== null) return yield* new RotationError({ reason: "InvalidOption", message: problem })
    const asked = yield* requestOf(options)
    // The engine may run the rotation later in another process: of a sink outside of its layer, only the target is stored.
    const beside = hasSink ? undefined : Option.getOrUndefined(yield* Effect.serviceOption(SecretSink))
    const request = { ...asked, to: asked.to ?? (beside === undefined ? null : targetOfSink(beside) ?? null) }
    if (request.to === null && !hasSink) {
      return yield* new RotationError({
        reason: "NoSink",
        message: beside === undefined
          ? "There is no sink for the secret: set `to`."
          : "The SecretSink is not provided to the layer of Rotation: provide it to that layer, or set `to`."
      })
    }
    const { data } = yield* ApiKeys.get({ hash: options.hash })
    const now = yield* Clock.currentTimeMillis
    yield* checkKey(data, now)
    const id = yield* guard.starts(store(request, data, now)).pipe(
      Effect.catchTags({ Busy: fromBusy, SqlError: fromSql })
    )
    yield* RotationWorkflow.startOrResume({ id, execution: 0 })
    return id
  })

const tell = (id: string, signal: Record.Signal) =>
  Effect.gen(function*() {
    if (Record.hasEnded((yield* found(id)).rotation)) return yield* ended(id)
    yield* Effect.mapError(Store.tell(id, signal), fromSql)
    // Read after the signal is stored: a wait that begins later looks for signals itself.
    const { execution, wait } = yield* found(id)
    if (wait !== null) yield* RotationWorkflow.wake({ id, execution }, wait)
  })

const confirm = (id: string, { step }: Rotation.ConfirmOptions = {}) =>
  Effect.gen(function*() {
    const { rotation } = yield* found(id)
    if (Record.hasEnded(rotation)) return yield* ended(id)
    if (isPast(rotation, step)) return
    const message = problemOfConfirm(rotation, step)
    if (message !== null) return yield* new RotationError({ reason: "NothingToConfirm", message })
    yield* tell(id, `confirm ${rotation.step}`)
  })

/** Whether a rotation is due. */
const isDue = (stored: Store.Stored, now: number): boolean =>
  Store.isReady(stored) || (stored.wakeAt !== null && stored.wakeAt <= now)

const pendingOf = (open: ReadonlyArray<Store.Stored>): Effect.Effect<ReadonlyArray<Rotation.Pending>> =>
  Effect.map(Clock.currentTimeMillis, (now) =>
    open.map((stored) => ({
      id: stored.rotation.id,
      isDue: isDue(stored, now),
      wakesAt: stored.wakeAt === null ? null : new Date(stored.wakeAt).toISOString()
    })))

/** How many events a slow reader of `watch` may lag behind. */
const buffer = 1_000

/** How often a process looks for steps that others run. */
const watchEvery = Schedule.spaced("1 second")

const sweepEvery = Schedule.spaced("15 minutes")

const make = (
  hasSink: boolean,
  changes: PubSub.PubSub<Rotation.Status>,
  guard: GuardService
): Effect.Effect<Rotation.Service, never, ApiKeys | SqlClient.SqlClient | WorkflowEngine> =>
  Effect.map(Effect.context<ApiKeys | SqlClient.SqlClient | WorkflowEngine>(), (context) => {
    const status = (id: string) => Effect.provide(Effect.map(found(id), ({ rotation }) => toStatus(rotation)), context)
    const changesHere = (id: string) =>
      Stream.unwrapScoped(Effect.map(PubSub.subscribe(changes), (queue) =>
        Stream.concat(
          Stream.fromEffect(status(id)),
          Stream.filter(Stream.fromQueue(queue), (each) => each.id === id)
        )))
    // Another process may run the steps.
    const changesAnywhere = (id: string) => Stream.repeatEffectWithSchedule(status(id), watchEvery)
    const watch = (id: string) =>
      (guard.isShared ? changesAnywhere : changesHere)(id).pipe(
        Stream.changesWith(isSame),
        Stream.takeUntil(({ state }) => state === "done" || state === "cancelled")
      )
    return {
      start: (options) => Effect.provide(start(options, hasSink, guard), context),
      status,
      list: Effect.provide(
        Effect.map(
          Effect.mapError(Store.all({ open: false }), fromSql),
          (all) => all.map(({ rotation }) => toStatus(rotation))
        ),
        context
      ),
      pending: Effect.provide(
        Effect.flatMap(Effect.mapError(Store.all({ open: true }), fromSql), pendingOf),
        context
      ),
      watch,
      confirm: (id, options) => Effect.provide(confirm(id, options), context),
      cancel: (id) => Effect.provide(tell(id, "cancel"), context),
      resume: Effect.provide(Effect.mapError(resume, fromSql), context)
    }
  })

const layerWith = (
  strategy: RotationStrategy
): Layer.Layer<Rotation, SqlError, ApiKeys | SqlClient.SqlClient | WorkflowEngine> =>
  Layer.unwrapScoped(Effect.gen(function*() {
    yield* Effect.zipRight(Store.migrate, Lineage.migrate)
    const provided = yield* Effect.serviceOption(SecretSink)
    const changes = yield* PubSub.sliding<Rotation.Status>(buffer)
    const findSink: FindSink = ({ request: { to } }) =>
      to === null ? Option.getOrUndefined(provided) : SecretSink.fromTarget(to)
    const onChange = (rotation: Record.Rotation) => Effect.asVoid(PubSub.publish(changes, toStatus(rotation)))
    const guard = yield* Guard
    const service = Layer.scoped(
      Rotation,
      Effect.tap(
        make(Option.isSome(provided), changes, guard),
        ({ resume }) =>
          guard.isShared ? Effect.void : Effect.forkScoped(Effect.repeat(Effect.ignoreLogged(resume), sweepEvery))
      )
    )
    return Layer.provideMerge(service, RotationWorkflow.layer({ strategy, findSink, onChange, guard }))
  }))

/**
 * Rotations of keys, a service.
 *
 * A rotation creates a successor with the same settings and restrictions, puts its secret into the sink, tests it,
 * waits until the old key is unused, disables it, and deletes it some days later.
 */
export class Rotation extends Context.Tag("@openrouter-keys/fleet/Rotation")<Rotation, Rotation.Service>() {
  /**
   * Rotations on an engine and its database. A `SecretSink` that is provided to the layer is used for rotations without
   * `to`:
   *
   * ```ts
   * import { Fleet, SecretSink } from "@openrouter-keys/fleet"
   * import { Layer } from "effect"
   *
   * const sink = SecretSink.file({ file: "checkout.key" })
   *
   * export const layer = Fleet.layerLocal({ file: "rotations.db" }).pipe(Layer.provide(sink))
   * ```
   *
   * A `SecretSink` that is merged beside the layer is used only if it is a file, a variable or a program.
   */
  static readonly layer: Layer.Layer<Rotation, SqlError, ApiKeys | SqlClient.SqlClient | WorkflowEngine> = layerWith(
    emulated
  )

  /** Rotations with another strategy than {@link Rotation.emulated}, for example if the service rotates keys itself. */
  static readonly layerWith = layerWith

  /**
   * The strategy of {@link Rotation.layer}, which uses only operations on keys: creates a successor and delivers its secret,
   * then disables and deletes the predecessor when it is unused.
   */
  static readonly emulated: Rotation.Strategy = emulated

  /** Starts the rotation of a key; see {@link Rotation.Service}. */
  static readonly start = (options: Rotation.Options) => Effect.flatMap(this, (rotation) => rotation.start(options))

  /** Returns the status of a rotation. */
  static readonly status = (id: RotationId) => Effect.flatMap(this, (rotation) => rotation.status(id))

  /** All rotations, the most recent first. */
  static readonly list = Effect.flatMap(this, (rotation) => rotation.list)

  /** Rotations that have not ended, and whether they are due. */
  static readonly pending = Effect.flatMap(this, (rotation) => rotation.pending)

  /** Emits the status of a rotation, now and after each step, until it ends. */
  static readonly watch = (id: RotationId) => Stream.unwrap(Effect.map(this, (rotation) => rotation.watch(id)))

  /** Confirms that the new key is in use; see {@link Rotation.Service}. */
  static readonly confirm = (id: RotationId, options?: Rotation.ConfirmOptions) =>
    Effect.flatMap(this, (rotation) => rotation.confirm(id, options))

  /** Rolls a rotation back; see {@link Rotation.Service}. */
  static readonly cancel = (id: RotationId) => Effect.flatMap(this, (rotation) => rotation.cancel(id))

  /** Reads all rotations of a database, the most recent first, without an engine: it runs none of them. */
  static readonly stored: Effect.Effect<Rotation.Stored, RotationError, SqlClient.SqlClient> = Effect.gen(function*() {
    const all = yield* Effect.mapError(Effect.zipRight(Store.migrate, Store.all({ open: false })), fromSql)
    return {
      rotations: all.map(({ rotation }) => toStatus(rotation)),
      pending: yield* pendingOf(all.filter(({ rotation }) => !Record.hasEnded(rotation)))
    }
  })

  /** Continues all rotations that are due. */
  static readonly resume = Effect.flatMap(this, (rotation) => rotation.resume)
}
