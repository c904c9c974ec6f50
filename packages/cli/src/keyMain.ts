/**
 * Command lines of commands on single keys, in a bundle of their own: it has a tenth of the code of all commands, and
 * most runs need no more.
 */
import * as Effect from "effect/Effect"
import { make } from "./internal/host.js"
import { keyCommands } from "./internal/keyCommands.js"
import { normalise } from "./internal/normalise.js"
import { parse } from "./internal/parse.js"
import { start } from "./internal/start.js"

/** Runs the command with the words that follow the program's name; `false` where it takes all commands to do so. */
export const main = (args: ReadonlyArray<string>): boolean => {
  const read = normalise(args, keyCommands)
  if (read._tag !== "Run") return false
  start(args, make(), Effect.flatMap(parse(read), (input) => read.spec.run(input)))
  return true
}
