/** Reads files named on the command line. */
import * as Effect from "effect/Effect"
import { readFile } from "node:fs/promises"
import { type CommandError, failure, sentences } from "./failure.js"
import { Host } from "./host.js"

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "the file does not exist",
  EISDIR: "it is a folder",
  EACCES: "its permissions do not allow it"
}

/** Why a file cannot be read, as text after a colon. */
export const reasonOf = (cause: unknown): string => {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : ""
  return reasons[code] ?? (cause instanceof Error ? cause.message : String(cause))
}

/** The text of a file, or of standard input if the path is `-`. */
export const readText = (path: string, hint = ""): Effect.Effect<string, CommandError, Host> =>
  Effect.flatMap(Host, ({ readStdin }) =>
    path === "-" ? readStdin : Effect.tryPromise({
      try: () => readFile(path, "utf8"),
      catch: (cause) =>
        failure(
          sentences(`${path} cannot be read: ${reasonOf(cause)}`, hint)
        )
    }))
