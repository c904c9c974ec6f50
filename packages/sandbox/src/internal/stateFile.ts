/**
 * A fake's state in a file: always a whole one, whenever the process or the machine stops.
 */
import { FakeOpenRouter } from "@openrouter-keys/core/testing/FakeOpenRouter"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as ParseResult from "effect/ParseResult"
import * as Schema from "effect/Schema"
import * as Fs from "node:fs/promises"
import * as Path from "node:path"
import { StateError } from "../StateError.js"

type State = FakeOpenRouter.State

const reasonOf = (cause: unknown): string => cause instanceof Error ? cause.message : String(cause)

const codeOf = (cause: unknown): unknown => cause instanceof Error && "code" in cause ? cause.code : undefined

const isRunning = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch (cause) {
    return codeOf(cause) === "EPERM"
  }
}

const besideName = (path: string, pid: number | string): string => `${path}.${pid}.tmp`

/** Removes what processes left that were killed while they wrote. */
const sweep = async (path: string): Promise<void> => {
  const names = await Fs.readdir(Path.dirname(path))
  const leftovers = names.filter((name) => {
    const pid = /\.(\d+)\.tmp$/.exec(name)?.[1] ?? ""
    return name === besideName(Path.basename(path), pid) && !isRunning(Number(pid))
  })
  await Promise.all(leftovers.map((name) => Fs.rm(Path.join(Path.dirname(path), name), { force: true })))
}

// =====================================================================================================================
// Load
// =====================================================================================================================

const decode = Schema.decodeUnknownEither(FakeOpenRouter.State)

const whatIsWrong = (error: ParseResult.ParseError): string => {
  const [first] = ParseResult.ArrayFormatter.formatErrorSync(error)
  return `it is not a sandbox's state: ${first?.path.join(".") || "the file"}: ${first?.message ?? "wrong"}`
}

const parse = (text: string): Either.Either<State, string> =>
  Either.try({ try: (): unknown => JSON.parse(text), catch: () => "it is not JSON" }).pipe(
    Either.flatMap((json) => Either.mapLeft(decode(json), whatIsWrong))
  )

const read = async (path: string): Promise<string> => {
  await sweep(path)
  return Fs.readFile(path, "utf8")
}

/** The state in a file, or `undefined` where there is no such file yet. */
export const load = (path: string): Effect.Effect<State | undefined, StateError> =>
  Effect.tryPromise({ try: () => read(path), catch: (cause) => cause }).pipe(
    Effect.flatMap((text) => Either.mapLeft(parse(text), (reason) => new StateError({ path, action: "load", reason }))),
    Effect.catchAll((cause) => {
      if (cause instanceof StateError) return Effect.fail(cause)
      if (codeOf(cause) === "ENOENT") return Effect.succeed(undefined)
      return Effect.fail(new StateError({ path, action: "load", reason: reasonOf(cause) }))
    })
  )

// =====================================================================================================================
// Save
// =====================================================================================================================

/** What a name in a folder stands for is on the disk only when the folder is. Where folders cannot be synced, it is. */
const syncFolder = async (folder: string): Promise<void> => {
  try {
    const handle = await Fs.open(folder, "r")
    try {
      await handle.sync()
    } finally {
      await handle.close()
    }
  } catch {
    // Windows.
  }
}

/** Writes beside the file, brings that to the disk, and only then gives it the file's name. */
const replace = async (path: string, text: string): Promise<void> => {
  // Two sandboxes on one file overwrite each other, but never write into the same file.
  const beside = besideName(path, process.pid)
  const handle = await Fs.open(beside, "w", 0o600)
  try {
    await handle.writeFile(text)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await Fs.rename(beside, path)
  await syncFolder(Path.dirname(path))
}

const textOf = ({ drawn, keys, version }: State): string => {
  const lines = keys.map((key) => `    ${JSON.stringify(key)}`).join(",\n")
  return `{\n  "version": ${version},\n  "drawn": ${drawn},\n  "keys": [\n${lines}\n  ]\n}\n`
}

const save = (path: string, state: State): Effect.Effect<void, StateError> =>
  Effect.tryPromise({
    try: () => replace(path, textOf(state)),
    catch: (cause) => new StateError({ path, action: "save", reason: reasonOf(cause) })
  })

/**
 * Saves one state after the other. Whoever waits for a save that is under way finds, when it is done, that the next one
 * saves all that came up meanwhile: 500 changes at once are a few files, not 500.
 */
export const makeSaver = (path: string): (state: State) => Effect.Effect<void, StateError> => {
  const turn = Effect.unsafeMakeSemaphore(1)
  let newest: State | undefined
  let saved: State | undefined
  const saveNewest = Effect.suspend(() => {
    const state = newest
    if (state === undefined || state === saved) return Effect.void
    return Effect.tap(save(path, state), () => Effect.sync(() => saved = state))
  })
  return (state) => {
    newest = state
    return Effect.uninterruptible(turn.withPermits(1)(saveNewest))
  }
}
