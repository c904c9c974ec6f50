/** `delete`: deletes keys. */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { Api } from "../internal/api.js"
import {
  type Change,
  type Changing,
  confirmed,
  eachInTurn,
  showAffected,
  writeChanges,
  writeDryRun
} from "../internal/change.js"
import { CommandError, fromApi, sentences } from "../internal/failure.js"
import { counted } from "../internal/format.js"
import { Host } from "../internal/host.js"
import { describeKey, resolveAll } from "../internal/keys.js"
import { keyShape } from "../internal/keyShape.js"
import { withApi } from "../internal/program.js"
import type { Globals } from "../internal/shared.js"
import type { Program } from "../internal/spec.js"

interface Input extends Globals, Changing {
  readonly keys: ReadonlyArray<string>
  readonly workspace: string | undefined
}

export const run = (input: Input): Program =>
  withApi(
    input,
    Effect.gen(function*() {
      const keys = yield* resolveAll(input.keys, input.workspace)
      if (input.dryRun) return yield* writeDryRun(keys.map((key) => ({ action: "delete", key })), input)
      const { isInteractive } = yield* Host
      const api = yield* Api
      if (!input.yes && isInteractive) yield* showAffected(keys, keyShape(yield* Clock.currentTimeMillis))
      const subject = keys.length === 1 ? "this key" : `these ${counted(keys.length, "key")}`
      yield* confirmed(`Delete ${subject}? Programs that use ${keys.length === 1 ? "it" : "them"} will fail.`, input)
      const done: Array<Change> = []
      yield* eachInTurn(keys, (key) =>
        api.delete({ hash: key.hash }).pipe(
          // The key has already been deleted.
          Effect.catchTag("NotFound", () => Effect.void),
          Effect.mapError((error) => {
            const { cause, exitCode, message } = fromApi(error)
            const before = done.length === 0
              ? ""
              : `${counted(done.length, "key")} before it ${done.length === 1 ? "was" : "were"} deleted`
            return new CommandError({ message: sentences(`${describeKey(key)}: ${message}`, before), exitCode, cause })
          }),
          Effect.map(() => done.push({ action: "deleted", key }))
        ))
      yield* writeChanges(done, input)
    })
  )
