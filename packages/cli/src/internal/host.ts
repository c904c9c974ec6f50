/** The process in which a command runs: streams, terminal and environment. */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import process from "node:process"
import { createInterface } from "node:readline"
import { CommandError, exit, failure, OutputClosed, usageError } from "./failure.js"
import { type Paint, painter } from "./style.js"
import { cut, safe } from "./text.js"

/** An output stream. */
export interface Sink {
  readonly isTerminal: boolean
  readonly cells: number
  readonly paint: Paint
}

/** Messages for Ctrl-C during an operation that cannot be undone half-way. */
export interface Critical {
  /** For the first Ctrl-C. */
  readonly waiting: string
  /** For the second one, after which the outcome is unknown. */
  readonly abandoned: string
}

/** The process as commands see it. */
export interface HostService {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly stdout: Sink
  readonly stderr: Sink
  /** Whether a question can be asked on a terminal. */
  readonly isInteractive: boolean
  /** Writes data. */
  readonly write: (text: string) => Effect.Effect<void, CommandError | OutputClosed>
  /** Writes a line to standard error. Failures are ignored. */
  readonly say: (line: string) => Effect.Effect<void>
  /** Replaces the progress line; an empty one removes it. Does nothing without a terminal. */
  readonly progress: (line: string) => Effect.Effect<void>
  /** Asks a question. `y` or `yes` means yes. */
  readonly ask: (question: string) => Effect.Effect<boolean>
  /** Runs an effect that must not end half-way: the first Ctrl-C waits for its end, the second one ends the process. */
  readonly critical: <A, E, R>(words: Critical, effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
  /** Messages of the running critical effect; `undefined` if none is running. */
  readonly underWay: () => Critical | undefined
  /** Everything on standard input. */
  readonly readStdin: Effect.Effect<string, CommandError>
}

/** Service of {@link HostService}. */
export class Host extends Context.Tag("@openrouter-keys/cli/Host")<Host, HostService>() {}

const defaultCells = 80

const cellsOf = (stream: NodeJS.WriteStream): number => {
  const told = Number(process.env["COLUMNS"])
  if (Number.isInteger(told) && told > 0) return told
  return stream.isTTY && stream.columns > 0 ? stream.columns : defaultCells
}

const hasColors = (stream: NodeJS.WriteStream): boolean =>
  stream.isTTY && !process.env["NO_COLOR"] && process.env["TERM"] !== "dumb"

const sinkOf = (stream: NodeJS.WriteStream): Sink => ({
  isTerminal: stream.isTTY,
  cells: cellsOf(stream),
  paint: painter(hasColors(stream))
})

const codeOf = (error: Error): string => "code" in error ? String(error.code) : ""

const outputError = (error: Error): CommandError | OutputClosed =>
  codeOf(error) === "EPIPE" || codeOf(error) === "ERR_STREAM_DESTROYED"
    ? new OutputClosed()
    : new CommandError({
      message: `The output cannot be written: ${error.message}.`,
      exitCode: exit.failed,
      cause: error
    })

const writeTo = (stream: NodeJS.WriteStream, text: string): Effect.Effect<void, CommandError | OutputClosed> =>
  text === "" ? Effect.void : Effect.async((resume) => {
    stream.write(text, (error) => resume(error == null ? Effect.void : Effect.fail(outputError(error))))
  })

const readAll = (stream: NodeJS.ReadStream): Effect.Effect<string, CommandError> =>
  Effect.async((resume) => {
    let text = ""
    stream.setEncoding("utf8")
    stream.on("data", (chunk: string) => text += chunk)
    stream.on("end", () => resume(Effect.succeed(text)))
    stream.on("error", (error) => resume(Effect.fail(failure(`Standard input cannot be read: ${error.message}.`))))
  })

const ask = (question: string): Effect.Effect<boolean> =>
  Effect.async((resume) => {
    // Without `terminal`, the line is edited by the terminal itself, and Ctrl-C stays a signal.
    const lines = createInterface({ input: process.stdin, output: process.stderr, terminal: false })
    process.stderr.write(`${question} [y/N] `)
    lines.once("line", (line) => {
      resume(Effect.succeed(/^y(?:es)?$/i.test(line.trim())))
      lines.close()
    })
    lines.once("close", () => resume(Effect.succeed(false)))
    return Effect.sync(() => lines.close())
  })

/** The host of this process. */
export const make = (): HostService => {
  // The callback of each write gets its error.
  process.stdout.on("error", () => {})
  process.stderr.on("error", () => {})
  const stdout = sinkOf(process.stdout)
  const stderr = sinkOf(process.stderr)
  let hasProgress = false
  let isStdinRead = false
  let underWay: Critical | undefined
  const clear = (): string => {
    const text = hasProgress ? "\r\u001B[K" : ""
    hasProgress = false
    return text
  }
  return {
    env: process.env,
    stdout,
    stderr,
    get isInteractive() {
      return process.stdin.isTTY && stderr.isTerminal && !isStdinRead
    },
    write: (text) => Effect.suspend(() => Effect.zipRight(writeErr(clear()), writeTo(process.stdout, text))),
    say: (line) => Effect.suspend(() => writeErr(`${clear()}${line}\n`)),
    progress: (line) =>
      Effect.suspend(() => {
        if (!stderr.isTerminal) return Effect.void
        // A line that wraps could not be cleared.
        const text = `${clear()}${cut(safe(line), stderr.cells - 1)}`
        hasProgress = line !== ""
        return writeErr(text)
      }),
    ask: (question) => Effect.suspend(() => Effect.zipRight(writeErr(clear()), ask(safe(question)))),
    critical: (words, effect) =>
      Effect.suspend(() => {
        underWay = words
        return Effect.ensuring(
          Effect.uninterruptible(effect),
          Effect.sync(() => {
            underWay = undefined
          })
        )
      }),
    underWay: () => underWay,
    readStdin: Effect.suspend(() => {
      // A stream that has ended would never end again, and the process would end with exit code 0.
      if (isStdinRead) return usageError("Standard input can be read only once: use --api-key-file, or a file.")
      isStdinRead = true
      return readAll(process.stdin)
    })
  }
}

const writeErr = (text: string): Effect.Effect<void> => Effect.ignore(writeTo(process.stderr, text))
