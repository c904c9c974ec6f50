/** `bulk create`: creates a key for each line of a CSV file. */
import * as Bulk from "@openrouter-keys/fleet/Bulk"
import type { SecretSink } from "@openrouter-keys/fleet/SecretSink"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { mkdirSync } from "node:fs"
import { dirname } from "node:path"
import { requestsOf } from "../internal/bulkFile.js"
import type { Changing } from "../internal/change.js"
import { CommandError, exit, failure, sentences, toCommandError } from "../internal/failure.js"
import { readText } from "../internal/files.js"
import { counted } from "../internal/format.js"
import { Host } from "../internal/host.js"
import { bulkFields } from "../internal/keyFields.js"
import { type Shape, writeRows } from "../internal/output.js"
import { withApi } from "../internal/program.js"
import type { Globals } from "../internal/shared.js"
import { parseSink } from "../internal/sinks.js"
import type { Failure, Program } from "../internal/spec.js"
import { databaseLayer } from "../internal/stateFile.js"
import { cut, safe } from "../internal/text.js"

interface Input extends Globals, Changing {
  readonly file: string
  readonly to: string | undefined
  readonly concurrency: number | undefined
  readonly workspace: string | undefined
  readonly state: string | undefined
}

type Row = Pick<Bulk.Progress, "id" | "key" | "note"> & {
  readonly result: string
  readonly error: { readonly message: string } | null
}

/** The error and the note of a request; `null` if it has neither. */
const reasonOf = ({ error, note }: Row): string | null => {
  const sentences = [error?.message, note ?? undefined].filter((text) => text !== undefined)
  return sentences.length === 0 ? null : sentences.join(" ")
}

const isOpen = (result: string): boolean => result === "failed" || result === "unfinished"

const shape: Shape<Row> = {
  fields: bulkFields,
  tsv: bulkFields,
  data: (row) => ({
    id: row.id,
    result: row.result,
    hash: row.key?.hash ?? null,
    name: row.key?.name ?? null,
    label: row.key?.label ?? null,
    error: reasonOf(row)
  }),
  columns: [
    { title: "ID", cell: ({ id }) => id, shrinksTo: 12 },
    { title: "RESULT", cell: ({ result }) => ({ text: result, look: isOpen(result) ? "red" : "green" }) },
    { title: "LABEL", cell: ({ key }) => key?.label ?? "", rank: 2 },
    { title: "REASON", cell: (row) => reasonOf(row) ?? "", shrinksTo: 20, rank: 1 }
  ]
}

const exitCodeOf = (error: Bulk.CreateError): CommandError => {
  if (error._tag === "BulkError") {
    return new CommandError({ message: sentences(error.message, "Nothing was created"), exitCode: exit.failed })
  }
  return toCommandError(error)
}

const createAll = (requests: ReadonlyArray<Bulk.Request>, input: Input) =>
  Effect.gen(function*() {
    const { progress, say, stderr } = yield* Host
    const rows: Array<Row> = []
    const report = Effect.suspend(() => writeRows(rows, shape, input))
    const created = Bulk.create(requests, { concurrency: input.concurrency }).pipe(
      Stream.runForEach((each) => {
        rows.push(each)
        return progress(cut(`${each.settled}/${each.total} ${safe(each.id)}: ${each.result}`, stderr.cells - 1))
      }),
      Effect.mapError((error): Failure => exitCodeOf(error))
    )
    yield* created.pipe(
      Effect.tapError(() => rows.length === 0 ? Effect.void : Effect.ignore(report)),
      Effect.onInterrupt(() =>
        say(
          `openrouter-keys: Interrupted after ${rows.length} of ${
            counted(requests.length, "key")
          }. Run the same command again to finish.`
        )
      )
    )
    yield* report
    const failed = rows.filter(({ result }) => isOpen(result)).length
    if (failed > 0) {
      return yield* failure(
        `${failed} of ${counted(rows.length, "key")} could not be created. Run the same command again to retry them.`
      )
    }
    yield* say(
      `${counted(rows.filter(({ result }) => result === "created").length, "key")} created, ${
        rows.filter(({ result }) => result === "already").length
      } existed already.`
    )
  })

/** Creates the folders of `file:` and `env-file:` sinks, readable only by their owner. */
const createFolders = (sinks: ReadonlyArray<SecretSink.Sink>): Effect.Effect<void, CommandError> => {
  const folders = new Set(sinks.flatMap(({ target }) => target._tag === "Command" ? [] : [dirname(target.file)]))
  return Effect.try({
    try: () => folders.forEach((folder) => void mkdirSync(folder, { recursive: true, mode: 0o700 })),
    catch: (cause) => failure(sentences(cause instanceof Error ? cause.message : String(cause), "Nothing was created"))
  })
}

export const run = (input: Input): Program =>
  withApi(
    input,
    Effect.gen(function*() {
      const requests = yield* requestsOf(yield* readText(input.file), input)
      const sinks = yield* Effect.forEach(requests, ({ to }) => parseSink(to ?? ""))
      if (input.dryRun) {
        const rows = requests.map(({ id, name }): Row => ({
          id,
          result: "would create",
          key: { hash: "", label: "", name },
          error: null,
          note: null
        }))
        return yield* writeRows(rows, shape, input)
      }
      yield* createFolders(sinks)
      yield* Effect.provide(createAll(requests, input), databaseLayer(input.state))
    })
  )
