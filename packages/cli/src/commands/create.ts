/** `create`: creates one key, whose secret goes to a sink or is printed once. */
import type { SecretSink } from "@openrouter-keys/fleet/SecretSink"
import type { ApiKey, LimitReset } from "@openrouter-keys/protocol/ApiKey"
import type { CreateError } from "@openrouter-keys/protocol/OpenRouterError"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { Api } from "../internal/api.js"
import { type Change, type Changing, writeChanges, writeDryRun } from "../internal/change.js"
import type { OutputClosed } from "../internal/failure.js"
import {
  CommandError,
  exit,
  failure,
  fromApi,
  isUnknown,
  sentences,
  toCommandError,
  usageError
} from "../internal/failure.js"
import { Host } from "../internal/host.js"
import { changeFields } from "../internal/keyFields.js"
import { describeKey, everyKey, shortHash } from "../internal/keys.js"
import { toCsv, toJson } from "../internal/output.js"
import { withApi } from "../internal/program.js"
import type { Globals } from "../internal/shared.js"
import { parseSink, whereOf } from "../internal/sinks.js"
import type { Failure, Program } from "../internal/spec.js"
import { safe } from "../internal/text.js"

interface Input extends Globals, Changing {
  readonly name: string
  readonly limit: number | null | undefined
  readonly reset: LimitReset | "never" | undefined
  readonly expires: string | null | undefined
  readonly includeByok: boolean | undefined
  readonly user: string | undefined
  readonly creator: string | undefined
  readonly workspace: string | undefined
  readonly to: string | undefined
  readonly show: boolean
}

interface Created {
  readonly data: ApiKey
  readonly key: Redacted.Redacted<string>
}

const requestOf = ({ creator, expires, includeByok, limit, name, reset, user, workspace }: Input) => ({
  name,
  ...(limit === undefined ? {} : { limit }),
  ...(reset === undefined ? {} : { limitReset: reset === "never" ? null : reset }),
  ...(expires === undefined ? {} : { expiresAt: expires }),
  ...(includeByok === undefined ? {} : { includeByokInLimit: includeByok }),
  ...(creator === undefined ? {} : { creatorUserId: creator }),
  ...(workspace === undefined ? {} : { workspaceId: workspace }),
  ...(user === undefined ? {} : { external: { user } })
})

/** How far the clocks of the service and of this machine may differ. */
const clockSkew = 60_000

/** Keys with this name that may have been created by the request whose response was lost. */
const candidates = ({ name, workspace }: Input, since: number) =>
  Effect.map(
    everyKey(workspace),
    (keys) => keys.filter((key) => key.name === name && Date.parse(key.createdAt) >= since - clockSkew)
  )

const bears = (label: string, secret: string): boolean => {
  const [start = "", end = ""] = label.split("...")
  return start !== "" && secret.startsWith(start) && secret.endsWith(end)
}

/** The message if it is unknown whether a key was created. */
const doubt = (message: string, found: ReadonlyArray<ApiKey>, name: string): string => {
  const shown = safe(JSON.stringify(name))
  const [only, ...others] = found
  if (only === undefined) {
    return sentences(
      message,
      `Check \`openrouter-keys list\` for a key named ${shown}, and delete it, because its secret is lost`
    )
  }
  const which = others.length === 0
    ? `The key ${describeKey(only)} may have been created by this command`
    : `One of ${found.length} keys named ${shown} may have been created by this command: ${
      found.map(({ hash }) => shortHash(hash)).join(", ")
    }`
  return sentences(
    message,
    `${which}. Its secret is lost: delete it with \`openrouter-keys delete ${
      shortHash(only.hash)
    }\`, and create another one`
  )
}

/** Recovers the created key from an error with its secret, if the key can be identified. Otherwise fails. */
const recover = (input: Input, error: CreateError, since: number): Effect.Effect<Created, CommandError, Api> =>
  Effect.gen(function*() {
    if (!isUnknown(error)) return yield* fromApi(error)
    const found = yield* Effect.orElseSucceed(candidates(input, since), () => [])
    const secret = "revealCreatedKey" in error ? error.revealCreatedKey() : null
    const own = secret === null ? undefined : found.find(({ label }) => bears(label, secret))
    if (secret !== null && own !== undefined) return { data: own, key: Redacted.make(secret) }
    return yield* new CommandError({
      message: doubt(error.message, found, input.name),
      exitCode: exit.unknown,
      cause: error
    })
  })

const create = (input: Input): Effect.Effect<Created, CommandError, Api> =>
  Effect.flatMap(
    Clock.currentTimeMillis,
    (since) =>
      Effect.flatMap(Api, (api) => api.create(requestOf(input))).pipe(
        Effect.map(({ data, key }): Created => ({ data, key: Redacted.make(key) })),
        Effect.catchAll((error) => recover(input, error, since))
      )
  )

