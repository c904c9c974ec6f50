/** Connections, clock and locks of PostgreSQL. */
import * as PgClient from "@effect/sql-pg/PgClient"
import type * as SqlClient from "@effect/sql/SqlClient"
import type { Connection } from "@effect/sql/SqlConnection"
import { SqlError } from "@effect/sql/SqlError"
import type { ConfigError } from "effect/ConfigError"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Schedule from "effect/Schedule"
import type * as Scope from "effect/Scope"
import { Socket } from "node:net"
import type { ClusterOptions } from "./settings.js"

/** SQL for milliseconds since the epoch, by the database's clock: those of the runners may differ. */
export const databaseClock = "(extract(epoch from clock_timestamp()) * 1000)::bigint"

// =====================================================================================================================
// Connections
// =====================================================================================================================

/** A connection on which nothing has moved for so long, in milliseconds, is given up by both sides. */
const silence = ({ lockExpiration }: ClusterOptions): number => Math.max(10_000, Duration.toMillis(lockExpiration))

/**
 * The database with settings for its sessions. A machine that is cut off cannot close its connections: without a bound,
 * the server would keep what it had locked for hours.
 */
const withTimeouts = (url: string, millis: number): string => {
  if (!URL.canParse(url)) return url
  const withSettings = new URL(url)
  const { searchParams } = withSettings
  const options = [searchParams.get("options"), `-c idle_session_timeout=${millis}`].filter((each) => each !== null)
  searchParams.set("options", options.join(" "))
  if (!searchParams.has("idle_in_transaction_session_timeout")) {
    searchParams.set("idle_in_transaction_session_timeout", String(millis))
  }
  return withSettings.href
}

/**
 * A socket that ends where nothing has moved on it for a time. A response that never comes, because packets are dropped
 * on the way, would otherwise be waited for until the operating system gives up, which takes a quarter of an hour.
 */
const endingSocket = (millis: number) => (): Socket => {
  const socket = new Socket()
  return socket.setTimeout(millis, () => socket.destroy(new Error("The database does not respond.")))
}

/** The database of a runner. */
export const database = (
  options: ClusterOptions
): Layer.Layer<PgClient.PgClient | SqlClient.SqlClient, ConfigError | SqlError> =>
  PgClient.layer({
    url: Redacted.make(withTimeouts(Redacted.value(options.database), silence(options))),
    stream: endingSocket(silence(options)),
    maxConnections: options.connections,
    // By this name `Fleet.status` finds the shards of a runner. PostgreSQL keeps 63 characters.
    applicationName: `openrouter-keys ${options.host}:${options.port}`.slice(0, 63),
    connectTimeout: "10 seconds"
  })

// =====================================================================================================================
// Locks
// =====================================================================================================================

/** Numbers of this package's advisory locks. */
const locks = { allowlists: 7_364_128_501, start: 7_364_128_502 }

/** How often a lock is tried for. Waiting for it in the database would look like a connection that is dead. */
const tryEvery = Schedule.jittered(Schedule.spaced("100 millis"))

/** Shows the server that a connection is alive, and fails where that cannot be shown. */
const keepAlive = (connection: Connection) =>
  connection.executeRaw("SELECT 1", []).pipe(
    Effect.timeoutFail({
      duration: "5 seconds",
      onTimeout: () => new SqlError({ cause: undefined, message: "The database does not respond." })
    }),
    Effect.repeat(Schedule.spaced("5 seconds")),
    Effect.zipRight(Effect.never)
  )

const acquire = (
  sql: SqlClient.SqlClient,
  number: number
): Effect.Effect<Connection, SqlError, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.tap(sql.reserve, (connection) =>
      connection.executeValues(`SELECT pg_try_advisory_lock(${number})`, []).pipe(
        Effect.repeat({ schedule: tryEvery, until: ([row]) => row?.[0] === true }),
        Effect.interruptible
      )),
    (connection) => Effect.ignore(connection.executeRaw(`SELECT pg_advisory_unlock(${number})`, []))
  )

/**
 * Runs an effect under an advisory lock. The lock is that of one connection, and goes with it, however the process ends.
 * Where the connection is lost, so is the lock, and the effect is interrupted.
 */
export const underLock =
  (sql: SqlClient.SqlClient, name: keyof typeof locks) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E | SqlError, R> =>
    Effect.scoped(Effect.flatMap(
      acquire(sql, locks[name]),
      (connection) => Effect.raceFirst(effect, Effect.delay(keepAlive(connection), "5 seconds"))
    ))
