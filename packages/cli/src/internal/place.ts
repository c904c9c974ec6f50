/** Where rotations are stored: in a state file, or in the database of a cluster. */
import type { SqlClient } from "@effect/sql/SqlClient"
import type { ApiKeys } from "@openrouter-keys/core/ApiKeys"
import * as Fleet from "@openrouter-keys/fleet/Fleet"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { type CommandError, failure, toCommandError, usageError } from "./failure.js"
import { Host } from "./host.js"
import { databaseLayer, engineLayer } from "./stateFile.js"

/** Options of a command on rotations. */
export interface PlaceOptions {
  readonly cluster: string | undefined
  readonly state: string | undefined
}

/** A state file, or a cluster. */
export type Place =
  | { readonly _tag: "File"; readonly state: string | undefined }
  | { readonly _tag: "Cluster"; readonly database: Redacted.Redacted<string> }

/** The variable of a cluster's database, which may contain a password. */
const variable = "OPENROUTER_KEYS_DATABASE_URL"

const form = "postgres://USER@HOST:PORT/NAME"

const parse = (url: string): URL | undefined => {
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  return parsed !== undefined && /^postgres(?:ql)?:$/.test(parsed.protocol) ? parsed : undefined
}

/** Rejects a password, because other users can read the arguments of a process. */
const databaseOf = (url: string): Effect.Effect<Redacted.Redacted<string>, CommandError> => {
  const parsed = parse(url)
  if (parsed === undefined) return usageError(`--cluster needs a database: ${form}.`)
  return parsed.password === "" && !parsed.searchParams.has("password")
    ? Effect.succeed(Redacted.make(url))
    : usageError(
      `--cluster must not contain a password, because other users could read it: set PGPASSWORD or ${variable} instead.`
    )
}

/** Finds the place of rotations: an option, or else the variable of a cluster, or else the default state file. */
export const placeOf = ({ cluster, state }: PlaceOptions): Effect.Effect<Place, CommandError, Host> =>
  Effect.gen(function*() {
    if (cluster !== undefined && state !== undefined) {
      return yield* usageError("--cluster and --state cannot be combined: the state of a cluster is in its database.")
    }
    if (cluster !== undefined) return { _tag: "Cluster", database: yield* databaseOf(cluster) }
    const url = (yield* Host).env[variable] ?? ""
    if (state !== undefined || url === "") return { _tag: "File", state }
    if (parse(url) === undefined) return yield* usageError(`${variable} must be a database: ${form}.`)
    return { _tag: "Cluster", database: Redacted.make(url) }
  })

const fromCluster = <A, R>(layer: Layer.Layer<A, Fleet.ClusterError, R>): Layer.Layer<A, CommandError, R> =>
  Layer.mapError(layer, ({ message }) => failure(message))

/** The database of rotations, without an engine. */
export const databaseAt = (place: Place): Layer.Layer<SqlClient, CommandError, Host> =>
  place._tag === "Cluster"
    ? fromCluster(Fleet.layerClusterDatabase({ database: place.database }))
    : databaseLayer(place.state)

/** The rotations: on an engine in this process, or on the runners of a cluster. */
export const rotationsAt = (place: Place): Layer.Layer<Fleet.Services, CommandError, ApiKeys | Host> =>
  place._tag === "Cluster"
    ? fromCluster(Fleet.layerClusterClient({ database: place.database }))
    : engineLayer(place.state)

/** A runner that has not been seen for so long does not count. */
const silentAfter = 2 * 60_000

/** Whether there is a process that runs the steps: this one, or a runner that was seen within two minutes. */
export const hasRunners = (place: Place): Effect.Effect<boolean, CommandError, SqlClient> =>
  place._tag === "File"
    ? Effect.succeed(true)
    : Effect.map(
      Effect.mapError(Fleet.status, toCommandError),
      ({ now, runners }) => runners.some(({ lastSeenAt }) => Date.parse(now) - Date.parse(lastSeenAt) < silentAfter)
    )
