/** Where secrets go, as the command line says it. */
import { SecretSink, type Target } from "@openrouter-keys/fleet/SecretSink"
import * as Effect from "effect/Effect"
import { type CommandError, usageError } from "./failure.js"
import { safe } from "./text.js"

/** The sink of `--to`. */
export const parseSink = (to: string): Effect.Effect<SecretSink.Sink, CommandError> =>
  Effect.mapError(SecretSink.parse(to), ({ message }) => usageError(`--to: ${message}`))

/** A place in a message. Arguments of a program are nobody's business. */
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
