/** Reads files named on the command line. */
import * as Effect from "effect/Effect"
import { readFile } from "node:fs/promises"
import { type CommandError, failure } from "./failure.js"
import { Host } from "./host.js"

/** The text of a file, or of standard input if the path is `-`. */
export const readText = (path: string, hint = ""): Effect.Effect<string, CommandError, Host> =>
  Effect.flatMap(Host, ({ readStdin }) =>
    path === "-" ? readStdin : Effect.tryPromise({
      try: () => readFile(path, "utf8"),
      catch: (cause) =>
        failure(
          `${path} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}.${
            hint === "" ? "" : ` ${hint}`
          }`
        )
    }))
