/** The database of rotations and history: where it is, and who uses it. */
import type { SqlClient } from "@effect/sql/SqlClient"
import type { ApiKeys } from "@openrouter-keys/core/ApiKeys"
import type { DatabaseError } from "@openrouter-keys/fleet"
import * as Fleet from "@openrouter-keys/fleet/Fleet"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schedule from "effect/Schedule"
import type * as Scope from "effect/Scope"
import { readFileSync, rmSync, writeFileSync } from "node:fs"
import { dirname, join, resolve } from "node:path"
import process from "node:process"
import { type CommandError, failure } from "./failure.js"
import { createFolder } from "./folders.js"
import { Host } from "./host.js"

const reasonOf = (cause: unknown): string => cause instanceof Error ? cause.message : String(cause)

const pathOf = (given: string | undefined): Effect.Effect<string, CommandError, Host> =>
  Effect.flatMap(Host, ({ env }) => {
    if (given !== undefined) return Effect.succeed(resolve(given))
    const { HOME: home, XDG_STATE_HOME: xdg } = env
    const base = xdg?.startsWith("/") === true ? xdg : home ? join(home, ".local", "state") : undefined
    return base === undefined
      ? failure("There is no home directory for the state: give --state FILE.")
      : Effect.succeed(join(base, "openrouter-keys", "fleet.db"))
  })

const prepareFolder = (file: string): Effect.Effect<void, CommandError> =>
  Effect.try({
    try: () => createFolder(dirname(file)),
    catch: (cause) =>
      failure(`The state cannot be stored in ${file}: ${reasonOf(cause)}. Give another file by --state.`)
  })

// =====================================================================================================================
// Who uses it
// =====================================================================================================================

const ownerFileOf = (file: string): string => `${file}.pid`

/** Notes which process uses the file, for the message of another one. Where that fails, the message says less. */
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

/** How long another command is waited for. */
const patience = Schedule.intersect(Schedule.spaced("250 millis"), Schedule.recurs(20))

const toFailure = (file: string) => (error: DatabaseError): CommandError =>
  error.reason === "Locked"
    ? failure(
      `${
        ownerOf(file)
      } is using ${file}. Wait until it has ended, or stop it; one command at a time can use a state file.`,
      error
    )
    : failure(`${error.message}. Give another file by --state.`, error)

const locked = <A, R>(
  given: string | undefined,
  layer: (file: string) => Layer.Layer<A, DatabaseError, R>
): Layer.Layer<A, CommandError, R | Host> =>
  Layer.unwrapScoped(Effect.gen(function*() {
    const file = yield* pathOf(given)
    yield* prepareFolder(file)
    // SQLite reports a lock at once. The process that holds it gets a moment to end.
    const patient = Layer.retry(
      Layer.fresh(layer(file)),
      Schedule.whileInput(patience, (error: DatabaseError) => error.reason === "Locked")
    )
    const owner = Layer.scopedDiscard(noteOwner(file))
    return Layer.provideMerge(owner, Layer.mapError(patient, toFailure(file)))
  }))

/** The database without an engine. */
export const databaseLayer = (state: string | undefined): Layer.Layer<SqlClient, CommandError, Host> =>
  locked(state, (file) => Fleet.layerDatabase({ file }))

/** The engine, on which rotations go on. */
export const engineLayer = (state: string | undefined): Layer.Layer<Fleet.Services, CommandError, ApiKeys | Host> =>
  locked(state, (file) => Fleet.layerLocal({ file }))
