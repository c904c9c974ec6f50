import * as PgClient from "@effect/sql-pg/PgClient"
import * as SqlClient from "@effect/sql/SqlClient"
import * as WorkflowEngine from "@effect/workflow/WorkflowEngine"
import { ApiKeys, FetchClient, OpenRouterClient, RetryPolicy } from "@openrouter-keys/core"
import * as Engine from "@openrouter-keys/core/Engine"
import { sha256 } from "@openrouter-keys/protocol/fake"
import { type RunningSandbox, start } from "@openrouter-keys/sandbox"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { afterAll, assert, beforeAll, describe, it } from "vitest"
import * as Fleet from "../src/Fleet.js"
import * as ClusterGuard from "../src/internal/cluster/guard.js"
import * as Cluster from "../src/internal/cluster/layer.js"
import { migrate } from "../src/internal/cluster/migrations.js"
import * as Pace from "../src/internal/cluster/pace.js"
import { Guard } from "../src/internal/rotation/guard.js"
import * as Store from "../src/internal/rotation/store.js"
import { Rotation } from "../src/Rotation.js"
import { SecretSink } from "../src/SecretSink.js"
import { freePort, type Postgres, startPostgres, unavailable } from "./support/postgres.js"
import { insertRotation as insert } from "./support/storedRotation.js"

if (unavailable !== undefined) console.warn(unavailable)

