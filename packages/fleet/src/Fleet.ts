/**
 * Engines, which run rotations and store their state. The program is the same for each engine.
 *
 * @module
 */
import * as ClusterWorkflowEngine from "@effect/cluster/ClusterWorkflowEngine"
import { Sharding } from "@effect/cluster/Sharding"
import * as SingleRunner from "@effect/cluster/SingleRunner"
import type { SqlClient } from "@effect/sql/SqlClient"
import * as WorkflowEngine from "@effect/workflow/WorkflowEngine"
import type { ApiKeys } from "@openrouter-keys/core/ApiKeys"
import type * as Config from "effect/Config"
import * as ConfigError from "effect/ConfigError"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Schedule from "effect/Schedule"
import type * as Scope from "effect/Scope"
import { resolve } from "node:path"
import type * as Cluster from "./internal/cluster/layer.js"
import { interruptedWithin } from "./internal/cluster/leave.js"
import { clientConfigOf, type ClientOptions, type ClusterOptions, configOf } from "./internal/cluster/settings.js"
import * as Database from "./internal/database.js"
import { Rotation } from "./Rotation.js"

export type { ClientOptions, ClusterOptions } from "./internal/cluster/settings.js"
export { type Runner, type Status, status } from "./internal/cluster/status.js"

/** Services of an engine. */
export type Services = Rotation | WorkflowEngine.WorkflowEngine | SqlClient

/** In memory, for tests. Uses the test's clock, and ends with its scope. */
export const layerMemory: Layer.Layer<Services, never, ApiKeys> = Layer.orDie(Rotation.layer).pipe(
  Layer.provideMerge(WorkflowEngine.layerMemory),
  Layer.provideMerge(Database.memory)
)

/**
 * The database file of {@link layerLocal} without the engine, for history, budgets and bulk creation. No rotation runs.
 * The file is locked in the same way.
 */
export const layerDatabase = (
  { file }: { readonly file: string }
): Layer.Layer<SqlClient, Database.DatabaseError> => Database.file(resolve(file))

/**
 * How often the engine polls for messages. The only runner does not look for others: while it shuts
 * down, it would log a warning that it finds none.
 */
const shardingConfig = {
  entityMessagePollInterval: "2 seconds",
  entityTerminationTimeout: "2 seconds",
  refreshAssignmentsInterval: "1 day"
} as const

/**
 * In one process, in a libSQL file that is created with mode 0600. Rotations that were running when the process ended
 * continue in the next one. Fails with a `DatabaseError` that names the file if another process is using it.
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

/** A cluster cannot be joined. */
export class ClusterError extends Data.TaggedError("ClusterError")<{
  /** What to do about it. */
  readonly message: string
}> {}

/** One sentence for each variable that is missing or invalid. */
const describeConfigError = (error: ConfigError.ConfigError): string =>
  error._op === "And" || error._op === "Or"
    ? `${describeConfigError(error.left)} ${describeConfigError(error.right)}`
    : error._op === "MissingData"
    ? `${error.path.join("_")} is not set, and neither is the option.`
    : `${error.path.join("_")}: ${error.message}`

const describeFailure = (cause: unknown): string => {
  if (!(cause instanceof Error)) return String(cause)
  // Details of a database error are in its cause.
  const inner = cause.cause instanceof AggregateError ? cause.cause.errors[0] : cause.cause
  return inner instanceof Error ? `${cause.message} ${inner.message}` : cause.message
}

const toClusterError = (cause: unknown): ClusterError => {
  if (ConfigError.isConfigError(cause)) return new ClusterError({ message: describeConfigError(cause) })
  const message = describeFailure(cause)
  const code = typeof cause === "object" && cause !== null && "code" in cause ? cause.code : undefined
  return new ClusterError({
    message: code === "ERR_MODULE_NOT_FOUND" || code === "MODULE_NOT_FOUND"
      ? `A cluster needs the packages @effect/sql-pg and @effect/platform-node: ${message}`
      : `The cluster cannot be joined: ${message}`
  })
}

