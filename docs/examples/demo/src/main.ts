/**
 * The command behind `npm run demo`.
 */
import { NodeRuntime } from "@effect/platform-node"
import { Cause, Exit } from "effect"
import { demo } from "./demo.js"
import { makeNarrator, type Terminal } from "./narrator.js"

const terminal: Terminal = {
  print: (line) => process.stdout.write(`${line}\n`),
  complain: (line) => process.stderr.write(`${line}\n`),
  width: Math.max(60, Math.min(process.stdout.columns ?? 100, 100)),
  hasColor: process.stdout.isTTY && !process.env["NO_COLOR"]
}

// Keys are still to be deleted when nobody listens any more, as after `npm run demo | head`,
process.stdout.on("error", () => {})
process.stderr.on("error", () => {})

// when the terminal is closed, and on an impatient second Ctrl-C: npm may forward the first one once more.
process.once("SIGHUP", () => process.kill(process.pid, "SIGTERM"))
process.on("SIGINT", () => {})
process.on("SIGTERM", () => {})

NodeRuntime.runMain(demo(process.argv.slice(2), makeNarrator(terminal)), {
  // The demo has told what went wrong.
  disableErrorReporting: true,
  teardown: (exit, onExit) => onExit(Exit.isSuccess(exit) ? 0 : Cause.isInterruptedOnly(exit.cause) ? 130 : 1)
})
