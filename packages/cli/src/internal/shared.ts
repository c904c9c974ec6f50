/** Options that several commands have. */
import { flag, maybeValue, nonEmpty, type Option_, right, value, wrong } from "./spec.js"
import * as Values from "./values.js"

const global = <A>(option: Option_<A>): Option_<A> => ({ ...option, info: { ...option.info, isGlobal: true } })

/** Options of every command. */
export const globals = {
  apiKeyFile: global(
    value("api-key-file", "FILE", "Read the management key from a file, not from the environment.", nonEmpty)
  ),
  apiKeyStdin: global(flag("api-key-stdin", "Read the management key from standard input.")),
  debug: global(flag("debug", "Show the stack of an error, and log requests, without secrets."))
}

/** Values of {@link globals}. */
export interface Globals {
  readonly apiKeyFile: string | undefined
  readonly apiKeyStdin: boolean
  readonly debug: boolean
}

/** How rows are written. */
export interface Format {
  readonly json: ReadonlyArray<string> | true | undefined
  readonly csv: boolean
}

/** Options of commands that write rows with these fields. */
export const format = (fields: ReadonlyArray<string>) => {
  const known = new Set(fields)
  const isFields = (text: string): boolean => text.split(",").every((field) => known.has(field))
  return {
    json: maybeValue(
      "json",
      "FIELDS",
      `Write JSON, with all fields or only some: --json ${fields.slice(0, 2).join(",")}. The fields are ${
        fields.join(", ")
      }.`,
      (text) => {
        const unknown = text.split(",").find((field) => !known.has(field))
        return unknown === undefined
          ? right(text.split(",") as ReadonlyArray<string>)
          : wrong(`has no field "${unknown}". The fields are ${fields.join(", ")}`)
      },
      isFields
    ),
    csv: flag("csv", "Write CSV, with a header line.")
  }
}

/** The workspace in which KEY is looked up. */
export const workspace = value(
  "workspace",
  "ID",
  "ID of the workspace to look in. Default: the default workspace.",
  Values.workspace
)

/** Options of commands that change something. */
export const changing = {
  yes: flag("yes", "Do not ask for confirmation. Required without a terminal."),
  dryRun: flag("dry-run", "Show the changes without making them.")
}

/** Options of commands that make changes without asking. */
export const unasked = {
  ...changing,
  yes: flag("yes", "Has no effect: this command does not ask for confirmation.")
}

/** The state file. */
export const state = value(
  "state",
  "FILE",
  "Database of rotations and history. Default: $XDG_STATE_HOME/openrouter-keys/fleet.db, or else ~/.local/state/….",
  nonEmpty
)

/** The database of a cluster. */
export const cluster = value(
  "cluster",
  "URL",
  "Rotations of a cluster, in its database `postgres://USER@HOST:PORT/NAME`. Default: $OPENROUTER_KEYS_DATABASE_URL, if it is set and --state is not.",
  nonEmpty
)

/** Names of sinks in the help. */
export const sinkHelp =
  "env-file:PATH#VARIABLE, file:PATH, or command:PROGRAM ARGUMENTS, which reads it from standard input"

/** The sink for the secret of a key. */
export const to = value("to", "SINK", `Where to put the secret: ${sinkHelp}.`, nonEmpty)
