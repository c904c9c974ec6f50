/**
 * The command `openrouter-keys`: parses the command line, runs the command, and sets the exit code.
 */
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import process from "node:process"
import { commands, groups, intro } from "./internal/commands.js"
import { exit, usageError } from "./internal/failure.js"
import { commandHelp, programHelp } from "./internal/help.js"
import { Host, type HostService, make } from "./internal/host.js"
import { logger } from "./internal/logger.js"
import { normalise } from "./internal/normalise.js"
import { parse } from "./internal/parse.js"
import { report } from "./internal/report.js"
import type { Program } from "./internal/spec.js"
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
      return Effect.flatMap(parse(read.spec, read.argv), (input) => read.spec.run(input))
  }
}

/** Exit codes for signals, the same as in shells. */
const signals = { SIGINT: exit.interrupted, SIGTERM: 143, SIGHUP: 129 } as const

type Signal = keyof typeof signals

/** The first signal interrupts the command. The second one ends the process at once. */
const listen = (host: HostService, interrupt: () => void): () => Signal | undefined => {
  let received: Signal | undefined
  for (const signal of Object.keys(signals) as Array<Signal>) {
    process.on(signal, () => {
      const critical = host.underWay()
      if (received !== undefined) {
        if (critical !== undefined) process.stderr.write(`openrouter-keys: ${critical.abandoned}\n`)
        process.exit(critical === undefined ? signals[signal] : exit.unknown)
      }
      received = signal
      if (critical !== undefined) process.stderr.write(`openrouter-keys: ${critical.waiting}\n`)
      interrupt()
    })
  }
  return () => received
}

const isDebug = (args: ReadonlyArray<string>): boolean => {
  const end = args.indexOf("--")
  return args.slice(0, end === -1 ? undefined : end).includes("--debug")
}

/** Runs the command with the words that follow the program's name, and ends the process. */
export const main = (args: ReadonlyArray<string>): void => {
  const host = make()
  const debug = isDebug(args)
  const program = programOf(args, host).pipe(
    Effect.provideService(Host, host),
    Effect.provide(logger(host, debug))
  )
  const fiber = Effect.runFork(program)
  const received = listen(host, () => Effect.runFork(Fiber.interruptFork(fiber)))
  fiber.addObserver((ended) => {
    const signal = received()
    const code = Exit.isFailure(ended) && Cause.isInterruptedOnly(ended.cause) && signal !== undefined
      ? Effect.as(host.progress(""), signals[signal])
      : report(ended, host, debug)
    Effect.runFork(Effect.map(code, (code) => process.exit(code)))
  })
}
