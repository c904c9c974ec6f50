/**
 * Prevents two runners from running a step of the same rotation. The engine gives each rotation to one runner, but a
 * disconnected runner may not notice that another one has taken over. So each step takes a lease, by the database's clock.
 */
import type * as SqlClient from "@effect/sql/SqlClient"
import { SqlError } from "@effect/sql/SqlError"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import { CurrentLease, type GuardService, Taken } from "../rotation/guard.js"
import { databaseClock, type Lock, underLock } from "./postgres.js"

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
    return Effect.acquireUseRelease(
      Effect.filterOrFail(
        claim(sql, id, lease, leaseMs),
        (isOurs) => isOurs,
        () => new Taken({ afterMs: leaseMs })
      ),
      () =>
        Effect.raceFirst(
          Effect.provideService(step, CurrentLease, lease),
          Effect.delay(keep(sql, id, lease, leaseMs), leaseMs / 3)
        ),
      () => Effect.ignore(release(sql, id, lease))
    )
  })

/** Counts the leases of this process, so that each step has its own. */
let leases = 0

/** The guard of a runner. A lease ends `leaseMs` after its last renewal. */
export const make = (sql: SqlClient.SqlClient, owner: string, leaseMs: number): GuardService => {
  /** One at a time on all runners. At most one connection of each waits for the lock. */
  const exclusively = (name: Lock) => {
    const oneAtATime = Effect.unsafeMakeSemaphore(1).withPermits(1)
    // If the database fails, the effect fails and is retried.
    return <A, E, R>(effect: Effect.Effect<A, E, R>) =>
      oneAtATime(Effect.exit(effect).pipe(underLock(sql, name), Effect.orDie, Effect.flatten))
  }
  return {
    isShared: true,
    step: stepUnderLease(sql, owner, leaseMs),
    allowlists: exclusively("allowlists"),
    starts: exclusively("starts")
  }
}
