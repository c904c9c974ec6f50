/**
 * Looks at all keys from time to time, and tells what has happened: money that runs out, keys that expire, change, appear
 * or go. Each look also stores usage, which `History` and `Report` read.
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

/** Names a key. */
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
  /** When the next one begins, ISO-8601. */
  readonly periodEnds: string
}

/** What an event says beside its ID, its time and its message. */
export type EventBody =
  /** A budget has spent a share of its limit. Once for each share, period and limit. */
  | (BudgetFields & { readonly _tag: "BudgetThreshold"; readonly threshold: number })
  /** A budget will reach its limit before the period ends, if spending goes on so. Once in a period. */
  | (BudgetFields & { readonly _tag: "BudgetForecast"; readonly projected: number })
  /** A key has reached its own limit. Once in the period of the limit. */
  | {
    readonly _tag: "KeyLimitReached"
    readonly key: KeyRef
    readonly limit: number
    readonly limitReset: string | null
  }
  /** A key will reach its own limit before it starts again. Once in the period of the limit. */
  | {
    readonly _tag: "KeyLimitForecast"
    readonly key: KeyRef
    readonly spent: number
    readonly limit: number
    readonly projected: number
  }
  /** A key expires soon. Once. */
  | { readonly _tag: "KeyExpiring"; readonly key: KeyRef; readonly expiresAt: string }
  /** There is a key that was not there at the look before. The first look of all tells of none. */
  | { readonly _tag: "KeyAppeared"; readonly key: KeyRef }
  /** A key is not as it was at the look before. */
  | {
    readonly _tag: "KeyChanged"
    readonly key: KeyRef
    readonly fields: ReadonlyArray<{
      readonly field: string
      readonly before: string | number | boolean | null
      readonly after: string | number | boolean | null
    }>
  }
  /** A key is not there any more. */
  | { readonly _tag: "KeyGone"; readonly key: KeyRef }
  /** A budget that disables has disabled a key. */
  | { readonly _tag: "KeyDisabled"; readonly key: KeyRef; readonly budget: string }
  /** A budget that disables could not disable a key, and each look tries again. Once in a period. */
  | { readonly _tag: "KeyNotDisabled"; readonly key: KeyRef; readonly budget: string; readonly reason: string }
  /** A budget is below its first share again, a key below its limit, or the watch sees keys again (both `null`). */
  | { readonly _tag: "BackToNormal"; readonly budget: string | null; readonly key: KeyRef | null }
  /** The watch could not look several times in a row. */
  | { readonly _tag: "WatchFailing"; readonly reason: string }

/** Something that has happened. JSON-safe, and without a secret. */
export type Event = EventBody & {
  /** The same for a repetition, and for nothing else. */
  readonly id: string
  /** When it was seen, ISO-8601. */
  readonly at: string
  /** What has happened, in a sentence. */
  readonly message: string
}

// =====================================================================================================================
// Watching
// =====================================================================================================================

/** What is watched. */
export interface Options {
  /** Default: none, so only keys are watched. */
  readonly budgets?: ReadonlyArray<Budget> | undefined
  /** IDs of workspaces to watch beside the default one. */
  readonly workspaceIds?: ReadonlyArray<string> | undefined
  /** How long before its expiry a key is told of. Default: 7 days. */
  readonly expiryNotice?: Duration.DurationInput | undefined
}

/** What is watched, and how often. */
export interface RunOptions extends Options {
  /** Time between looks. Default: 5 minutes. A look takes one request for each 100 keys. */
  readonly every?: Duration.DurationInput | undefined
}

/** What a look can fail with. */
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

/** Emits an event, and marks it as taken once the next one is asked for or the stream has ended well. */
const deliver = (event: Event): Stream.Stream<Event, never, SqlClient> =>
  Stream.suspend(() => {
    let isTaken = false
    const take = Effect.suspend(() => isTaken ? Effect.void : EventLog.take(event)).pipe(
      Effect.tap(() => {
        isTaken = true
      }),
      Effect.catchAll((error) => Effect.logWarning("An event will be repeated.", error))
    )
    // The release alone may come after the next look, which would then find the event again.
    return Stream.concat(
      Stream.acquireRelease(Effect.succeed(event), (_, exit) => Exit.isSuccess(exit) ? take : Effect.void),
      Stream.drain(Stream.fromEffect(take))
    )
  })

/**
 * Looks once and emits what has happened, for a job that is started from time to time.
 *
 * An event that is emitted counts as told once the stream goes on or ends well. If it fails or the process dies before,
 * the next look emits the event again, with the same `id`.
 *
 * Fails with an `OptionError` where an option or a budget is invalid, before anything is read.
 */
export const look = (options: Options = {}): Stream.Stream<Event, LookError, ApiKeys | SqlClient> =>
  Stream.unwrap(Effect.gen(function*() {
    const settings = yield* settingsOf(options)
    yield* migrate
    return Stream.flatMap(Stream.fromIterable(yield* lookOnce(settings)), deliver)
  }))

/**
 * Looks once and stores usage, without telling: the events wait for the next look that tells. For reports where no watch
 * runs.
 */
export const observe = (options: Options = {}): Effect.Effect<void, LookError, ApiKeys | SqlClient> =>
  Effect.flatMap(settingsOf(options), (settings) => Effect.zipRight(migrate, Effect.asVoid(lookOnce(settings))))

/** A budget, and what its keys have spent in the period that is now, in USD. */
export interface Spent {
  readonly budget: Budget
  readonly spent: number
}

/** How budgets stand, from what is stored. Fails with an `OptionError` where a budget is invalid. */
export const spent = (
  budgets: ReadonlyArray<Budget>
): Effect.Effect<ReadonlyArray<Spent>, OptionError | SqlError, SqlClient> =>
  Effect.gen(function*() {
    const { budgets: valid = [] } = yield* checkOptions({ budgets })
    yield* migrate
    const amounts = yield* spentOf(valid, yield* Clock.currentTimeMillis)
    return valid.map((budget) => ({ budget, spent: amounts.get(budget) ?? 0 }))
  })

/** After so many looks in a row that failed, there is an event. */
const failuresToTell = 3

/** Errors that the next look meets, too. */
const isFinal = (error: LookError): boolean =>
  error._tag === "Unauthorized" || error._tag === "Forbidden" || error._tag === "InvalidRequest" ||
  error._tag === "SqlError" || error._tag === "OptionError"

/**
 * Looks again and again, and emits each event once in its period, also across restarts: see `look`.
 *
 * A look that fails is repeated at the next time, and is an event once three in a row have failed. The stream itself
 * fails with `Unauthorized`, `Forbidden`, `InvalidRequest` and `SqlError`, which the next look would meet, too, and with an
 * `OptionError` at the start where an option or a budget is invalid.
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

/** A look that knows how many before it have failed. */
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
        Effect.logWarning(`The watch could not look: ${error.message}`),
        failures === failuresToTell ? tellFailing(error) : Effect.succeed([])
      )
    })
  )
}

const tellFailing = (error: { readonly message: string }): Effect.Effect<ReadonlyArray<Event>, SqlError, SqlClient> =>
  Effect.flatMap(Clock.currentTimeMillis, (at) => {
    const message = `The watch could not look ${failuresToTell} times in a row: ${error.message}`
    const event = eventOf(`failing/${at}`, at, message, { _tag: "WatchFailing", reason: error.message })
    const failing = { id: "watch", of: { budget: null, hash: null, name: null, label: null } }
    return EventLog.hold(failing).pipe(
      Effect.zipRight(EventLog.add([{ event, until: at }])),
      Effect.zipRight(EventLog.open)
    )
  })
