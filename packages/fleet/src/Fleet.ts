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
import * as Layer from "effect/Layer"
import { resolve } from "node:path"
import * as Database from "./internal/database.js"
import { Rotation } from "./Rotation.js"

/** What an engine provides. */
export type Services = Rotation | WorkflowEngine.WorkflowEngine | SqlClient

/** In memory, for tests: on the test's clock, and gone with its scope. */
export const layerMemory: Layer.Layer<Services, never, ApiKeys> = Layer.orDie(Rotation.layer).pipe(
  Layer.provideMerge(WorkflowEngine.layerMemory),
  Layer.provideMerge(Database.memory)
)

/**
 * The database file of {@link layerLocal} without the engine: for history, budgets and bulk creation, while no rotation goes
 * on. It is locked in the same way.
 */
export const layerDatabase = (
  { file }: { readonly file: string }
): Layer.Layer<SqlClient, Database.DatabaseError> => Database.file(resolve(file))

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
