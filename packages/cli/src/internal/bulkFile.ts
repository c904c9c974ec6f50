/** Reads the requests of `bulk create` from a CSV file. */
import type * as Bulk from "@openrouter-keys/fleet/Bulk"
import type { LimitReset } from "@openrouter-keys/protocol/ApiKey"
import { parse } from "csv-parse/sync"
import * as Effect from "effect/Effect"
import { type CommandError, failure, usageError } from "./failure.js"
import type { Parse } from "./spec.js"
import * as Values from "./values.js"

/** The allowed columns. */
const columns = ["id", "name", "limit", "reset", "expires", "include-byok", "user", "to"] as const

type Line = Readonly<Partial<Record<typeof columns[number], string>>>

const linesOf = (text: string, file: string): Effect.Effect<ReadonlyArray<Line>, CommandError> =>
  Effect.try({
    try: () =>
      parse(text, { bom: true, columns: true, skip_empty_lines: true, trim: true }) as unknown as ReadonlyArray<Line>,
    catch: (cause) =>
      failure(
        `${file} is not valid CSV: ${cause instanceof Error ? cause.message : String(cause)}. Nothing was created.`
      )
  })

const unknownColumn = (lines: ReadonlyArray<Line>): string | undefined =>
  Object.keys(lines[0] ?? {}).find((name) => !(columns as ReadonlyArray<string>).includes(name))

/** Replaces characters of a value that could change the path or the arguments of a sink. */
const harmless = (value: string): string => value.replace(/[^\p{L}\p{N}_.-]/gu, "_").replace(/^\.+/, "_")

const sinkOf = (template: string | undefined, id: string, name: string): string | undefined =>
  template?.replace(/\{(id|name)\}/g, (_, field) => harmless(field === "id" ? id : name))

interface Settings {
  readonly file: string
  readonly to: string | undefined
  readonly workspace: string | undefined
}

const read = <A>(
  given: string | undefined,
  parse: Parse<A>,
  place: string
): Effect.Effect<A | undefined, CommandError> => {
  if (given === undefined || given === "") return Effect.succeed(undefined)
  const parsed = parse(given)
  return parsed.ok ? Effect.succeed(parsed.value) : failure(`${place} ${parsed.message}. Nothing was created.`)
}

const reset = Values.oneOf("daily", "weekly", "monthly", "never")

const resetOf = (value: LimitReset | "never"): LimitReset | null => value === "never" ? null : value

const expiry = Values.expiry(() => Date.now())

/** A request, with the command-line form of its sink. */
export interface FileRequest extends Bulk.Request {
  readonly to?: string | undefined
}

const requestOf = (
  line: Line,
  row: number,
  { file, to, workspace }: Settings
): Effect.Effect<FileRequest, CommandError> =>
  Effect.gen(function*() {
    const place = (column: string) => `${file}, key ${row}: ${column}`
    const { name = "" } = line
    if (name === "") return yield* failure(`${place("name")} is missing. Nothing was created.`)
    const id = line.id || name
    const limit = yield* read(line.limit, Values.limit, place("limit"))
    const limitReset = yield* read(line.reset, reset, place("reset"))
    const expiresAt = yield* read(line.expires, expiry, place("expires"))
    const includeByokInLimit = yield* read(line["include-byok"], Values.truth, place("include-byok"))
    return {
      id,
      name,
      ...(limit === undefined ? {} : { limit }),
      ...(limitReset === undefined ? {} : { limitReset: resetOf(limitReset) }),
      ...(expiresAt === undefined ? {} : { expiresAt }),
      ...(includeByokInLimit === undefined ? {} : { includeByokInLimit }),
      ...(workspace === undefined ? {} : { workspaceId: workspace }),
      ...(line.user ? { external: { user: line.user } } : {}),
      to: sinkOf(line.to || to, id, name)
    }
  })

/** Fails if a request has no sink, or if two requests have the same file or variable. */
const checkSinks = (requests: ReadonlyArray<FileRequest>): Effect.Effect<void, CommandError> => {
  const sinks = new Map<string, string>()
  for (const { id, to } of requests) {
    if (to === undefined) {
      return usageError(
        `The secret of ${JSON.stringify(id)} has no sink: pass --to SINK, or add a column "to". Nothing was created.`
      )
    }
    const other = sinks.get(to)
    if (other !== undefined && !to.startsWith("command:")) {
      return usageError(
        `The secrets of ${JSON.stringify(other)} and ${
          JSON.stringify(id)
        } have the same sink ${to}: use {id} in --to. Nothing was created.`
      )
    }
    sinks.set(to, id)
  }
  return Effect.void
}

/** The requests of a file. */
export const requestsOf = (
  text: string,
  settings: Settings
): Effect.Effect<ReadonlyArray<FileRequest>, CommandError> =>
  Effect.gen(function*() {
    const lines = yield* linesOf(text, settings.file)
    const unknown = unknownColumn(lines)
    if (unknown !== undefined) {
      return yield* failure(
        `${settings.file} has an unknown column "${unknown}". The columns are ${
          columns.join(", ")
        }. Nothing was created.`
      )
    }
    const requests = yield* Effect.forEach(lines, (line, index) => requestOf(line, index + 1, settings))
    yield* checkSinks(requests)
    return requests
  })
