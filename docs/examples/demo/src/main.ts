/**
 * The command behind `npm run demo`.
 */
import { NodeRuntime } from "@effect/platform-node"
import { Cause, Exit } from "effect"
import { demo } from "./demo.js"
import { makePrinter, type Terminal } from "./printer.js"

const terminal: Terminal = {
  print: (line) => process.stdout.write(`${line}\n`),
  printError: (line) => process.stderr.write(`${line}\n`),
  width: Math.max(60, Math.min(process.stdout.columns ?? 100, 100)),
  hasColor: process.stdout.isTTY && !process.env["NO_COLOR"]
}

// The demo must still delete its keys when its output is closed, as by `npm run demo | head`,
process.stdout.on("error", () => {})
process.stderr.on("error", () => {})

// when the terminal is closed, and on a second Ctrl-C, which npm may send for the first one.
process.once("SIGHUP", () => process.kill(process.pid, "SIGTERM"))
process.on("SIGINT", () => {})
process.on("SIGTERM", () => {})

NodeRuntime.runMain(demo(process.argv.slice(2), makePrinter(terminal)), {
  // The demo prints its errors itself.
  disableErrorReporting: true,
  teardown: (exit, onExit) => onExit(Exit.isSuccess(exit) ? 0 : Cause.isInterruptedOnly(exit.cause) ? 130 : 1)
})
