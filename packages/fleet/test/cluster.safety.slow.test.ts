import * as PgClient from "@effect/sql-pg/PgClient"
import * as SqlClient from "@effect/sql/SqlClient"
import * as WorkflowEngine from "@effect/workflow/WorkflowEngine"
import { ApiKeys, FetchClient, OpenRouterClient } from "@openrouter-keys/core"
import { type RunningSandbox, start } from "@openrouter-keys/sandbox"
import * as Clock from "effect/Clock"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as Metric from "effect/Metric"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"
import { Client } from "pg"
import { afterAll, assert, beforeAll, describe, it } from "vitest"
import * as Fleet from "../src/Fleet.js"
import * as ClusterGuard from "../src/internal/cluster/guard.js"
import { migrate } from "../src/internal/cluster/migrations.js"
import * as Sweeper from "../src/internal/cluster/sweeper.js"
import { stuck } from "../src/internal/rotation/resume.js"
import * as Store from "../src/internal/rotation/store.js"
import { handOver } from "../src/internal/sink/handOver.js"
import { Rotation } from "../src/Rotation.js"
import { freePort, type Postgres, startPostgres, unavailable } from "./support/postgres.js"
import { insertRotation } from "./support/storedRotation.js"

if (unavailable !== undefined) console.warn(unavailable)

const end = Effect.succeed({ _tag: "End" } as const)

