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

/** After this time without data, in milliseconds, both sides close a connection. */
const silence = ({ lockExpiration }: ClusterOptions): number => Math.max(10_000, Duration.toMillis(lockExpiration))

/**
 * Adds session timeouts to the URL of a database. A disconnected machine cannot close its connections: without timeouts, the
 * server would keep its locks for hours.
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
 * A socket that ends after a time without data. If packets are dropped, the operating system would wait for a response for
 * about 15 minutes.
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
    // `Fleet.status` finds the shards of a runner by this name. PostgreSQL truncates it to 63 characters.
    applicationName: `openrouter-keys ${options.host}:${options.port}`.slice(0, 63),
    connectTimeout: "10 seconds"
  })

// =====================================================================================================================
// Locks
// =====================================================================================================================

/** Numbers of this package's advisory locks. */
const locks = { allowlists: 7_364_128_501, start: 7_364_128_502 }

/** How often to try to get a lock. A wait in the database would look like a dead connection. */
const tryEvery = Schedule.jittered(Schedule.spaced("100 millis"))

/** Shows the server that a connection is alive. Fails if the server does not respond. */
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
 * Runs an effect under an advisory lock. PostgreSQL releases the lock when the connection ends, also after a crash. If the
 * connection is lost, the effect is interrupted.
 */
export const underLock =
  (sql: SqlClient.SqlClient, name: keyof typeof locks) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E | SqlError, R> =>
    Effect.scoped(Effect.flatMap(
      acquire(sql, locks[name]),
      (connection) => Effect.raceFirst(effect, Effect.delay(keepAlive(connection), "5 seconds"))
    ))
