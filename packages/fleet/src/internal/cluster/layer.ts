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
import { database, underLock } from "./postgres.js"
import type { ClusterOptions } from "./settings.js"
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

const engine = (options: ClusterOptions) => {
  const shardingConfig = shardingConfigOf(options)
  const storage = Layer.merge(SqlMessageStorage.layer, boundedRunnerStorage(SqlRunnerStorage.layer)).pipe(
    Layer.provide(ShardingConfig.layerFromEnv(shardingConfig))
  )
  const runner = NodeClusterSocket.layer({
    storage: "byo",
    shardingConfig,
    ...(options.health === "kubernetes"
      ? { runnerHealth: "k8s", runnerHealthK8s: { labelSelector: options.kubernetesLabels } }
      : {})
  })
  return ClusterWorkflowEngine.layer.pipe(Layer.provideMerge(runner), Layer.provide(Layer.orDie(storage)))
}

/** A runner of a cluster, over the `ApiKeys` of the context. */
export const layer = (options: ClusterOptions) =>
  Layer.unwrapScoped(Effect.gen(function*() {
    const scope = yield* openScope(Duration.sum(options.terminationTimeout, leaveTimeout))
    const pg = yield* Layer.buildWithScope(database(options), scope)
    const sql = Context.get(pg, SqlClient.SqlClient)
    const keys = pacedKeys(yield* ApiKeys, sql, options)
    const owner = `${options.host}:${options.port}/${crypto.randomUUID()}`
    const leaseMs = Duration.toMillis(options.lockExpiration)
    const guard = ClusterGuard.make(sql, { owner, leaseMs, concurrency: options.concurrency })
    const { adjust, clock } = yield* DatabaseClock.make(sql)
    yield* adjust
    yield* Effect.forkIn(Effect.repeat(Effect.ignoreLogged(adjust), Schedule.spaced(options.lockExpiration)), scope)
    const base = pg.pipe(Context.add(ApiKeys, keys), Context.add(Guard, guard))
    const sweeper = Sweeper.layer({ every: 2 * leaseMs, retention: Duration.toMillis(options.retention) })
    const rotations = Layer.merge(Rotation.layer, sweeper).pipe(Layer.provideMerge(engine(options)))
    // Only one runner at a time creates tables.
    const started = Effect.zipRight(migrate, Layer.buildWithScope(rotations, scope)).pipe(
      Effect.provide(base),
      underLock(sql, "start"),
      Effect.withClock(clock),
      Effect.map((built) =>
        Context.add(built, Rotation, DatabaseClock.rotationsOn(Context.get(built, Rotation), clock))
      )
    )
    return Layer.mergeAll(Layer.effectContext(started), Layer.succeedContext(pg), Layer.succeed(ApiKeys, keys))
  }))
