/**
 * Prevents two runners from running a step of the same rotation. The engine gives each rotation to one runner, but a
 * disconnected runner may not notice that another one has taken over. So each step takes a lease, by the database's clock.
 */
import type * as SqlClient from "@effect/sql/SqlClient"
import { SqlError } from "@effect/sql/SqlError"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import { databaseClock } from "../databaseTime.js"
import { Background, Busy, CurrentLease, type GuardService, makeBackground, Taken } from "../rotation/guard.js"
import { released } from "./leave.js"
import { underLock, underLockWithin } from "./postgres.js"

const claim = (sql: SqlClient.SqlClient, id: string, lease: string, leaseMs: number) =>
  Effect.map(
    sql<{ readonly id: string }>`
      UPDATE fleet_rotation SET lease = ${lease}, lease_until = ${sql.literal(databaseClock)} + ${leaseMs}::bigint
      WHERE id = ${id} AND (lease IS NULL OR lease = ${lease} OR lease_until < ${sql.literal(databaseClock)})
      RETURNING id`,
    (rows) => rows.length > 0
  )

const release = (sql: SqlClient.SqlClient, id: string, lease: string) =>
  sql`UPDATE fleet_rotation SET lease = NULL, lease_until = NULL WHERE id = ${id} AND lease = ${lease}`

/** Renews a lease, and fails if it cannot be renewed. */
const keep = (sql: SqlClient.SqlClient, id: string, lease: string, leaseMs: number) =>
  claim(sql, id, lease, leaseMs).pipe(
    // To cancel a query takes as long as the database takes to respond.
    Effect.disconnect,
    Effect.timeoutFail({
      duration: leaseMs / 6,
      onTimeout: () => new SqlError({ cause: undefined, message: "The database does not respond." })
    }),
    // After two failures in a row, a third of the lease is left to stop the step.
    Effect.retry({ times: 1 }),
    Effect.filterOrFail((isKept) => isKept, () => new Taken({ afterMs: leaseMs })),
    Effect.repeat(Schedule.spaced(leaseMs / 3)),
    Effect.zipRight(Effect.never)
  )

const stepUnderLease = (sql: SqlClient.SqlClient, owner: string, leaseMs: number): GuardService["step"] => (id, step) =>
  Effect.suspend(() => {
    const lease = `${owner}/${leases++}`
    const background = makeBackground()
    return Effect.acquireUseRelease(
      Effect.filterOrFail(
        claim(sql, id, lease, leaseMs),
        (isOurs) => isOurs,
        () => new Taken({ afterMs: leaseMs })
      ),
      () =>
        Effect.raceFirst(
          step.pipe(Effect.provideService(CurrentLease, lease), Effect.provideService(Background, background)),
          Effect.delay(keep(sql, id, lease, leaseMs), leaseMs / 3)
        ),
      // A sink may go on after its step was interrupted. Until it has ended, or the lease has, no other runner uses the sink.
      () => released(Effect.zipRight(background.ended, release(sql, id, lease)))
    )
  })

/** Counts the leases of this process, so that each step has its own. */
let leases = 0

/** How long those wait for the lock that have already waited behind one that did not get it, in milliseconds. */
const shortStartTimeout = 1_000

/** Options of {@link make}. */
export interface Options {
  /** Name of the runner, which no other one has. */
  readonly owner: string
  /** A lease ends so many milliseconds after its last renewal. */
  readonly leaseMs: number
  /** Maximum number of steps at the same time. */
  readonly concurrency: number
  /** How long to wait for other runners that start rotations, in milliseconds. Default: 30 seconds. */
  readonly startTimeoutMs?: number
}

/** Marks rotations whose steps wait for their turn, so that no sweep takes them for lost. */
const markWaiting = (sql: SqlClient.SqlClient, ids: ReadonlyArray<string>, millis: number) =>
  ids.length === 0 ? Effect.void : Effect.asVoid(sql`
    UPDATE fleet_rotation SET waiting_until = ${sql.literal(databaseClock)} + ${millis}::bigint
    WHERE id IN (SELECT json_array_elements_text(${JSON.stringify(ids)}::json))`)

/** Creates the column. */
export const migrateWaiting = (sql: SqlClient.SqlClient): Effect.Effect<void, SqlError> =>
  Effect.asVoid(sql`ALTER TABLE fleet_rotation ADD COLUMN IF NOT EXISTS waiting_until BIGINT`)

/** The guard of a runner. */
export interface ClusterGuard extends GuardService {
  /** Stores which steps wait for their turn. To be repeated three times while a lease lasts. */
  readonly markWaiting: Effect.Effect<void, SqlError>
}

/** Makes the guard of a runner. */
export const make = (sql: SqlClient.SqlClient, options: Options): ClusterGuard => {
  const { concurrency, leaseMs, owner, startTimeoutMs = 30_000 } = options
  const step = stepUnderLease(sql, owner, leaseMs)
  const oneOfSome = Effect.unsafeMakeSemaphore(concurrency).withPermits(1)
  // On all runners, one at a time. At most one connection of each runner waits for a lock.
  const oneAllowlist = Effect.unsafeMakeSemaphore(1).withPermits(1)
  const oneStart = Effect.unsafeMakeSemaphore(1).withPermits(1)
  let wasBusy = false
  /** The rotations whose steps wait. */
  const waiting = new Map<symbol, string>()
  return {
    isShared: true,
    step: (id, effect) =>
      Effect.suspend(() => {
        const turn = Symbol(id)
        waiting.set(turn, id)
        const begun = Effect.sync(() => void waiting.delete(turn))
        return Effect.ensuring(oneOfSome(Effect.zipRight(begun, step(id, effect))), begun)
      }),
    markWaiting: Effect.suspend(() => markWaiting(sql, [...new Set(waiting.values())], leaseMs)),
    // If the database fails, the step fails and is retried.
    allowlists: (change) =>
      oneAllowlist(Effect.exit(change).pipe(underLock(sql, "allowlists"), Effect.orDie, Effect.flatten)),
    starts: (start) =>
      oneStart(
        Effect.suspend(() => underLockWithin(sql, "starts", wasBusy ? shortStartTimeout : startTimeoutMs)(start)).pipe(
          Effect.tapBoth({
            onFailure: (error) => Effect.sync(() => void (wasBusy = error instanceof Busy)),
            onSuccess: () => Effect.sync(() => void (wasBusy = false))
          })
        )
      )
  }
}