/** A layer of the module for clusters, which is loaded only when it is used. */
const clusterLayer = <Options, A, E, R>(
  config: Config.Config<Options>,
  layerOf: (cluster: typeof Cluster, options: Options) => Layer.Layer<A, E, R>
): Layer.Layer<A, ClusterError, R> =>
  Layer.unwrapEffect(
    Effect.gen(function*() {
      const settings = yield* config
      const cluster = yield* Effect.tryPromise({
        try: () => import("./internal/cluster/layer.js"),
        catch: (cause) => cause
      })
      return layerOf(cluster, settings)
    })
  ).pipe(Layer.mapError(toClusterError))

/**
 * On any number of machines, with PostgreSQL. Each process with this layer is a runner. Rotations are distributed over the
 * runners, and continue on another one if a runner dies. The `ApiKeys` that it provides share one pace on all runners. Needs `@effect/sql-pg` and `@effect/platform-node`.
 *
 * Whatever the engine loses, a rotation moves at most 8 × `lockExpiration` after it should have; see the page on
 * many machines.
 *
 * Options that are left out are read from environment variables: at least `OPENROUTER_KEYS_DATABASE_URL` and
 * `OPENROUTER_KEYS_HOST` are required. When the layer is closed, as on SIGTERM under `NodeRuntime.runMain`, the runner hands
 * its work over. Fails with a `ClusterError` if the database cannot be reached or an option is missing.
 */
export const layerCluster = (
  options: Partial<ClusterOptions> = {}
): Layer.Layer<Services | ApiKeys, ClusterError, ApiKeys> =>
  clusterLayer(configOf(options), (cluster, settings) => cluster.layer(settings))

/**
 * The rotations of a cluster, for a program that is not a runner: it starts, confirms, cancels and reads them, and the runners
 * run their steps. It needs no address and takes no work. Secrets go to sinks on the runners' machines. A rotation without `to`
 * uses the `SecretSink` of the runners; provide one to this layer as well, to say that they have it.
 *
 * Options that are left out are read from environment variables: at least `OPENROUTER_KEYS_DATABASE_URL` is required. Fails with a
 * `ClusterError` if the database cannot be reached or the option is missing.
 */
export const layerClusterClient = (
  options: Partial<ClientOptions> = {}
): Layer.Layer<Services | ApiKeys, ClusterError, ApiKeys> =>
  clusterLayer(clientConfigOf(options), (cluster, settings) => cluster.clientLayer(settings))

/**
 * The database of a cluster without its engine, for {@link status}, `Rotation.stored`, history and reports. Reads the same
 * environment variables as {@link layerClusterClient}.
 */
export const layerClusterDatabase = (
  options: Partial<ClientOptions> = {}
): Layer.Layer<SqlClient, ClusterError> =>
  clusterLayer(clientConfigOf(options), (cluster, settings) => cluster.databaseLayer(settings))

/**
 * Runs an effect on one runner of a cluster, no matter how many have this layer, and on another one if that runner
 * dies. Without a cluster it runs in this process, and on a client of a cluster it does not run. If the effect fails, the error is logged, and it restarts after a minute.
 * When the layer is closed, the effect is interrupted, which may take at most five seconds.
 *
 * @example
 * ```ts
 * import { Fleet, Watch } from "@openrouter-keys/fleet"
 * import { Console, Stream } from "effect"
 *
 * export const watching = Fleet.singleton("watch", Stream.runForEach(Watch.run(), (event) => Console.log(event._tag)))
 * ```
 */
export const singleton = <E, R>(
  name: string,
  effect: Effect.Effect<void, E, R>
): Layer.Layer<never, never, Exclude<R, Scope.Scope>> =>
  Layer.scopedDiscard(Effect.gen(function*() {
    // A defect must not end it either.
    const run = Effect.sandbox(effect).pipe(
      Effect.tapError((cause) => Effect.logError(`${name} failed`, cause)),
      Effect.retry(Schedule.spaced("1 minute")),
      Effect.orDie,
      interruptedWithin("5 seconds")
    )
    const sharding = yield* Effect.serviceOption(Sharding)
    yield* Option.isSome(sharding)
      ? sharding.value.registerSingleton(`openrouter-keys/${name}`, run)
      : Effect.forkScoped(run)
  }))
