/** Runs a program, and ends the process with it. */
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import process from "node:process"
import { exit } from "./failure.js"
import { Host, type HostService } from "./host.js"
import { logger } from "./logger.js"
import { report } from "./report.js"
import type { Program } from "./spec.js"

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
  return args.slice(0, end === -1 ? undefined : end).some((word) => word === "--debug" || word === "--debug=true")
}

/** Runs the program of a command line, and ends the process with its exit code. */
export const start = (args: ReadonlyArray<string>, host: HostService, program: Program): void => {
  const debug = isDebug(args)
  const fiber = Effect.runFork(program.pipe(
    Effect.provideService(Host, host),
    Effect.provide(logger(host, debug))
  ))
  const received = listen(host, () => Effect.runFork(Fiber.interruptFork(fiber)))
  fiber.addObserver((ended) => {
    const signal = received()
    const code = Exit.isFailure(ended) && Cause.isInterruptedOnly(ended.cause) && signal !== undefined
      ? Effect.as(host.progress(""), signals[signal])
      : report(ended, host, debug)
    Effect.runFork(Effect.map(code, (code) => process.exit(code)))
  })
}
