/** Sinks of secrets on the command line. */
import { SecretSink, type Target } from "@openrouter-keys/fleet/SecretSink"
import * as Effect from "effect/Effect"
import { type CommandError, usageError } from "./failure.js"
import { safe } from "./text.js"

/** The sink of `--to`. */
export const parseSink = (to: string): Effect.Effect<SecretSink.Sink, CommandError> =>
  Effect.mapError(SecretSink.parse(to), ({ message }) => usageError(`--to: ${message}`))

/** The target of a sink in a message. The arguments of a program are left out: they may be confidential. */
export const whereOf = (target: Target): string => {
  switch (target._tag) {
    case "EnvFile":
      return safe(`${target.file} as ${target.variable}`)
    case "File":
      return safe(target.file)
    case "Command":
      return safe(`the program ${target.argv[0]}`)
  }
}
