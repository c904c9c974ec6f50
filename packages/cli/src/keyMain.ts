/**
 * The commands on single keys, in a separate bundle with a tenth of the code of all commands. Most runs need only this
 * bundle.
 */
import * as Effect from "effect/Effect"
import { make } from "./internal/host.js"
import { keyCommands } from "./internal/keyCommands.js"
import { normalise } from "./internal/normalise.js"
import { parse } from "./internal/parse.js"
import { start } from "./internal/start.js"

/** Runs the command with the words after the program's name. Returns `false` if it needs the bundle with all commands. */
export const main = (args: ReadonlyArray<string>): boolean => {
  const read = normalise(args, keyCommands)
  if (read._tag !== "Run") return false
  start(args, make(), Effect.flatMap(parse(read), (input) => read.spec.run(input)))
  return true
}
