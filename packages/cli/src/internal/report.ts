/** Reports how a command has ended: the message and the exit code. */
import { redact } from "@openrouter-keys/protocol/Redaction"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import { CommandError, exit, type Finished, type OutputClosed } from "./failure.js"
import type { HostService } from "./host.js"
import { safe } from "./text.js"

type Failure = CommandError | OutputClosed | Finished

const secretsOf = ({ env }: HostService): ReadonlyArray<string> =>
  ["OPENROUTER_MANAGEMENT_KEY", "OPENROUTER_API_KEY"].flatMap((name) => env[name] ?? [])

/** Redacts keys, and escapes characters that are unsafe on a terminal. */
export const safeLine = (text: string, secrets: ReadonlyArray<string> = []): string =>
  redact(text, secrets).split("\n").map(safe).join("\n")

const missingModule = (defect: unknown): string | undefined => {
  const text = defect instanceof Error && "code" in defect && defect.code === "ERR_MODULE_NOT_FOUND"
    ? defect.message
    : ""
  return /'(@?[\w/-]+)'/.exec(text)?.[1]
}

const describe = (cause: Cause.Cause<Failure>): { readonly message: string; readonly exitCode: number } => {
  const failed = Option.getOrUndefined(Cause.failureOption(cause))
  if (failed instanceof CommandError) return failed
  if (failed !== undefined) return { message: "", exitCode: failed._tag === "Finished" ? failed.exitCode : exit.done }
  const defect = Cause.squash(cause)
  const missing = missingModule(defect)
  if (missing !== undefined) {
    return {
      message: `This command needs ${missing}, which is not installed: npm install -g ${missing}.`,
      exitCode: exit.failed
    }
  }
  const text = defect instanceof Error ? defect.message : String(defect)
  return { message: `Unexpected error: ${text}. Run the command with --debug to see the stack.`, exitCode: exit.failed }
}

const causeOf = (cause: Cause.Cause<Failure>): string => {
  const failed = Option.getOrUndefined(Cause.failureOption(cause))
  const inner = failed instanceof CommandError ? failed.cause : undefined
  const stack = inner instanceof Error ? `\n${inner.stack ?? inner.message}` : ""
  return `${Cause.pretty(cause)}${stack}`
}

/** Writes the error, if there is one, and returns the exit code. */
export const report = (ended: Exit.Exit<void, Failure>, host: HostService, debug: boolean): Effect.Effect<number> => {
  if (Exit.isSuccess(ended)) return Effect.as(host.progress(""), exit.done)
  const { exitCode, message } = describe(ended.cause)
  const secrets = secretsOf(host)
  const lines = [
    ...(message === "" ? [] : [`openrouter-keys: ${safeLine(message, secrets)}`]),
    ...(debug && message !== "" ? [safeLine(causeOf(ended.cause), secrets)] : [])
  ]
  return Effect.as(Effect.zipRight(host.progress(""), Effect.forEach(lines, host.say, { discard: true })), exitCode)
}
