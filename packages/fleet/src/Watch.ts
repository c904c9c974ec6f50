/**
 * Reads all keys at intervals and emits events: budgets and limits that run out, and keys that expire, change, appear
 * or are deleted. Each look also stores usage, for `History` and `Report`.
 *
 * @module
 */
import type { SqlClient } from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import type { ApiKeys } from "@openrouter-keys/core/ApiKeys"
import type { ListError } from "@openrouter-keys/protocol/OpenRouterError"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import type { Budget, Period } from "./Budget.js"
import * as Store from "./internal/history/store.js"
import * as Lineage from "./internal/lineage.js"
import type { OptionError } from "./internal/options.js"
import { eventOf } from "./internal/watch/detect.js"
import * as EventLog from "./internal/watch/eventLog.js"
import { look as lookOnce, type Settings, spentOf } from "./internal/watch/look.js"
import { checkOptions, checkRunOptions } from "./internal/watch/options.js"

// =====================================================================================================================
// Events
// =====================================================================================================================

/** Identifies a key. */
export interface KeyRef {
  readonly hash: string
  readonly label: string
  readonly name: string
}

interface BudgetFields {
  /** Name of the budget. */
  readonly budget: string
  /** Spent in the period, in USD. */
  readonly spent: number
  /** The budget's limit, in USD. */
  readonly limit: number
  readonly period: Period
  /** The period: `2026-11-27`, `2026-11-23` (its Monday) or `2026-11`. */
  readonly periodName: string
  /** When the next period begins, ISO-8601. */
  readonly periodEnds: string
}

/** Fields of an event, without its ID, time and message. */
export type EventBody =
  /** The keys of a budget have spent a share of its limit. Once for each share, period and limit. */
  | (BudgetFields & { readonly _tag: "BudgetThreshold"; readonly threshold: number })
  /** At the current rate, a budget will reach its limit before the period ends. Once per period. */
  | (BudgetFields & { readonly _tag: "BudgetForecast"; readonly projected: number })
  /** A key has reached its own limit. Once per period of the limit. */
  | {
    readonly _tag: "KeyLimitReached"
    readonly key: KeyRef
    readonly limit: number
    readonly limitReset: string | null
  }
  /** At the current rate, a key will reach its own limit before it resets. Once per period of the limit. */
  | {
    readonly _tag: "KeyLimitForecast"
    readonly key: KeyRef
    readonly spent: number
    readonly limit: number
    readonly projected: number
  }
  /** A key expires soon. Once. */
  | { readonly _tag: "KeyExpiring"; readonly key: KeyRef; readonly expiresAt: string }
  /** A key is new since the previous look. The first look reports none. */
  | { readonly _tag: "KeyAppeared"; readonly key: KeyRef }
  /** A key has changed since the previous look. */
  | {
    readonly _tag: "KeyChanged"
    readonly key: KeyRef
    readonly fields: ReadonlyArray<{
      readonly field: string
      readonly before: string | number | boolean | null
      readonly after: string | number | boolean | null
    }>
  }
  /** A key has been deleted since the previous look. */
  | { readonly _tag: "KeyGone"; readonly key: KeyRef }
  /** A budget with `then: "disable"` has disabled a key. */
  | { readonly _tag: "KeyDisabled"; readonly key: KeyRef; readonly budget: string }
  /** A budget with `then: "disable"` could not disable a key; each look tries again. Once per period. */
  | { readonly _tag: "KeyNotDisabled"; readonly key: KeyRef; readonly budget: string; readonly reason: string }
  /** A budget is below its first share again, a key is below its limit, or the watch can read keys again (both `null`). */
  | { readonly _tag: "BackToNormal"; readonly budget: string | null; readonly key: KeyRef | null }
  /** Three looks in a row have failed. */
  | { readonly _tag: "WatchFailing"; readonly reason: string }

/** An event. It is plain JSON data without secrets. */
export type Event = EventBody & {
  /** Unique ID. A repeated event has the same ID. */
  readonly id: string
  /** Time of the look, ISO-8601. */
  readonly at: string
  /** What happened, in a sentence. */
  readonly message: string
}

// =====================================================================================================================
// Watching
// =====================================================================================================================

/** Options of a look. */
export interface Options {
  /** Budgets to watch. Default: none, which watches only keys. */
  readonly budgets?: ReadonlyArray<Budget> | undefined
  /** IDs of workspaces to watch in addition to the default one. */
  readonly workspaceIds?: ReadonlyArray<string> | undefined
  /** How long before a key's expiry there is an event. Default: 7 days. */
  readonly expiryNotice?: Duration.DurationInput | undefined
}

/** Options of `run`. */
export interface RunOptions extends Options {
  /** Time between looks. Default: 5 minutes. A look sends one request per 100 keys. */
  readonly every?: Duration.DurationInput | undefined
}

/** Errors of a look. */
export type LookError = ListError | SqlError | OptionError

const settingsOf = (options: Options): Effect.Effect<Settings, OptionError> =>
  Effect.map(
    checkOptions(options),
    ({ budgets = [], expiryNotice = "7 days", workspaceIds = [] }) => ({
      budgets,
      workspaces: [undefined, ...workspaceIds],
      expiryNoticeMs: Duration.toMillis(expiryNotice)
    })
  )

