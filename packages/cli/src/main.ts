/** The command `openrouter-keys` with all commands, their help, and the errors of wrong command lines. */
import * as Effect from "effect/Effect"
import { commands, groups, intro } from "./internal/commands.js"
import { usageError } from "./internal/failure.js"
import { commandHelp, programHelp } from "./internal/help.js"
import { type HostService, make } from "./internal/host.js"
import { normalise } from "./internal/normalise.js"
import { parse } from "./internal/parse.js"
import type { Program } from "./internal/spec.js"
import { start } from "./internal/start.js"
import { version } from "./version.js"

const helpOf = (path: ReadonlyArray<string>, { stdout }: HostService): string => {
  const [only, ...others] = commands.filter((spec) => path.every((word, index) => spec.path[index] === word))
  if (path.length === 0 || only === undefined) return programHelp(commands, groups, intro, stdout)
  return [only, ...others].map((spec) => commandHelp(spec, stdout)).join("\n\n")
}

const programOf = (args: ReadonlyArray<string>, host: HostService): Program => {
  const read = normalise(args, commands)
  switch (read._tag) {
    case "Version":
      return host.write(`${version}\n`)
    case "Help":
      return host.write(helpOf(read.path, host))
    case "Wrong": {
      const shown = ["openrouter-keys", ...read.path, "--help"].join(" ")
      return usageError(
        `${read.message.replace(/[.?]$/, "")}${read.message.endsWith("?") ? "?" : "."} See \`${shown}\`.`
      )
    }
    case "Run":
      return Effect.flatMap(parse(read), (input) => read.spec.run(input))
  }
}

/** Runs the command with the words that follow the program's name, and ends the process. */
export const main = (args: ReadonlyArray<string>): void => {
  const host = make()
  start(args, host, programOf(args, host))
}