describe.skipIf(unavailable !== undefined)("the parts of a cluster", () => {
  let postgres: Postgres

  beforeAll(async () => {
    postgres = await startPostgres()
  }, 60_000)

  afterAll(() => postgres?.stop())

  const connect = () => Layer.fresh(PgClient.layer({ url: Redacted.make(postgres.url) }))

  const guardOf = (sql: SqlClient.SqlClient, owner: string, leaseMs: number, concurrency = 32) =>
    ClusterGuard.make(sql, { owner, leaseMs, concurrency })

  const accountOf = ({ managementKey, url }: { readonly managementKey: string; readonly url: string }) =>
    ApiKeys.layer.pipe(
      Layer.provide(OpenRouterClient.layer({
        apiKey: Redacted.make(managementKey),
        serverURL: url,
        retry: RetryPolicy.none
      })),
      Layer.provide(FetchClient.layer)
    )

  it("let one runner at a time take a step of a rotation, and refuse what a late one stores", () =>
    Effect.runPromise(
      Effect.gen(function*() {
        yield* migrate
        yield* insert("r-1")
        const sql = yield* SqlClient.SqlClient
        const [late, next] = [guardOf(sql, "late", 600), guardOf(sql, "next", 6_000)]
        const isTaken = yield* Deferred.make<void>()
        const outcome = yield* Deferred.make<string>()
        // A process that is paused notices neither that time passes nor that it is told to stop.
        const paused = Effect.uninterruptible(Effect.gen(function*() {
          yield* Deferred.succeed(isTaken, undefined)
          yield* Effect.sleep("1500 millis")
          const { rotation } = (yield* Store.find("r-1"))!
          const saved = yield* Effect.either(Store.save({ ...rotation, reason: "late" }))
          yield* Deferred.succeed(outcome, saved._tag === "Left" ? saved.left._tag : "saved")
          return { _tag: "End" } as const
        }))
        const fiber = yield* Effect.fork(late.step("r-1", paused))
        yield* Deferred.await(isTaken)
        const refused = yield* Effect.flip(next.step("r-1", Effect.succeed({ _tag: "End" })))
        assert.strictEqual(refused._tag, "Taken")
        // The database forgets the lease of a runner that does not renew it.
        yield* sql`UPDATE fleet_rotation SET lease_until = 0 WHERE id = 'r-1'`
        const taken = yield* next.step(
          "r-1",
          Effect.gen(function*() {
            const { rotation } = (yield* Store.find("r-1"))!
            yield* Effect.sleep("2 seconds")
            yield* Store.save({ ...rotation, reason: "next" })
            return { _tag: "Continue" } as const
          })
        )
        assert.deepStrictEqual(taken, { _tag: "Continue" })
        yield* Fiber.await(fiber)
        assert.strictEqual(yield* Deferred.await(outcome), "Taken")
        assert.strictEqual((yield* Store.find("r-1"))?.rotation.reason, "next")
      }).pipe(Effect.provide(connect()))
    ), 60_000)

  it("make no harm of two runners that both believe a rotation to be theirs", async () => {
    const count = 12
    const sandbox = await start({
      keys: Array.from({ length: count }, (_, index) => ({ name: `k/${index}`, limit: index })),
      latency: 5
    })
    try {
      const before = sandbox.keys()
      const sunk = new Map<string, string>()
      const sink = SecretSink.layer(({ name, secret }) =>
        Effect.delay(Effect.sync(() => void sunk.set(name, sha256(Redacted.value(secret)))), Math.random() * 50)
      )
      /** An engine that knows of no other one. */
      const runner = (owner: string) =>
        Layer.fresh(Rotation.layer.pipe(
          Layer.provide(Layer.fresh(WorkflowEngine.layerMemory)),
          Layer.provide(sink),
          Layer.provide(accountOf(sandbox)),
          Layer.provide(
            Layer.unwrapEffect(
              Effect.map(SqlClient.SqlClient, (sql) => Layer.succeed(Guard, guardOf(sql, owner, 1_000)))
            )
          ),
          Layer.provideMerge(connect())
        ))
      await Effect.runPromise(Effect.scoped(Effect.gen(function*() {
        const one = yield* Layer.build(runner("one"))
        const other = yield* Layer.build(runner("other"))
        yield* Effect.forEach(before, ({ hash }) => Rotation.start({ hash, grace: 0, drain: 0, keepDisabled: 0 }), {
          concurrency: 4
        }).pipe(
          Effect.provide(one)
        )
        // Each begins every rotation, and both look again for those that the other one has left.
        const isOver = Effect.map(
          Rotation.list,
          (all) => all.filter(({ name }) => name.startsWith("k/")).every(({ state }) => state !== "active")
        )
        const resuming = (context: typeof one) =>
          Effect.provide(Effect.repeat(Rotation.resume, { until: () => Effect.delay(isOver, "200 millis") }), context)
        yield* Effect.all([resuming(one), resuming(other)], { concurrency: 2, discard: true })
        const states = yield* Effect.provide(Rotation.list, one)
        assert.deepStrictEqual(
          states.filter(({ name, state }) => name.startsWith("k/") && state !== "done").map(({ reason }) => reason),
          []
        )
      })))
      const keys = sandbox.keys()
      assert.sameMembers(keys.map(({ name }) => name), before.map(({ name }) => name))
      assert.deepStrictEqual(
        new Map(keys.map(({ hash, name }) => [name, hash])),
        sunk,
        "every secret in the sink is that of the one key of its name"
      )
    } finally {
      await sandbox.close()
    }
  }, 120_000)

  /** Lists as a runner does, so often and so many times at once, `interval` milliseconds between two of all runners. */
  const listing = (sandbox: RunningSandbox, interval: number, times: number, concurrency: number) =>
    Effect.gen(function*() {
      const sql = yield* SqlClient.SqlClient
      const keys = Engine.around(yield* ApiKeys, Pace.make(sql, interval))
      yield* Effect.forEach(Array.from({ length: times }), () => keys.list(), { concurrency })
    }).pipe(Effect.provide(Layer.merge(connect(), accountOf(sandbox))))

  it("share a rate that does not divide a second", async () => {
    const sandbox = await start({ keys: 1 })
    try {
      const since = performance.now()
      await Effect.runPromise(Effect.zipRight(
        Effect.provide(migrate, connect()),
        Effect.provide(
          Effect.flatMap(Effect.all([SqlClient.SqlClient, ApiKeys]), ([sql, keys]) => {
            const paced = Cluster.pacedKeys(keys, sql, { requestsPerSecond: 3 })
            return Effect.forEach([1, 2, 3, 4], () => paced.list(), { concurrency: 4 })
          }),
          Layer.merge(connect(), accountOf(sandbox))
        )
      ))
      assert.isAtLeast(performance.now() - since, 3 * 333)
    } finally {
      await sandbox.close()
    }
  })

  it("make all runners wait where one of them is told that there are too many requests", async () => {
    const sandbox = await start({ keys: 3, rateLimit: { requests: 10, interval: 1_000 } })
    try {
      const runner = listing(sandbox, 0, 15, 3)
      await Effect.runPromise(
        Effect.zipRight(Effect.provide(migrate, connect()), Effect.all([runner, runner], { concurrency: 2 }))
      )
      const outcomes = sandbox.calls().map(({ outcome }) => outcome)
      assert.lengthOf(outcomes.filter((outcome) => outcome === 200), 30)
      // Each full window stops all six at once; without a shared wait, each would be stopped again and again.
      assert.isAtMost(outcomes.filter((outcome) => outcome === 429).length, 24)
    } finally {
      await sandbox.close()
    }
  }, 60_000)

  it("keep the configured pace together", async () => {
    const sandbox = await start({ keys: 3 })
    try {
      const runner = listing(sandbox, 50, 10, 5)
      const began = performance.now()
      await Effect.runPromise(Effect.all([runner, runner], { concurrency: 2 }))
      assert.isAtLeast(performance.now() - began, 19 * 50)
    } finally {
      await sandbox.close()
    }
  }, 60_000)

  const begin = (options: Partial<Fleet.ClusterOptions>) =>
    Effect.runPromise(
      Effect.void.pipe(
        Effect.provide(Layer.provide(
          Fleet.layerCluster({ ...options }),
          accountOf({ managementKey: "sk-or-v1-none", url: "http://127.0.0.1:9" })
        )),
        Effect.flip
      )
    )

  it("say which option is missing, and that the database cannot be reached, without its password", async () => {
    const missing = await begin({})
    assert.strictEqual(
      missing.message,
      "OPENROUTER_KEYS_DATABASE_URL is not set, and neither is the option. " +
        "OPENROUTER_KEYS_HOST is not set, and neither is the option."
    )
    const port = await freePort()
    const away = await begin({
      database: Redacted.make(`postgres://somebody:a-password@127.0.0.1:${port}/fleet`),
      host: "127.0.0.1"
    })
    assert.strictEqual(away._tag, "ClusterError")
    assert.match(away.message, /The cluster cannot be joined: .*ECONNREFUSED/)
    assert.notInclude(JSON.stringify(away) + String(away), "a-password")
  }, 60_000)
})
