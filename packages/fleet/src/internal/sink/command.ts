/** A program that takes a secret on its standard input. */
import { redact } from "@openrouter-keys/protocol/Redaction"
import * as Effect from "effect/Effect"
import { spawn } from "node:child_process"

/** What is kept of the program's complaint. */
const maxComplaint = 500

/** What the program said, which may hold what it was given. */
const complaintOf = (stderr: string, secret: string): string => {
  const safe = redact(stderr.split(secret).join("<redacted>")).replace(/\s+/g, " ").trim()
  return safe === "" ? "" : `: ${safe.slice(0, maxComplaint)}`
}

/** Words of `command:…`: separated by spaces, kept together by quotes; a backslash takes the next character as it is. */
export const splitWords = (text: string): ReadonlyArray<string> | undefined => {
  const words: Array<string> = []
  const word = /\s*((?:'[^']*'|"(?:\\[^]|[^"\\])*"|\\[^]|[^\s'"\\])+)/y
  const part = /'([^']*)'|"((?:\\[^]|[^"\\])*)"|\\([^])|([^\s'"\\]+)/g
  const end = text.trimEnd().length
  while (word.lastIndex < end) {
    const found = word.exec(text)
    if (found === null) return undefined
    words.push(
      found[1]!.replace(
        part,
        (_, single, double, escaped, plain) => single ?? double?.replace(/\\(["\\$`])/g, "$1") ?? escaped ?? plain
      )
    )
  }
  return words.length === 0 ? undefined : words
}

/** Facts about a key that a program may want to know. None is secret. */
export interface KeyFacts {
  readonly name: string
  readonly hash: string
  readonly label: string
}

/** Runs a program and writes the secret to its standard input. Fails with a sentence unless it ends with status 0. */
export const runWithSecret = (
  argv: ReadonlyArray<string>,
  secret: string,
  { hash, label, name }: KeyFacts
): Effect.Effect<void, string> =>
  Effect.async<void, string>((resume) => {
    const [program = "", ...args] = argv
    const env = { ...process.env, OPENROUTER_KEY_NAME: name, OPENROUTER_KEY_HASH: hash, OPENROUTER_KEY_LABEL: label }
    const child = spawn(program, args, { stdio: ["pipe", "ignore", "pipe"], env })
    let stderr = ""
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
      // Enough to recognise a secret that begins in the part that is shown.
      if (stderr.length < maxComplaint * 20) stderr += chunk
    })
    child.on("error", (cause) => resume(Effect.fail(`${program} cannot be run: ${cause.message}`)))
    child.on("close", (status, signal) =>
      resume(
        status === 0
          ? Effect.void
          : Effect.fail(
            `${program} ended with ${status === null ? String(signal) : `status ${status}`}${
              complaintOf(stderr, secret)
            }`
          )
      ))
    // A program that does not read its input says by its status whether that was right.
    child.stdin.on("error", () => {})
    child.stdin.end(secret)
    return Effect.sync(() => child.kill())
  })
