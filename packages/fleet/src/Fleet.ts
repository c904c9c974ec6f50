/**
 * Engines: where rotations run, and what they are stored in. The program is the same on each.
 *
 * @module
 */
import * as ClusterWorkflowEngine from "@effect/cluster/ClusterWorkflowEngine"
import * as SingleRunner from "@effect/cluster/SingleRunner"
import type { SqlClient } from "@effect/sql/SqlClient"
import * as WorkflowEngine from "@effect/workflow/WorkflowEngine"
import type { ApiKeys } from "@openrouter-keys/core/ApiKeys"
import * as ConfigError from "effect/ConfigError"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { resolve } from "node:path"
import { type ClusterOptions, configOf } from "./internal/cluster/settings.js"
import * as Database from "./internal/database.js"
import { Rotation } from "./Rotation.js"

export type { ClusterOptions } from "./internal/cluster/settings.js"

/** What an engine provides. */
export type Services = Rotation | WorkflowEngine.WorkflowEngine | SqlClient

/** In memory, for tests: on the test's clock, and gone with its scope. */
export const layerMemory: Layer.Layer<Services, never, ApiKeys> = Layer.orDie(Rotation.layer).pipe(
  Layer.provideMerge(WorkflowEngine.layerMemory),
  Layer.provideMerge(Database.memory)
)

/** How often the engine looks for messages that it was not told of. */
const shardingConfig = { entityMessagePollInterval: "2 seconds", entityTerminationTimeout: "2 seconds" } as const

/**
 * In one process, in a libSQL file that is created for its owner only. What was under way when the process ended goes on
 * with the next one. Fails with a `DatabaseError` that names the file where another process is using it.
 */
export const layerLocal = (
  { file }: { readonly file: string }
): Layer.Layer<Services, Database.DatabaseError, ApiKeys> =>
  Layer.orDie(Rotation.layer).pipe(
    Layer.provideMerge(Layer.orDie(ClusterWorkflowEngine.layer.pipe(
      Layer.provide(SingleRunner.layer({ runnerStorage: "memory", shardingConfig }))
    ))),
    Layer.provideMerge(Database.file(resolve(file)))
  )

/** A runner of a cluster cannot start. */
export class ClusterError extends Data.TaggedError("ClusterError")<{
  /** What to do about it. */
  readonly message: string
}> {}

const toClusterError = (cause: unknown): ClusterError => {
  const message = cause instanceof Error || ConfigError.isConfigError(cause) ? cause.message : String(cause)
  const isMissing = /ERR_MODULE_NOT_FOUND|Cannot find (module|package)/.test(
    `${(cause as { code?: unknown }).code} ${message}`
  )
  return new ClusterError({
    message: isMissing
      ? `A cluster needs @effect/sql-pg and @effect/platform-node, which have to be installed beside this package: ${message}`
      : message
  })
}

/**
 * On any number of machines, over PostgreSQL: each process with this layer is a runner. Rotations are spread over the
 * runners, and go on elsewhere where one dies. Needs `@effect/sql-pg` and `@effect/platform-node`.
 *
 * Options that are left out come from variables of the environment, `OPENROUTER_KEYS_DATABASE_URL` and
 * `OPENROUTER_KEYS_HOST` at least. When the layer is closed, as on SIGTERM under `NodeRuntime.runMain`, the runner hands
 * its work over. Fails with a `ClusterError` where the database cannot be reached or an option is missing.
 */
export const layerCluster = (
  options: Partial<ClusterOptions> = {}
): Layer.Layer<Services, ClusterError, ApiKeys> =>
  Layer.unwrapEffect(
    Effect.gen(function*() {
      const settings = yield* configOf(options)
      const { layer } = yield* Effect.tryPromise({
        try: () => import("./internal/cluster/layer.js"),
        catch: (cause) => cause
      })
      return Layer.mapError(layer(settings), toClusterError)
    }).pipe(Effect.mapError(toClusterError))
  )
