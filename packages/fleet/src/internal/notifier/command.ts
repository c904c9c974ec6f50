/** A program that reads an event from its standard input. */
import * as Effect from "effect/Effect"
import { spawn } from "node:child_process"

const maxComplaint = 500

/** Runs a program with text on its standard input. Fails with a sentence unless it ends with status 0. */
export const runWithInput = (argv: ReadonlyArray<string>, input: string): Effect.Effect<void, string> =>
  Effect.async<void, string>((resume) => {
    const [program = "", ...args] = argv
    const child = spawn(program, args, { stdio: ["pipe", "ignore", "pipe"] })
    let stderr = ""
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
      if (stderr.length < maxComplaint) stderr += chunk
    })
    child.on("error", (cause) => resume(Effect.fail(`${program} cannot be run: ${cause.message}`)))
    child.on("close", (status, signal) => {
      const complaint = stderr.replace(/\s+/g, " ").trim().slice(0, maxComplaint)
      resume(
        status === 0
          ? Effect.void
          : Effect.fail(
            `${program} ended with ${status === null ? String(signal) : `status ${status}`}${
              complaint === "" ? "" : `: ${complaint}`
            }`
          )
      )
    })
    // A program that does not read its input says by its status whether that was right.
    child.stdin.on("error", () => {})
    child.stdin.end(input)
    return Effect.sync(() => child.kill())
  })
