/**
 * Stores a fake's state in a file, which is locked for one sandbox at a time.
 */
import { FakeOpenRouter } from "@openrouter-keys/core/testing/FakeOpenRouter"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as ParseResult from "effect/ParseResult"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import * as Fs from "node:fs/promises"
import { StateError } from "../StateError.js"
import { type Lock, lock } from "./fileLock.js"
import { codeOf, followLinks, readText, removeStaleTempFiles, writeFile } from "./writeFile.js"

type State = FakeOpenRouter.State

/** An open state file. */
export interface StateFile {
  /** The state when the file was opened; `undefined` if the file did not exist or was empty. */
  readonly state: State | undefined
  /** Succeeds once the state is on disk. If it fails, the file is unchanged. */
  readonly save: (state: State) => Effect.Effect<void, StateError>
}

const reasonOf = (cause: unknown): string => cause instanceof Error ? cause.message : String(cause)

const attempt = <A>(path: string, action: StateError["action"], f: () => Promise<A>): Effect.Effect<A, StateError> =>
  Effect.tryPromise({ try: f, catch: (cause) => new StateError({ path, action, reason: reasonOf(cause) }) })

// =====================================================================================================================
// Load
// =====================================================================================================================

const decode = Schema.decodeUnknownEither(FakeOpenRouter.State)

const describeError = (error: ParseResult.ParseError): string => {
  const [first] = ParseResult.ArrayFormatter.formatErrorSync(error)
  return `it is not a sandbox's state: ${first?.path.join(".") || "the file"}: ${first?.message ?? "invalid"}`
}

const parse = (text: string): Either.Either<State | undefined, string> =>
  // A file that is mounted into a container has to exist before the first start.
  text.trim() === "" ? Either.right(undefined) : Either.try({
    try: (): unknown => JSON.parse(text),
    catch: () => "it is not JSON"
  }).pipe(
    Either.flatMap((json) => Either.mapLeft(decode(json), describeError))
  )

/** Rejects pipes and devices: reading them may not end. */
const checkKind = async (target: string): Promise<void> => {
  const stats = await Fs.stat(target)
  if (!stats.isFile() && !stats.isDirectory()) throw new Error("it is not a file")
}

const read = async (target: string): Promise<string> => {
  try {
    await checkKind(target)
    return await readText(target)
  } catch (cause) {
    if (codeOf(cause) === "ENOENT") return ""
    throw cause
  }
}

// =====================================================================================================================
// Save
// =====================================================================================================================

/** The whole state. Each field and each key has a line of its own. */
const textOf = ({ keys, ...rest }: State): string => {
  const fields = Object.entries(rest).map(([name, value]) => `  ${JSON.stringify(name)}: ${JSON.stringify(value)},\n`)
  const lines = keys.map((key) => `    ${JSON.stringify(key)}`).join(",\n")
  return `{\n${fields.join("")}  "keys": [\n${lines}\n  ]\n}\n`
}

const save = async (target: string, fileLock: Lock, state: State): Promise<void> => {
  await fileLock.check()
  await writeFile(target, textOf(state))
}

// =====================================================================================================================
// Open
// =====================================================================================================================

/**
 * Reads a file and locks it until the scope closes. Fails with a {@link StateError} if another sandbox uses it, in this
 * process or another, or if it does not contain a state.
 */
export const open = (path: string): Effect.Effect<StateFile, StateError, Scope.Scope> =>
  Effect.gen(function*() {
    const target = yield* attempt(path, "load", () => followLinks(path))
    const fileLock = yield* Effect.acquireRelease(
      attempt(path, "load", () => lock(target)),
      (fileLock) => Effect.promise(() => fileLock.release().catch(() => {}))
    )
    const text = yield* attempt(path, "load", async () => {
      await removeStaleTempFiles(target)
      return read(target)
    })
    const state = yield* Either.mapLeft(parse(text), (reason) => new StateError({ path, action: "load", reason }))
    return {
      state,
      save: (state) => Effect.uninterruptible(attempt(path, "save", () => save(target, fileLock, state)))
    }
  })
