/**
 * The embedded database: libSQL over one connection, in memory or in a file that no other process may open.
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
 * libSQL opens another connection after each transaction, which has neither the settings nor the lock of the first one,
 * and an empty database in memory. So transactions run on the one connection that there is; `LibsqlClient` lets nothing
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

/** Statements that a new connection begins with. */
const inMemory = ["PRAGMA foreign_keys = ON"]

/**
 * The lock is that of the operating system: it goes with the process, however that ends. A write-ahead log could not be
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

/** `close` alone leaves the lock until statements are garbage. The lock goes with the next read. */
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
 * A database of its own each time it is built, gone with its scope. It is not `fresh`: what provides and merges it would
 * then have two.
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
      ? `Another process is using ${file}. One process at a time can use a database file: stop the other one, or give this one a file of its own.`
      : `The database file ${file} cannot be opened: ${cause instanceof Error ? cause.message : String(cause)}`
  })

/** libSQL takes an address: it decodes a path, and ends it at `?` and `#`. */
const urlOf = (path: string): string => `file:${path.replace(/[%?#]/g, encodeURIComponent)}`

/** SQLite gives its journal the permissions of the file. */
const createPrivately = (path: string): Effect.Effect<void, unknown> =>
  Effect.try({ try: () => closeSync(openSync(path, "a", 0o600)), catch: (cause) => cause })

/** A database in a file, created for its owner only. It is locked for as long as the layer lives. */
export const file = (path: string): Layer.Layer<SqlClient.SqlClient, DatabaseError> =>
  layerOver(
    createPrivately(path).pipe(
      Effect.zipRight(open(urlOf(path), inFile)),
      Effect.mapError(toError(path))
    )
  )
