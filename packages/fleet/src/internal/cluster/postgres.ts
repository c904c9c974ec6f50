/** Connections and locks of PostgreSQL. */
import * as PgClient from "@effect/sql-pg/PgClient"
import type * as SqlClient from "@effect/sql/SqlClient"
import type { Connection } from "@effect/sql/SqlConnection"
import { SqlError } from "@effect/sql/SqlError"
import type { ConfigError } from "effect/ConfigError"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { identity } from "effect/Function"
import type * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Schedule from "effect/Schedule"
import * as Scope from "effect/Scope"
import { Socket } from "node:net"
import { Busy } from "../rotation/guard.js"
import { released } from "./leave.js"
import type { ClusterOptions } from "./settings.js"

// =====================================================================================================================
// Connections
// =====================================================================================================================

/** How a process connects to the database. */
export interface Connecting extends Pick<ClusterOptions, "database" | "connections" | "lockExpiration"> {
  /** Name of the process in PostgreSQL's tables. */
  readonly name: string
}

/** After this time without data, in milliseconds, both sides close a connection. */
const silence = ({ lockExpiration }: Connecting): number => Math.max(10_000, Duration.toMillis(lockExpiration))

/**
 * Adds session timeouts to the URL of a database. A disconnected machine cannot close its connections: without timeouts, the
 * server would keep its locks for hours.
 */
const withTimeouts = (url: string, millis: number): string => {
  const query = new URLSearchParams(url.split("?")[1] ?? "")
  const options = [
    query.get("options") ?? process.env["PGOPTIONS"] ?? "",
    `-c idle_session_timeout=${millis}`,
    // The engine's times have no zone.
    "-c TimeZone=UTC"
  ].filter((each) => each !== "").join(" ")
  // Appended, because the driver accepts addresses that are no URL. Of two equal names, it takes the last.
  const added = [`options=${encodeURIComponent(options).replaceAll("%3D", "=")}`]
  if (!query.has("idle_in_transaction_session_timeout")) added.push(`idle_in_transaction_session_timeout=${millis}`)
  return `${url}${url.includes("?") ? "&" : "?"}${added.join("&")}`
}

/**
 * A socket that ends after a time without data. If packets are dropped, the operating system would wait for a response for
 * about 15 minutes.
 */
const endingSocket = (millis: number) => (): Socket => {
  const socket = new Socket()
  return socket.setTimeout(millis, () => socket.destroy(new Error("The database does not respond.")))
}

/** The database of a cluster. */
export const database = (
  options: Connecting
): Layer.Layer<PgClient.PgClient | SqlClient.SqlClient, ConfigError | SqlError> =>
  PgClient.layer({
    url: Redacted.make(withTimeouts(Redacted.value(options.database), silence(options))),
    stream: endingSocket(silence(options)),
    maxConnections: options.connections,
    // Shorter than the server's, which ends a silent session.
    idleTimeout: "5 seconds",
    // `Fleet.status` finds the shards of a runner by this name. PostgreSQL truncates it to 63 characters.
    applicationName: `openrouter-keys ${options.name}`.slice(0, 63),
    connectTimeout: "10 seconds"
  })

// =====================================================================================================================
// Locks
// =====================================================================================================================

/** Numbers of this package's advisory locks. */
const locks = { allowlists: 7_364_128_501, start: 7_364_128_502, starts: 7_364_128_503 }

/** Name of an advisory lock. */
export type Lock = keyof typeof locks

/** How often to try to get a lock. A wait in the database would look like a dead connection. */
const tryEvery = Schedule.jittered(Schedule.spaced("100 millis"))

/** The server ends a silent session after 10 seconds or more. By then, the effect under its lock has been interrupted. */
const aliveEvery = "3 seconds"

/** Shows the server that a connection is alive. Fails if the server does not respond. */
const keepAlive = (connection: Connection) =>
  connection.executeRaw("SELECT 1", []).pipe(
    // To cancel a query takes as long as the database takes to respond.
    Effect.disconnect,
    Effect.timeoutFail({
      duration: aliveEvery,
      onTimeout: () => new SqlError({ cause: undefined, message: "The database does not respond." })
    }),
    Effect.repeat(Schedule.spaced(aliveEvery)),
    Effect.zipRight(Effect.never)
  )

const acquire = (
  sql: SqlClient.SqlClient,
  number: number,
  within: number
): Effect.Effect<Connection, SqlError | Busy, Scope.Scope> =>
  // Released in any case, because a lock may be granted while its request is interrupted: a pooled connection must not keep it.
  Effect.acquireRelease(sql.reserve, (connection) =>
    connection.executeRaw(`SELECT pg_advisory_unlock(${number})`, []).pipe(
      Effect.retry({ times: 2 }),
      Effect.catchAll(() =>
        connection.executeRaw("SELECT pg_terminate_backend(pg_backend_pid())", [])
      ),
      Effect.ignore
    )).pipe(
      Effect.tap((connection) =>
        connection.executeValues(`SELECT pg_try_advisory_lock(${number})`, []).pipe(
          Effect.repeat({ schedule: tryEvery, until: ([row]) => row?.[0] === true }),
          within === Infinity
            ? identity
            : Effect.timeoutFail({ duration: within, onTimeout: () => new Busy({ waitedMs: within }) })
        )
      )
    )

/**
 * Runs an effect under an advisory lock. PostgreSQL releases the lock when the connection ends, also after a crash. If the
 * connection is lost, the effect is interrupted. Fails with `Busy` if it does not get the lock within so many milliseconds.
 */
export const underLockWithin =
  (sql: SqlClient.SqlClient, name: Lock, within: number) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E | SqlError | Busy, R> =>
    Effect.acquireUseRelease(
      Scope.make(),
      (scope) =>
        Effect.flatMap(
          Scope.extend(acquire(sql, locks[name], within), scope),
          (connection) => Effect.raceFirst(effect, Effect.delay(keepAlive(connection), aliveEvery))
        ),
      // Until the lock is released, the connection stays out of the pool.
      (scope, exit) => released(Scope.close(scope, exit))
    )

/** The same, without a limit for getting the lock. */
export const underLock =
  (sql: SqlClient.SqlClient, name: Lock) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E | SqlError, R> =>
    Effect.flatten(Effect.catchTag(
      underLockWithin(sql, name, Infinity)(Effect.exit(effect)),
      "Busy",
      (busy) => Effect.die(busy)
    ))
