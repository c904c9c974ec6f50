/** Runners with PostgreSQL: an engine for many machines. Loaded only when it is used. */
import * as ClusterWorkflowEngine from "@effect/cluster/ClusterWorkflowEngine"
import * as RunnerAddress from "@effect/cluster/RunnerAddress"
import type { Sharding } from "@effect/cluster/Sharding"
import * as ShardingConfig from "@effect/cluster/ShardingConfig"
import * as SqlMessageStorage from "@effect/cluster/SqlMessageStorage"
import * as SqlRunnerStorage from "@effect/cluster/SqlRunnerStorage"
import * as NodeClusterSocket from "@effect/platform-node/NodeClusterSocket"
import * as SqlClient from "@effect/sql/SqlClient"
import type { WorkflowEngine } from "@effect/workflow/WorkflowEngine"
import { ApiKeys } from "@openrouter-keys/core/ApiKeys"
import * as Engine from "@openrouter-keys/core/Engine"
import { OpenRouterClient } from "@openrouter-keys/core/OpenRouterClient"
import { RetryPolicy } from "@openrouter-keys/core/RetryPolicy"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Schedule from "effect/Schedule"
import { Rotation } from "../../Rotation.js"
import { Guard } from "../rotation/guard.js"
import * as DatabaseClock from "./clock.js"
import * as ClusterGuard from "./guard.js"
import { boundedRunnerStorage, leaveTimeout, openScope } from "./leave.js"
import { migrate } from "./migrations.js"
import * as Pace from "./pace.js"
import { type Connecting, database, underLock } from "./postgres.js"
import type { ClientOptions, ClusterOptions } from "./settings.js"
import * as Sweeper from "./sweeper.js"

/** Services of a cluster. */
export type Services = ApiKeys | Rotation | WorkflowEngine | SqlClient.SqlClient | Sharding

const shardingConfigOf = (options: ClusterOptions): Partial<ShardingConfig.ShardingConfig["Type"]> => ({
  runnerAddress: Option.some(RunnerAddress.make(options.host, options.port)),
  runnerListenAddress: Option.map(
    Option.fromNullable(options.listenHost),
    (host) => RunnerAddress.make(host, options.port)
  ),
  shardLockExpiration: options.lockExpiration,
  shardLockRefreshInterval: Duration.times(options.lockExpiration, 1 / 3),
  entityTerminationTimeout: options.terminationTimeout,
  entityMessagePollInterval: options.pollInterval,
  refreshAssignmentsInterval: options.pollInterval,
  runnerHealthCheckInterval: options.lockExpiration
})

/** After a 429, all runners wait together. Other failures are retried by the default policy. */
const retry = RetryPolicy.make({ statusCodes: [408, "5XX"] })

/**
 * The operations at the pace of all runners.
 *
 * @internal
 */
export const pacedKeys = (
  keys: ApiKeys.Service,
  sql: SqlClient.SqlClient,
  { requestsPerSecond }: Pick<ClusterOptions, "requestsPerSecond">
): ApiKeys.Service => {
  const pace = Pace.make(sql, requestsPerSecond > 0 ? Math.ceil(1_000 / requestsPerSecond) : 0)
  return Engine.around(keys, (call) => pace(OpenRouterClient.withOptions(call, { retry })))
}

const storageOf = (config: Partial<ShardingConfig.ShardingConfig["Type"]>) =>
  Layer.merge(SqlMessageStorage.layer, boundedRunnerStorage(SqlRunnerStorage.layer)).pipe(
    Layer.provide(ShardingConfig.layerFromEnv(config)),
    Layer.orDie
  )

const engine = (options: ClusterOptions) => {
  const shardingConfig = shardingConfigOf(options)
  const runner = NodeClusterSocket.layer({
    storage: "byo",
    shardingConfig,
    ...(options.health === "kubernetes"
      ? {
        runnerHealth: "k8s",
        runnerHealthK8s: { labelSelector: options.kubernetesLabels, namespace: options.kubernetesNamespace }
      }
      : {})
  })
  return ClusterWorkflowEngine.layer.pipe(Layer.provideMerge(runner), Layer.provide(storageOf(shardingConfig)))
}

