/** The database of rotations and history: its path, and the process that uses it. */
import * as SqlClient from "@effect/sql/SqlClient"
import type { ApiKeys } from "@openrouter-keys/core/ApiKeys"
import type { DatabaseError } from "@openrouter-keys/fleet"
import * as Fleet from "@openrouter-keys/fleet/Fleet"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schedule from "effect/Schedule"
import type * as Scope from "effect/Scope"
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join, resolve } from "node:path"
import process from "node:process"
import { type CommandError, failure, toCommandError } from "./failure.js"
import { createFolder } from "./folders.js"
import { Host } from "./host.js"

const reasonOf = (cause: unknown): string => cause instanceof Error ? cause.message : String(cause)

const pathOf = (given: string | undefined): Effect.Effect<string, CommandError, Host> =>
  Effect.flatMap(Host, ({ env }) => {
    if (given !== undefined) return Effect.succeed(resolve(given))
    const { HOME: home, XDG_STATE_HOME: xdg } = env
    const base = xdg?.startsWith("/") === true ? xdg : home ? join(home, ".local", "state") : undefined
    return base === undefined
      ? failure("There is no home directory for the state file: pass --state FILE.")
      : Effect.succeed(join(base, "openrouter-keys", "fleet.db"))
  })

const prepareFolder = (file: string): Effect.Effect<void, CommandError> =>
  Effect.try({
    try: () => createFolder(dirname(file)),
    catch: (cause) =>
      failure(`The state cannot be stored in ${file}: ${reasonOf(cause)}. Choose another file with --state.`)
  })

// =====================================================================================================================
// Owner
// =====================================================================================================================

const ownerFileOf = (file: string): string => `${file}.pid`

/** Stores the ID of this process beside the file, for the message of a second command. Failures are ignored. */
const noteOwner = (file: string): Effect.Effect<void, never, Scope.Scope> => {
  const owner = ownerFileOf(file)
  const write = Effect.try(() => writeFileSync(owner, `${process.pid}\n`, { mode: 0o600 }))
  const remove = Effect.try(() => rmSync(owner, { force: true }))
  return Effect.asVoid(Effect.acquireRelease(Effect.ignore(write), () => Effect.ignore(remove)))
}

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch (cause) {
    return cause instanceof Error && "code" in cause && cause.code === "EPERM"
  }
}

const ownerOf = (file: string): string => {
  try {
    const pid = Number(readFileSync(ownerFileOf(file), "utf8"))
    return Number.isInteger(pid) && pid > 0 && isAlive(pid) ? `Process ${pid}` : "Another process"
  } catch {
    return "Another process"
  }
}

// =====================================================================================================================
// Layers
// =====================================================================================================================

/** How long to wait for another command. */
const lockRetries = Schedule.intersect(Schedule.spaced("250 millis"), Schedule.recurs(20))

const toFailure = (file: string) => (error: DatabaseError): CommandError =>
  error.reason === "Locked"
    ? failure(
      `${
        ownerOf(file)
      } is using ${file}. Wait until it ends, or stop it: only one command at a time can use a state file.`,
      error
    )
    : failure(`${error.message}. Choose another file with --state.`, error)

const locked = <A, R>(
  given: string | undefined,
  layer: (file: string) => Layer.Layer<A, DatabaseError, R>
): Layer.Layer<A, CommandError, R | Host> =>
  Layer.unwrapScoped(Effect.gen(function*() {
    const file = yield* pathOf(given)
    yield* prepareFolder(file)
    // SQLite reports a lock at once. Retrying gives the other process time to end.
    const patient = Layer.retry(
      Layer.fresh(layer(file)),
      Schedule.whileInput(lockRetries, (error: DatabaseError) => error.reason === "Locked")
    )
    const owner = Layer.scopedDiscard(noteOwner(file))
    return Layer.provideMerge(owner, Layer.mapError(patient, toFailure(file)))
  }))

/** The database without the engine of rotations. */
export const databaseLayer = (state: string | undefined): Layer.Layer<SqlClient.SqlClient, CommandError, Host> =>
  locked(state, (file) => Fleet.layerDatabase({ file }))

/** A copy of the database in a temporary folder, for a dry run. */
export const copyLayer = (state: string | undefined): Layer.Layer<SqlClient.SqlClient, CommandError, Host> =>
  Layer.unwrapScoped(Effect.gen(function*() {
    const folder = yield* Effect.acquireRelease(
      Effect.sync(() => mkdtempSync(join(tmpdir(), "openrouter-keys-"))),
      (folder) => Effect.sync(() => rmSync(folder, { recursive: true, force: true }))
    )
    const copy = join(folder, "fleet.db")
    if (existsSync(yield* pathOf(state))) {
      yield* Effect.flatMap(SqlClient.SqlClient, (sql) => sql`VACUUM INTO ${copy}`).pipe(
        Effect.mapError(toCommandError),
        Effect.provide(databaseLayer(state))
      )
    }
    return databaseLayer(copy)
  }))

/** The database and the engine, which runs rotations. */
export const engineLayer = (state: string | undefined): Layer.Layer<Fleet.Services, CommandError, ApiKeys | Host> =>
  locked(state, (file) => Fleet.layerLocal({ file }))