describe.skipIf(unavailable !== undefined)("runners of a cluster", () => {
  let postgres: Postgres
  let sandbox: RunningSandbox

  beforeAll(async () => {
    ;[postgres, sandbox] = await Promise.all([startPostgres(), start({ keys: [{ name: "k", limit: 1 }] })])
    await Effect.runPromise(Effect.provide(migrate, connect()))
  }, 60_000)

  afterAll(async () => {
    await sandbox?.close()
    postgres?.stop()
  })

  const connect = () => Layer.fresh(PgClient.layer({ url: Redacted.make(postgres.url) }))

  const run = <A, E>(effect: Effect.Effect<A, E, SqlClient.SqlClient>) =>
    Effect.runPromise(Effect.provide(effect, connect()))

  const guard = (owner: string, options: Partial<ClusterGuard.Options> = {}) =>
    Effect.map(
      SqlClient.SqlClient,
      (sql) => ClusterGuard.make(sql, { owner, leaseMs: 30_000, concurrency: 32, ...options })
    )

  const leaseOf = (id: string) =>
    Effect.flatMap(SqlClient.SqlClient, (sql) =>
      Effect.map(
        sql<{ readonly lease: string | null }>`SELECT lease FROM fleet_rotation WHERE id = ${id}`,
        ([row]) => row?.lease
      ))

  it("replace an execution once where their sweeps overlap", () =>
    run(Effect.gen(function*() {
      yield* insertRotation("overlap")
      const notice = (from: number, number: number) => Store.notice("overlap", { from, now: 1, number, tries: number })
      assert.isTrue(yield* notice(0, 0))
      const both = yield* Effect.all([notice(0, 1), notice(0, 1)], { concurrency: 2 })
      assert.sameMembers(both, [true, false])
      assert.isTrue(yield* notice(1, 2))
      // A sweep that has read the first execution, and was slow.
      assert.isFalse(yield* notice(0, 1))
      assert.strictEqual((yield* Store.find("overlap"))?.execution, 2)
    })))

  it("all report the number of stuck rotations that the last sweep has found", () =>
    run(
      Effect.gen(function*() {
        yield* insertRotation("stuck")
        const sql = yield* SqlClient.SqlClient
        const value = Effect.map(Metric.value(stuck), (state) => state.value)
        yield* sql`UPDATE fleet_sweep SET next_at = 0`
        yield* Sweeper.look({ every: 60_000, retention: 60_000 })
        assert.isAtLeast(yield* value, 1)
        // Another runner takes the next turn, and finds that all is well.
        yield* sql`UPDATE fleet_sweep SET stuck = 0`
        yield* Sweeper.look({ every: 60_000, retention: 60_000 })
        assert.strictEqual(yield* value, 0)
      }).pipe(Effect.provide(Layer.provideMerge(
        Layer.provideMerge(
          Rotation.layerWith({ step: () => Effect.never, cancel: () => Effect.never }),
          WorkflowEngine.layerMemory
        ),
        account()
      )))
    ))

  it("keep a sink from others while it stores a secret, also after its step was interrupted", () =>
    run(Effect.gen(function*() {
      yield* insertRotation("sink")
      const begun = yield* Deferred.make<void>()
      const stored = yield* Deferred.make<void>()
      const entry = { name: "k", hash: "h", label: "l", secret: Redacted.make("sk-or-v1-test") }
      const put = Effect.uninterruptible(Effect.zipRight(Deferred.succeed(begun, undefined), Deferred.await(stored)))
      const one = yield* guard("one")
      const other = yield* guard("other")
      const step = yield* Effect.fork(one.step("sink", Effect.zipRight(handOver({ put: () => put }, entry), end)))
      yield* Deferred.await(begun)
      yield* Fiber.interrupt(step)
      assert.strictEqual((yield* Effect.flip(other.step("sink", end)))._tag, "Taken")
      yield* Deferred.succeed(stored, undefined)
      yield* Effect.repeat(leaseOf("sink"), { until: (lease) => lease === null })
      assert.deepStrictEqual(yield* other.step("sink", end), { _tag: "End" })
    })))

  it("do not wait for ever for others that start rotations", () =>
    run(Effect.gen(function*() {
      const client = new Client({ connectionString: postgres.url })
      yield* Effect.promise(() => client.connect())
      yield* Effect.promise(() => client.query("SELECT pg_advisory_lock(7364128503)"))
      const { starts } = yield* guard("starter", { startTimeoutMs: 300 })
      const began = performance.now()
      const failures = yield* Effect.all([1, 2, 3].map(() => Effect.flip(starts(Effect.void))), {
        concurrency: "unbounded"
      })
      assert.deepStrictEqual(failures.map(({ _tag }) => _tag), ["Busy", "Busy", "Busy"])
      assert.isBelow(performance.now() - began, 10_000)
      yield* Effect.promise(() => client.end())
      assert.strictEqual(yield* starts(Effect.succeed("started")), "started")
    })))

  it("run no more steps at the same time than they are told to", () =>
    run(Effect.gen(function*() {
      const ids = ["s-1", "s-2", "s-3", "s-4", "s-5", "s-6"]
      yield* Effect.forEach(ids, insertRotation)
      const { step } = yield* guard("busy", { concurrency: 2 })
      let running = 0
      let most = 0
      const slow = Effect.acquireUseRelease(
        Effect.sync(() => {
          running++
          most = Math.max(most, running)
        }),
        () => Effect.delay(end, "50 millis"),
        () => Effect.sync(() => void running--)
      )
      yield* Effect.forEach(ids, (id) => step(id, slow), { concurrency: "unbounded" })
      assert.strictEqual(most, 2)
    })))

  it("do not take rotations for lost whose steps wait for their turn", () =>
    run(Effect.gen(function*() {
      const ids = ["w-1", "w-2", "w-3"]
      yield* Effect.forEach(ids, insertRotation)
      const { markWaiting, step } = yield* guard("queue", { concurrency: 1 })
      const overdue = Effect.map(
        Store.overdue({ now: Date.now(), overdueMs: 60_000, limit: 100 }),
        (all) => all.map(({ rotation: { id } }) => id).filter((id) => ids.includes(id))
      )
      assert.sameMembers([...yield* overdue], ids)
      const begun = yield* Deferred.make<void>()
      const first = Effect.zipRight(Deferred.succeed(begun, undefined), Effect.never)
      const one = yield* Effect.fork(step("w-1", first))
      yield* Deferred.await(begun)
      const two = yield* Effect.fork(step("w-2", end))
      yield* Effect.yieldNow()
      yield* markWaiting
      // The lease of the first one, and the mark of the second one.
      assert.deepStrictEqual(yield* overdue, ["w-3"])
      yield* Fiber.interruptAll([two, one])
    })))

  const account = () =>
    ApiKeys.layer.pipe(
      Layer.provide(
        OpenRouterClient.layer({ apiKey: Redacted.make(sandbox.managementKey), serverURL: sandbox.url })
      ),
      Layer.provide(FetchClient.layer)
    )

  it("use the time of the database, and delete what the engine keeps of rotations that ended long ago", async () => {
    const ahead = Object.assign(Clock.make(), {
      unsafeCurrentTimeMillis: () => Date.now() + 3_600_000,
      currentTimeMillis: Effect.sync(() => Date.now() + 3_600_000)
    })
    const database = new URL(postgres.url)
    database.pathname = "/ahead"
    await run(Effect.flatMap(SqlClient.SqlClient, (sql) => sql`CREATE DATABASE ahead TEMPLATE template0`))
    const runner = ManagedRuntime.make(
      Fleet.layerCluster({
        database: Redacted.make(database.href),
        host: "127.0.0.1",
        port: await freePort(),
        lockExpiration: Duration.seconds(3),
        pollInterval: Duration.millis(300),
        terminationTimeout: Duration.seconds(1)
      }).pipe(Layer.provide(account()), Layer.provide(Layer.setClock(ahead)))
    )
    try {
      const [key] = sandbox.keys()
      const to = "command:cat"
      const id = await runner.runPromise(
        Effect.withClock(Rotation.start({ hash: key!.hash, to, grace: "1 hour", drain: 0, keepDisabled: 0 }), ahead)
      )
      const waiting = await runner.runPromise(
        Effect.repeat(Effect.delay(Rotation.pending, "100 millis"), { until: ([one]) => one?.wakesAt !== null })
      )
      const { startedAt } = await runner.runPromise(Rotation.status(id))
      assert.closeTo(Date.parse(startedAt), Date.now(), 60_000)
      assert.closeTo(Date.parse(waiting[0]!.wakesAt!), Date.now() + 3_600_000, 60_000)
      const { overdueMs } = await runner.runPromise(Effect.withClock(Fleet.status, ahead))
      assert.strictEqual(overdueMs, 0)
      const stored = Effect.gen(function*() {
        const sql = yield* SqlClient.SqlClient
        // All that there is happened eight days ago.
        yield* sql`UPDATE fleet_rotation SET started_at = started_at - 691200000,
          record = jsonb_set(record::jsonb, '{updatedAt}', to_jsonb((record::json->>'updatedAt')::bigint - 691200000))::text`
        yield* sql`UPDATE fleet_sweep SET next_at = 0`
        yield* Sweeper.look({ every: 60_000, retention: 604_800_000 })
        const [row] = yield* sql<{ readonly messages: string; readonly replies: string }>`
          SELECT (SELECT count(*) FROM cluster_messages WHERE entity_type LIKE 'Workflow/%') AS messages,
            (SELECT count(*) FROM cluster_replies) AS replies`
        return row
      })
      const running = await runner.runPromise(stored)
      assert.isAbove(Number(running?.messages), 0)
      const client = ManagedRuntime.make(
        Fleet.layerClusterClient({ database: Redacted.make(database.href) }).pipe(Layer.provide(account()))
      )
      const [last] = await client.runPromise(
        Effect.map(
          Effect.zipRight(Rotation.confirm(id), Stream.runCollect(Rotation.watch(id))),
          (statuses) => [...statuses].reverse()
        )
      )
      assert.deepStrictEqual(last?.state, "done")
      await client.dispose()
      // The engine stores that it has ended.
      await new Promise((resolve) => setTimeout(resolve, 1_000))
      assert.deepStrictEqual(await runner.runPromise(stored), { messages: "0", replies: "0" })
      assert.strictEqual((await runner.runPromise(Rotation.status(id))).state, "done")
    } finally {
      await runner.dispose()
    }
  }, 60_000)
})