interface Participant extends Connecting, Pick<ClusterOptions, "requestsPerSecond" | "concurrency"> {
  /** How long it may take to leave, at most. */
  readonly leaving: Duration.Duration
  readonly rotations: Layer.Layer<
    Rotation | WorkflowEngine | Sharding,
    unknown,
    ApiKeys | SqlClient.SqlClient
  >
}

/** What a runner and a client have in common. */
const participant = (options: Participant) =>
  Layer.unwrapScoped(Effect.gen(function*() {
    const scope = yield* openScope(options.leaving)
    const pg = yield* Layer.buildWithScope(database(options), scope)
    const sql = Context.get(pg, SqlClient.SqlClient)
    const keys = pacedKeys(yield* ApiKeys, sql, options)
    const { adjust, clock } = yield* DatabaseClock.make(sql)
    yield* adjust
    yield* Effect.forkIn(Effect.repeat(Effect.ignoreLogged(adjust), Schedule.spaced(options.lockExpiration)), scope)
    const guard = ClusterGuard.make(sql, {
      owner: `${options.name}/${crypto.randomUUID()}`,
      leaseMs: Duration.toMillis(options.lockExpiration),
      concurrency: options.concurrency
    })
    yield* Effect.forkIn(
      Effect.repeat(
        Effect.ignoreLogged(guard.markWaiting),
        Schedule.spaced(Duration.times(options.lockExpiration, 1 / 3))
      ),
      scope
    )
    const base = pg.pipe(Context.add(ApiKeys, keys), Context.add(Guard, guard))
    // Only one process at a time creates tables.
    const started = Effect.zipRight(migrate, Layer.buildWithScope(options.rotations, scope)).pipe(
      Effect.provide(base),
      underLock(sql, "start"),
      Effect.withClock(clock),
      Effect.map((built) =>
        Context.add(built, Rotation, DatabaseClock.rotationsOn(Context.get(built, Rotation), clock))
      )
    )
    return Layer.mergeAll(Layer.effectContext(started), Layer.succeedContext(pg), Layer.succeed(ApiKeys, keys))
  }))

/** A runner of a cluster, over the `ApiKeys` of the context. */
export const layer = (options: ClusterOptions) => {
  const sweeper = Sweeper.layer({
    every: 2 * Duration.toMillis(options.lockExpiration),
    retention: Duration.toMillis(options.retention)
  })
  return participant({
    ...options,
    name: `${options.host}:${options.port}`,
    leaving: Duration.sum(options.terminationTimeout, leaveTimeout),
    rotations: Layer.merge(Rotation.layer, sweeper).pipe(Layer.provideMerge(engine(options)))
  })
}

/** Takes no shards: messages are stored, and the runners are told to look for them. */
const clientEngine = (options: ClientOptions) => {
  const shardingConfig = { runnerAddress: Option.none(), shardLockExpiration: options.lockExpiration }
  return ClusterWorkflowEngine.layer.pipe(
    Layer.provideMerge(NodeClusterSocket.layer({ storage: "byo", clientOnly: true, shardingConfig })),
    Layer.provide(storageOf(shardingConfig))
  )
}

/** Connections of a client: one of the engine, one for a lock, and others. */
const clientConnections = 4

/** A client of a cluster, over the `ApiKeys` of the context. It runs no step. */
export const clientLayer = (options: ClientOptions) =>
  participant({
    ...options,
    name: "client",
    connections: clientConnections,
    concurrency: 1,
    leaving: Duration.decode(leaveTimeout),
    rotations: Rotation.layer.pipe(Layer.provideMerge(clientEngine(options)))
  })

/** The database of a cluster, without its engine. */
export const databaseLayer = (options: ClientOptions) =>
  database({ ...options, name: "client", connections: clientConnections })