const migrate = Effect.all([Store.migrate, EventLog.migrate, Lineage.migrate], { discard: true })

/** Emits an event, and marks it as delivered when the next one is pulled or the stream has ended without an error. */
const deliver = (event: Event): Stream.Stream<Event, never, SqlClient> =>
  Stream.suspend(() => {
    let isTaken = false
    const take = Effect.suspend(() => isTaken ? Effect.void : EventLog.take(event)).pipe(
      Effect.tap(() => {
        isTaken = true
      }),
      Effect.catchAll((error) => Effect.logWarning("An event will be repeated.", error))
    )
    // The release alone could run after the next look, which would emit the event again.
    return Stream.concat(
      Stream.acquireRelease(Effect.succeed(event), (_, exit) => Exit.isSuccess(exit) ? take : Effect.void),
      Stream.drain(Stream.fromEffect(take))
    )
  })

/**
 * Looks once and emits the events since the previous look, for use in a scheduled job.
 *
 * An event counts as delivered when the stream continues or ends without an error. If it fails or the process dies before,
 * the next look emits the event again, with the same `id`.
 *
 * Fails with an `OptionError` if an option or a budget is invalid, before anything is read.
 */
export const look = (options: Options = {}): Stream.Stream<Event, LookError, ApiKeys | SqlClient> =>
  Stream.unwrap(Effect.gen(function*() {
    const settings = yield* settingsOf(options)
    yield* migrate
    return Stream.flatMap(Stream.fromIterable(yield* lookOnce(settings)), deliver)
  }))

/**
 * Looks once and stores usage without emitting events: the next `look` or `run` emits them. For reports without a
 * watch.
 */
export const observe = (options: Options = {}): Effect.Effect<void, LookError, ApiKeys | SqlClient> =>
  Effect.flatMap(settingsOf(options), (settings) => Effect.zipRight(migrate, Effect.asVoid(lookOnce(settings))))

/** A budget, and what its keys have spent in the current period, in USD. */
export interface Spent {
  readonly budget: Budget
  readonly spent: number
}

/** Current spending of budgets, from stored usage. Fails with an `OptionError` if a budget is invalid. */
export const spent = (
  budgets: ReadonlyArray<Budget>
): Effect.Effect<ReadonlyArray<Spent>, OptionError | SqlError, SqlClient> =>
  Effect.gen(function*() {
    const { budgets: valid = [] } = yield* checkOptions({ budgets })
    yield* migrate
    const amounts = yield* spentOf(valid, yield* Clock.currentTimeMillis)
    return valid.map((budget) => ({ budget, spent: amounts.get(budget) ?? 0 }))
  })

/** How many looks in a row must fail for an event. */
const failuresToTell = 3

/** Errors that a later look would also have. */
const isFinal = (error: LookError): boolean =>
  error._tag === "Unauthorized" || error._tag === "Forbidden" || error._tag === "InvalidRequest" ||
  error._tag === "SqlError" || error._tag === "OptionError"

/**
 * Looks at intervals, and emits each event once per period, also across restarts: see `look`.
 *
 * After a failed look, the next one follows at its time; three failures in a row are an event. The stream itself
 * fails with `Unauthorized`, `Forbidden`, `InvalidRequest` and `SqlError`, which later looks would also have, and with an
 * `OptionError` at the start if an option or a budget is invalid.
 */
export const run = (options: RunOptions = {}): Stream.Stream<Event, LookError, ApiKeys | SqlClient> =>
  Stream.unwrap(Effect.gen(function*() {
    const { every = "5 minutes", ...rest } = yield* checkRunOptions(options)
    const settings = yield* settingsOf(rest)
    yield* migrate
    return Stream.repeatEffectWithSchedule(attempts(settings), Schedule.fixed(every)).pipe(
      Stream.flatMap((events) => Stream.flatMap(Stream.fromIterable(events), deliver))
    )
  }))

/** Looks, and counts failures in a row. */
const attempts = (settings: Settings): Effect.Effect<ReadonlyArray<Event>, LookError, ApiKeys | SqlClient> => {
  let failures = 0
  return lookOnce(settings).pipe(
    Effect.tap(() => {
      failures = 0
    }),
    Effect.catchAll((error) => {
      if (isFinal(error)) return Effect.fail(error)
      failures++
      return Effect.zipRight(
        Effect.logWarning(`The watch could not read the keys: ${error.message}`),
        failures === failuresToTell ? tellFailing(error) : Effect.succeed([])
      )
    })
  )
}

const tellFailing = (error: { readonly message: string }): Effect.Effect<ReadonlyArray<Event>, SqlError, SqlClient> =>
  Effect.flatMap(Clock.currentTimeMillis, (at) => {
    const message = `The watch could not read the keys ${failuresToTell} times in a row: ${error.message}`
    const event = eventOf(`failing/${at}`, at, message, { _tag: "WatchFailing", reason: error.message })
    const failing = { id: "watch", of: { budget: null, hash: null, name: null, label: null } }
    return EventLog.hold(failing).pipe(
      Effect.zipRight(EventLog.add([{ event, until: at }])),
      Effect.zipRight(EventLog.open)
    )
  })
