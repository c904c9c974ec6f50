/** `update`, `enable`, `disable`: changes of existing keys. */
import type { ApiKey, LimitReset } from "@openrouter-keys/protocol/ApiKey"
import type { KeyChanges } from "@openrouter-keys/protocol/KeyRequest"
import * as Effect from "effect/Effect"
import { Api } from "../internal/api.js"
import { type Change, type Changing, eachInTurn, writeChanges, writeDryRun } from "../internal/change.js"
import { type CommandError, CommandError as Failed, fromApi, sentences, usageError } from "../internal/failure.js"
import { describeKey, resolve, resolveAll } from "../internal/keys.js"
import { withApi } from "../internal/program.js"
import type { Globals } from "../internal/shared.js"
import type { Program } from "../internal/spec.js"

interface Input extends Globals, Changing {
  readonly key: string
  readonly workspace: string | undefined
  readonly name: string | undefined
  readonly limit: number | null | undefined
  readonly reset: LimitReset | "never" | undefined
  readonly includeByok: boolean | undefined
  readonly moveTo: string | undefined
}

const bodyOf = ({ includeByok, limit, moveTo, name, reset }: Input): KeyChanges => ({
  ...(name === undefined ? {} : { name }),
  ...(limit === undefined ? {} : { limit }),
  ...(reset === undefined ? {} : { limitReset: reset === "never" ? null : reset }),
  ...(includeByok === undefined ? {} : { includeByokInLimit: includeByok }),
  ...(moveTo === undefined ? {} : { workspaceId: moveTo })
})

/** An error that names the key, and the keys that were changed before it. */
const named = (key: ApiKey, done: ReadonlyArray<Change>) => (error: Parameters<typeof fromApi>[0]): CommandError => {
  const { cause, exitCode, message } = fromApi(error)
  const before = done.length === 0
    ? ""
    : `Before it, ${done.map(({ key }) => describeKey(key)).join(", ")} ${done.length === 1 ? "was" : "were"} changed`
  return new Failed({ message: sentences(`${describeKey(key)}: ${message}`, before), exitCode, cause })
}

const change = (key: ApiKey, requestBody: KeyChanges, action: string, done: ReadonlyArray<Change>) =>
  Effect.flatMap(Api, (api) => api.update({ hash: key.hash, requestBody })).pipe(
    Effect.map(({ data }): Change => ({ action, key: data })),
    Effect.mapError(named(key, done))
  )

export const run = (input: Input): Program =>
  withApi(
    input,
    Effect.gen(function*() {
      const requestBody = bodyOf(input)
      if (Object.keys(requestBody).length === 0) {
        return yield* usageError(
          "No changes: pass --name, --limit, --reset, --include-byok or --move-to."
        )
      }
      const key = yield* resolve(input.key, input.workspace)
      if (input.dryRun) {
        return yield* writeDryRun([{ action: "update", key: { ...key, name: input.name ?? key.name } }], input)
      }
      yield* writeChanges([yield* change(key, requestBody, "updated", [])], input)
    })
  )

interface Switch extends Globals, Changing {
  readonly keys: ReadonlyArray<string>
  readonly workspace: string | undefined
}

/** Enables or disables keys, one after the other. Keys that are already in that state are not changed. */
const switchAll = (disabled: boolean) => (input: Switch): Program =>
  withApi(
    input,
    Effect.gen(function*() {
      const keys = yield* resolveAll(input.keys, input.workspace)
      const [verb, done] = disabled ? ["disable", "disabled"] as const : ["enable", "enabled"] as const
      const actionOf = (key: ApiKey, action: string): string => key.disabled === disabled ? `${done} already` : action
      if (input.dryRun) {
        return yield* writeDryRun(keys.map((key) => ({ action: actionOf(key, verb), key })), input)
      }
      const changes: Array<Change> = []
      yield* eachInTurn(keys, (key) =>
        (key.disabled === disabled
          ? Effect.succeed<Change>({ action: `${done} already`, key })
          : change(key, { disabled }, done, changes)).pipe(Effect.map((changed) => changes.push(changed))))
      yield* writeChanges(changes, input)
    })
  )

export const enable = { run: switchAll(false) }

export const disable = { run: switchAll(true) }
