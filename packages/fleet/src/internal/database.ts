/**
 * The embedded database: libSQL over one connection, in memory or in a file that is locked for other processes.
 */
import * as Reactivity from "@effect/experimental/Reactivity"
import * as LibsqlClient from "@effect/sql-libsql/LibsqlClient"
import * as SqlClient from "@effect/sql/SqlClient"
import { type Client, createClient, type Transaction } from "@libsql/client"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import { closeSync, openSync } from "node:fs"

/** The database file cannot be used. */
export class DatabaseError extends Data.TaggedError("DatabaseError")<{
  /** What to do about it. */
  readonly message: string
  /** Path of the file. */
  readonly file: string
  /** `Locked`: another process is using it, so it may be free later. */
  readonly reason: "Locked" | "Unusable"
}> {}

/**
 * libSQL opens a new connection after each transaction, which has neither the settings nor the lock of the first one,
 * and in memory has an empty database. So transactions run as statements on the only connection; `LibsqlClient` runs nothing
 * else run during one.
 */
const onOneConnection = (client: Client): Client => {
  const end = (statement: string) => async () => {
    await client.execute(statement)
  }
  const transaction = {
    execute: client.execute.bind(client),
    commit: end("COMMIT"),
    rollback: end("ROLLBACK")
  } as unknown as Transaction
  const begin = async () => {
    await client.execute("BEGIN IMMEDIATE")
    return transaction
  }
  return { execute: client.execute.bind(client), transaction: begin, close: () => client.close() } as unknown as Client
}

/** First statements of a new connection. */
const inMemory = ["PRAGMA foreign_keys = ON"]

/**
 * The operating system holds the lock and releases it when the process ends in any way. A write-ahead log could not be
 * unlocked again without closing it.
 */
const inFile = [
  "PRAGMA locking_mode = EXCLUSIVE",
  "PRAGMA journal_mode = TRUNCATE",
  "PRAGMA synchronous = FULL",
  "PRAGMA foreign_keys = ON",
  "BEGIN EXCLUSIVE",
  "COMMIT"
]

/** `close` alone keeps the lock until statements are garbage-collected. These statements release it. */
const unlock = ["PRAGMA locking_mode = NORMAL", "SELECT count(*) FROM sqlite_schema"]

const close = (client: Client): Effect.Effect<void> =>
  Effect.tryPromise(async () => {
    for (const statement of unlock) await client.execute(statement)
  }).pipe(Effect.ignore, Effect.zipRight(Effect.sync(() => client.close())))

const open = (url: string, statements: ReadonlyArray<string>): Effect.Effect<Client, unknown, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.tryPromise({
      try: async () => {
        const client = createClient({ url, intMode: "bigint" })
        try {
          for (const statement of statements) await client.execute(statement)
          return client
        } catch (cause) {
          client.close()
          throw cause
        }
      },
      catch: (cause) => cause
    }),
    close
  )

const layerOver = <E>(client: Effect.Effect<Client, E, Scope.Scope>): Layer.Layer<SqlClient.SqlClient, E> =>
  Layer.scoped(
    SqlClient.SqlClient,
    Effect.flatMap(client, (client) => LibsqlClient.make({ liveClient: onOneConnection(client) }))
  ).pipe(Layer.provide(Reactivity.layer))

/**
 * A separate database for each build of the layer, which ends with its scope. It is not `Layer.fresh`: a program that
 * provides it twice would then have two.
 */
export const memory: Layer.Layer<SqlClient.SqlClient> = layerOver(Effect.orDie(open(":memory:", inMemory)))

const isLocked = (cause: unknown): boolean =>
  cause instanceof Error &&
  /SQLITE_BUSY|database is locked/i.test(`${"code" in cause ? String(cause.code) : ""} ${cause.message}`)

const toError = (file: string) => (cause: unknown): DatabaseError =>
  new DatabaseError({
    file,
    reason: isLocked(cause) ? "Locked" : "Unusable",
    message: isLocked(cause)
      ? `Another process is using ${file}. Only one process at a time can use a database file: stop the other one, or use a different file.`
      : `The database file ${file} cannot be opened: ${cause instanceof Error ? cause.message : String(cause)}`
  })

/** libSQL takes a URL: it decodes the path, and ends it at `?` and `#`. */
const urlOf = (path: string): string => `file:${path.replace(/[%?#]/g, encodeURIComponent)}`

/** SQLite gives its journal the permissions of the file. */
const createPrivately = (path: string): Effect.Effect<void, unknown> =>
  Effect.try({ try: () => closeSync(openSync(path, "a", 0o600)), catch: (cause) => cause })

/** A database in a file, created with mode 0600. It is locked while the layer exists. */
export const file = (path: string): Layer.Layer<SqlClient.SqlClient, DatabaseError> =>
  layerOver(
    createPrivately(path).pipe(
      Effect.zipRight(open(urlOf(path), inFile)),
      Effect.mapError(toError(path))
    )
  )
