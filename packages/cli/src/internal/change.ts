/** Changes of keys: shows them, asks for confirmation, and writes them as rows. */
import type { ApiKey } from "@openrouter-keys/protocol/ApiKey"
import * as Effect from "effect/Effect"
import { CommandError, Finished, sentences, usageError } from "./failure.js"
import { Host } from "./host.js"
import { changeFields } from "./keyFields.js"
import { describeKey, shortHash } from "./keys.js"
import { type Shape, writeRows } from "./output.js"
import type { Format } from "./shared.js"
import type { Failure } from "./spec.js"
import { tableOf } from "./table.js"

/** A change that was made, or would be. */
export interface Change {
  readonly action: string
  readonly key: Pick<ApiKey, "hash" | "name" | "label">
}

/** Options of a command that changes something. */
export interface Changing extends Format {
  readonly yes: boolean
  readonly dryRun: boolean
}

const shape: Shape<Change> = {
  fields: changeFields,
  tsv: changeFields,
  data: ({ action, key: { hash, label, name } }) => ({ action, hash, name, label }),
  columns: [
    { title: "DONE", cell: ({ action }) => ({ text: action, look: "green" }) },
    { title: "NAME", cell: ({ key }) => key.name, shrinksTo: 14 },
    { title: "LABEL", cell: ({ key }) => key.label, rank: 2 },
    { title: "HASH", cell: ({ key }) => ({ text: shortHash(key.hash), look: "dim" }), rank: 1 }
  ]
}

/** Writes the changes that were made. If the output fails, the error says that they were. */
export const writeChanges = (changes: ReadonlyArray<Change>, format: Format) =>
  writeRows(changes, shape, format).pipe(
    Effect.mapError((error) => {
      if (error._tag !== "CommandError") return error
      const { cause, exitCode, message } = error
      return new CommandError({ message: sentences(message, "The changes were made"), exitCode, cause })
    })
  )

/** Writes the changes that would be made. */
export const writeDryRun = (changes: ReadonlyArray<Change>, format: Format) =>
  writeRows(changes.map((change) => ({ ...change, action: `would ${change.action}` })), shape, format)

/**
 * Runs changes of several keys, one after the other. If it is interrupted, it says how many were made, because the
 * outcome of the current one is unknown.
 */
export const eachInTurn = <A, E, R>(
  keys: ReadonlyArray<ApiKey>,
  change: (key: ApiKey) => Effect.Effect<A, E, R>
): Effect.Effect<void, E, Host | R> =>
  Effect.forEach(keys, (key, index) =>
    Effect.onInterrupt(change(key), () =>
      Effect.flatMap(Host, ({ say }) =>
        say(
          `openrouter-keys: Interrupted after ${index} of ${keys.length} keys. It is unknown whether ${
            describeKey(key)
          } was changed.`
        ))), { discard: true })

/** Asks for confirmation. Ends with exit code 1 for a no, and with 2 if there is no terminal. */
export const confirmed = (question: string, { yes }: { readonly yes: boolean }): Effect.Effect<void, Failure, Host> =>
  Effect.gen(function*() {
    if (yes) return
    const { ask, isInteractive, say } = yield* Host
    if (!isInteractive) {
      return yield* usageError(
        "There is no terminal for a question: pass --yes to confirm, or --dry-run to see the changes. Nothing was changed."
      )
    }
    if (yield* ask(question)) return
    yield* say("Nothing was changed.")
    return yield* new Finished({ exitCode: 1 })
  })

/** Shows the affected rows, on standard error. */
export const showAffected = <Row>(
  rows: ReadonlyArray<Row>,
  { columns }: Shape<Row>
): Effect.Effect<void, never, Host> =>
  Effect.flatMap(
    Host,
    ({ say, stderr }) => Effect.flatMap(tableOf(rows, columns, stderr), (table) => say(table.trimEnd()))
  )
