/**
 * Keeps the runners of a cluster apart. The engine gives each rotation to one runner, but a runner that is cut off may
 * not know yet that another one has taken over. So each step takes a lease in the database, by the database's clock.
 */
import type * as SqlClient from "@effect/sql/SqlClient"
import { SqlError } from "@effect/sql/SqlError"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import { CurrentLease, type GuardService, Taken } from "../rotation/guard.js"
import { databaseClock, underLock } from "./postgres.js"

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

/** Keeps a lease, and fails where it cannot be kept any more. */
const keep = (sql: SqlClient.SqlClient, id: string, lease: string, leaseMs: number) =>
  claim(sql, id, lease, leaseMs).pipe(
    Effect.timeoutFail({
      duration: leaseMs / 6,
      onTimeout: () => new SqlError({ cause: undefined, message: "The database does not respond." })
    }),
    // Two failures in a row leave a third of the time to stop in.
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

/** Counts the leases of this process: each step has one of its own. */
let leases = 0

/** The guard of a runner. Its lease lasts for `leaseMs` after it was last renewed. */
export const make = (sql: SqlClient.SqlClient, owner: string, leaseMs: number): GuardService => {
  // One connection at most waits for the lock.
  const oneAtATime = Effect.unsafeMakeSemaphore(1)
  return {
    isShared: true,
    step: stepUnderLease(sql, owner, leaseMs),
    // Where the database fails, so does the step, and is taken again.
    allowlists: (change) =>
      oneAtATime.withPermits(1)(
        Effect.exit(change).pipe(underLock(sql, "allowlists"), Effect.orDie, Effect.flatten)
      )
  }
}
