/** Programs that read a secret from their standard input. */
import { redact } from "@openrouter-keys/protocol/Redaction"
import type * as Effect from "effect/Effect"
import { runProgram } from "../program.js"

/** Splits `command:…` into words at spaces outside of quotes. A backslash escapes the next character. */
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

/** Environment variables that describe the key. None is secret. */
export interface KeyFacts {
  readonly name: string
  readonly hash: string
  readonly label: string
}

/** Secrets of this process that a program has no use for. */
const withheld = ["OPENROUTER_MANAGEMENT_KEY", "OPENROUTER_KEYS_WEBHOOK_SECRET"]

/** The environment of this process without its own secrets. */
const publicEnvironment = (): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !withheld.includes(name)))

/** Runs a program and writes the secret to its standard input. Fails with a sentence unless it ends with status 0. */
export const runWithSecret = (
  argv: ReadonlyArray<string>,
  secret: string,
  { hash, label, name }: KeyFacts
): Effect.Effect<void, string> =>
  runProgram(argv, secret, {
    env: { ...publicEnvironment(), OPENROUTER_KEY_NAME: name, OPENROUTER_KEY_HASH: hash, OPENROUTER_KEY_LABEL: label },
    redact: (stderr) => redact(stderr, [secret])
  })
