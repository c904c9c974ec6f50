/** How a command fails: one line, and an exit code. */
import { isOpenRouterError, type OpenRouterError } from "@openrouter-keys/protocol/OpenRouterError"
import * as Data from "effect/Data"

/** The exit codes. */
export const exit = {
  done: 0,
  failed: 1,
  usage: 2,
  changes: 3,
  notAuthorised: 4,
  unknown: 5,
  interrupted: 130
} as const

/** A command has failed. */
export class CommandError extends Data.TaggedError("CommandError")<{
  /** What happened, whether it was applied, and what to do next. */
  readonly message: string
  readonly exitCode: number
  /** The error behind it, for `--debug`. */
  readonly cause?: unknown
}> {}

/** The command line is wrong. */
export const usageError = (message: string): CommandError => new CommandError({ message, exitCode: exit.usage })

/** The command failed, and nothing more is to be said about it. */
export const failure = (message: string, cause?: unknown): CommandError =>
  new CommandError({ message, exitCode: exit.failed, cause })

/** The reader of the output has gone away: the command ends without a word. */
export class OutputClosed extends Data.TaggedError("OutputClosed")<{}> {}

/** It is over, with an exit code of its own and nothing more to say. */
export class Finished extends Data.TaggedError("Finished")<{ readonly exitCode: number }> {}

/** What was told to a person before it was interrupted needs no more words. */
const changes: ReadonlySet<string> = new Set(["create", "update", "delete"])

const advice = (error: OpenRouterError): string => {
  switch (error._tag) {
    case "Unauthorized":
      return "Check the management key: OPENROUTER_MANAGEMENT_KEY, OPENROUTER_API_KEY or --api-key-file."
    case "Forbidden":
      return "This needs a management key; `openrouter-keys whoami` tells which kind a key is."
    case "NotFound":
      return "`openrouter-keys list --all` has the keys that there are."
    case "TooManyRequests":
      return `Try again ${
        error.retryAfterMs === null ? "in a minute" : `in ${Math.ceil(error.retryAfterMs / 1000)} s`
      }.`
    case "ConnectionError":
    case "RequestTimeout":
      return "Check the network and OPENROUTER_BASE_URL, and try again."
    case "InternalServerError":
      return "Try again later."
    case "InvalidResponse":
    case "UnexpectedStatus":
      return "Check OPENROUTER_BASE_URL."
    case "InvalidRequest":
    case "BadRequest":
    case "Conflict":
      return ""
  }
}

/** Whether it is not known if the change was made. */
export const isUnknown = (error: OpenRouterError): boolean =>
  error.outcome === "Unknown" && changes.has(error.operation)

const exitCodeOf = (error: OpenRouterError): number => {
  if (error._tag === "Unauthorized" || error._tag === "Forbidden") return exit.notAuthorised
  return isUnknown(error) ? exit.unknown : exit.failed
}

const applied = (error: OpenRouterError): string => {
  if (!changes.has(error.operation)) return ""
  return isUnknown(error) ? "" : "Nothing was changed."
}

/** Sentences after each other; each ends with a full stop. */
export const sentences = (...parts: ReadonlyArray<string>): string =>
  parts.filter((part) => part !== "").map((part) => /[.!?:…]$/.test(part) ? part : `${part}.`).join(" ")

/** An error of the API in one line. */
export const fromApi = (error: OpenRouterError): CommandError => {
  const next = isUnknown(error)
    ? "Look with `openrouter-keys list --all` before you try again."
    : advice(error)
  return new CommandError({
    message: sentences(error.message, applied(error), next),
    exitCode: exitCodeOf(error),
    cause: error
  })
}

/** What an error says. The driver of a database says why a statement failed in the cause alone. */
export const messageOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error)
  const isDatabase = "_tag" in error && error._tag === "SqlError"
  return isDatabase && error.cause instanceof Error ? `The database failed: ${error.cause.message}` : error.message
}

/** Any failure as a command's. */
export const toCommandError = (error: unknown): CommandError => {
  if (error instanceof CommandError) return error
  if (isOpenRouterError(error)) return fromApi(error)
  const message = messageOf(error)
  return failure(message === "" ? "It failed without a reason." : message, error)
}
