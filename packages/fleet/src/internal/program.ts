/** Runs a program with text on its standard input. */
import * as Effect from "effect/Effect"
import { spawn } from "node:child_process"

/** Error message for an invalid command, in a sentence; `null` if it is valid. */
export const problemOfArgv = (argv: ReadonlyArray<unknown>): string | null =>
  Array.isArray(argv) && argv.length > 0 && argv[0] !== "" && argv.every((word) => typeof word === "string")
    ? null
    : "A command is a list of strings that begins with the program, such as [\"gh\", \"secret\", \"set\", \"API_KEY\"]."

/** How many characters of the program's standard error are shown. */
const maxShown = 500

/** Options of a run. */
export interface ProgramOptions {
  /** The environment. Default: that of this process. */
  readonly env?: NodeJS.ProcessEnv
  /** Redacts the program's standard error before it is shown. Default: no redaction. */
  readonly redact?: (stderr: string) => string
}

/** Runs a program with text on its standard input. Fails with a sentence unless it ends with status 0. */
export const runProgram = (
  argv: ReadonlyArray<string>,
  input: string,
  { env = process.env, redact = (stderr) => stderr }: ProgramOptions = {}
): Effect.Effect<void, string> =>
  Effect.async<void, string>((resume) => {
    const [program = "", ...args] = argv
    const child = spawn(program, args, { stdio: ["pipe", "ignore", "pipe"], env })
    let stderr = ""
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
      // Longer than what is shown, to recognize a secret that is cut at its end.
      if (stderr.length < maxShown * 20) stderr += chunk
    })
    child.on("error", (cause) => resume(Effect.fail(`${program} cannot be run: ${cause.message}`)))
    child.on("close", (status, signal) => {
      if (status === 0) return resume(Effect.void)
      const shown = redact(stderr).replace(/\s+/g, " ").trim().slice(0, maxShown)
      const ending = status === null ? String(signal) : `status ${status}`
      resume(Effect.fail(`${program} ended with ${ending}${shown === "" ? "" : `: ${shown}`}`))
    })
    // If a program does not read its input, its exit status decides.
    child.stdin.on("error", () => {})
    child.stdin.end(input)
    return Effect.sync(() => child.kill())
  })