/** Deletes a key whose secret was not delivered, and returns a sentence about the result. */
const takeBack = ({ data }: Created): Effect.Effect<string, never, Api | Host> =>
  Effect.flatMap(Api, (api) => api.delete({ hash: data.hash })).pipe(
    Effect.catchTag("NotFound", () => Effect.void),
    Effect.match({
      onSuccess: () => "The key was deleted again",
      onFailure: () =>
        `The key ${
          describeKey(data)
        } could not be deleted again: delete it with \`openrouter-keys delete ${data.hash}\``
    }),
    (deleted) =>
      Effect.flatMap(Host, ({ critical }) =>
        critical({
          waiting:
            "Waiting until the key is deleted again. Press Ctrl-C again to stop waiting; the key may then exist.",
          abandoned: `It is unknown whether the key ${
            describeKey(data)
          } was deleted again: delete it with \`openrouter-keys delete ${data.hash}\`.`
        }, deleted))
  )

/** Delivers the secret. If that fails or is interrupted, the key is deleted. */
const handOver = (
  created: Created,
  deliver: Effect.Effect<void, Failure, Host>
): Effect.Effect<void, Failure, Api | Host> =>
  deliver.pipe(
    Effect.catchAll((error) =>
      Effect.flatMap(takeBack(created), (result): Effect.Effect<never, Failure> => {
        if (error._tag === "Finished") return Effect.fail(error)
        const reason = error._tag === "OutputClosed"
          ? "The secret could not be printed: the output is closed"
          : error.message
        return failure(sentences(reason, result), error)
      })
    ),
    Effect.onInterrupt(() =>
      Effect.flatMap(Host, ({ say }) =>
        Effect.flatMap(takeBack(created), (result) => say(sentences("openrouter-keys: Interrupted", result))))
    )
  )

const secretShown = (
  { data, key }: Created,
  { csv, json }: Input
): Effect.Effect<void, CommandError | OutputClosed, Host> =>
  Effect.flatMap(Host, ({ write }) => {
    const { hash, label, name } = data
    const row: Readonly<Record<string, string>> = { action: "created", hash, name, label, key: Redacted.value(key) }
    const fields = json === undefined || json === true ? [...changeFields, "key"] : [...json, "key"]
    if (json !== undefined) {
      return write(toJson([Object.fromEntries(fields.map((field) => [field, row[field] ?? null]))]))
    }
    return write(csv ? toCsv(fields, [row]) : `${row["key"]!}\n`)
  })

/** Sends the secret to the sink or to the output. */
const deliveryOf = (
  input: Input,
  sink: SecretSink.Sink | undefined,
  created: Created
): Effect.Effect<void, Failure, Host> => {
  const { data, key } = created
  if (sink === undefined) return secretShown(created, input)
  const { hash, label, name } = data
  return sink.put({ name, hash, label, secret: key }).pipe(Effect.mapError(toCommandError))
}

const report = (
  input: Input,
  sink: SecretSink.Sink | undefined,
  { data }: Created
): Effect.Effect<void, Failure, Host> =>
  Effect.flatMap(Host, ({ say }) => {
    if (sink === undefined) return say(`Created ${describeKey(data)}. Its secret cannot be shown again.`)
    const done: Change = { action: "created", key: data }
    return Effect.zipRight(writeChanges([done], input), say(`The secret is in ${whereOf(sink.target)}.`))
  })

const check = ({ show, to }: Input): Effect.Effect<void, CommandError> => {
  if (to !== undefined && show) return usageError("--to and --show cannot be combined.")
  return to === undefined && !show
    ? usageError("The secret has no sink: pass --to SINK, or --show to print it. Nothing was created.")
    : Effect.void
}

export const run = (input: Input): Program =>
  withApi(
    input,
    Effect.gen(function*() {
      yield* check(input)
      const sink = input.to === undefined ? undefined : yield* parseSink(input.to)
      if (input.dryRun) {
        return yield* writeDryRun([{ action: "create", key: { hash: "", label: "", name: input.name } }], input)
      }
      const { critical } = yield* Host
      const name = safe(JSON.stringify(input.name))
      yield* Effect.uninterruptibleMask((restore) =>
        critical({
          waiting: "Waiting for the response. Press Ctrl-C again to stop waiting; a key may then exist.",
          abandoned:
            `It is unknown whether a key named ${name} was created: check \`openrouter-keys list\`, and delete it, because its secret is lost.`
        }, create(input)).pipe(
          Effect.tap((created) => handOver(created, restore(deliveryOf(input, sink, created)))),
          Effect.flatMap((created) => restore(report(input, sink, created)))
        )
      )
    })
  )
