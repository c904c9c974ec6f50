// How long planning takes, and what watching costs: `npm run build && node --expose-gc packages/fleet/bench/measure.mjs`.
import { ApiKeysTest, FakeOpenRouter } from "@openrouter-keys/core/testing"
import { Fleet, History, Plan, Report, Watch } from "@openrouter-keys/fleet"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import { mkdtempSync, rmSync, statSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { cpuUsage, memoryUsage, stdout } from "node:process"

const print = (line) => stdout.write(`${line}\n`)

const mebibytes = (bytes) => (bytes / 2 ** 20).toFixed(1)

const heap = () => {
  globalThis.gc?.()
  return memoryUsage().heapUsed
}

// =====================================================================================================================
// Planning
// =====================================================================================================================

/** A declaration of `count` keys beside an account where a third differs, a third is missing, and a third is the same. */
const account = (count) => {
  const declared = Array.from({ length: count }, (_, index) => ({
    name: `prod/customer-${index}`,
    limit: 5,
    limitReset: "monthly",
    to: `file:secrets/${index}`
  }))
  const keys = declared.flatMap(({ name }, index) =>
    index % 3 === 0
      ? []
      : [
        ApiKeysTest.key({
          name,
          hash: `hash-${index}`,
          limit: index % 3 === 1 ? 5 : 7,
          usage: 0,
          limitReset: "monthly"
        })
      ]
  )
  return { declaration: { version: 1, scope: { prefix: "prod/" }, keys: declared }, keys }
}

const measurePlans = () => {
  print("planning, after listing (a third each is created, changed, unchanged)")
  for (const count of [1_000, 10_000, 100_000]) {
    const { declaration, keys } = account(count)
    Plan.make(declaration, keys)
    const before = heap()
    const start = performance.now()
    const plan = Plan.make(declaration, keys)
    const took = performance.now() - start
    print(
      `  ${count} keys: ${took.toFixed(0)} ms, ${mebibytes(heap() - before)} MiB for ${plan.changes.length} changes`
    )
  }
}

// =====================================================================================================================
// Watching
// =====================================================================================================================

const keyCount = 5_000
const looksADay = 24
const days = 2

/** A clock that is set by hand. */
const makeClock = (start) => {
  const live = Clock.make()
  let now = start
  return {
    set: (millis) => {
      now = millis
    },
    clock: Object.create(Object.getPrototypeOf(live), {
      ...Object.getOwnPropertyDescriptors(live),
      unsafeCurrentTimeMillis: { value: () => now },
      currentTimeMillis: { value: Effect.sync(() => now) }
    })
  }
}

const size = (file) =>
  ["", "-wal"].reduce((sum, suffix) => sum + (statSync(file + suffix, { throwIfNoEntry: false })?.size ?? 0), 0)

const measureWatch = async () => {
  const folder = mkdtempSync(join(tmpdir(), "fleet-bench-"))
  const file = join(folder, "fleet.db")
  const start = Date.parse("2026-11-02T00:00:00Z")
  const { clock, set } = makeClock(start)
  const keys = Array.from({ length: keyCount }, (_, index) => ({
    name: `prod/customer-${index}`,
    limit: 100,
    limitReset: "monthly",
    externalUser: `customer-${index % 500}`,
    createdAt: "2026-11-01T23:00:00Z"
  }))
  const budgets = Array.from({ length: 100 }, (_, index) => ({
    name: `customer-${index}`,
    keys: { externalUser: `customer-${index}` },
    limit: 50,
    period: "month"
  }))
  const program = Effect.gen(function*() {
    const fake = yield* FakeOpenRouter
    const hashes = (yield* fake.keys).map(({ hash }) => hash)
    // At most the last 10,000, which is more than there are here.
    const requestCount = Effect.map(fake.requests, (all) => all.length)
    let looks = 0
    let requests = 0
    let cpu = 0
    let events = 0
    const look = Effect.gen(function*() {
      const before = yield* requestCount
      const used = cpuUsage()
      events += yield* Stream.runCount(Watch.look({ budgets }))
      const { system, user } = cpuUsage(used)
      cpu += (system + user) / 1_000
      requests = (yield* requestCount) - before
      looks++
    })
    yield* look
    const first = { requests, size: size(file) }
    print(`watching ${keyCount} keys and ${budgets.length} budgets`)
    print(`  first look: ${requests} requests, database ${mebibytes(first.size)} MiB`)
    for (let day = 0; day < days; day++) {
      for (let index = 0; index < looksADay; index++) {
        set(start + day * 86_400_000 + (index + 0.5) * 86_400_000 / looksADay)
        // Each look finds that a tenth of the keys has spent something.
        for (let key = index % 10; key < hashes.length; key += 10) yield* fake.spend(hashes[key], 0.001)
        yield* look
      }
      print(
        `  after day ${day + 1}: database ${mebibytes(size(file))} MiB, heap ${
          mebibytes(heap())
        } MiB (with the fake), ${(cpu / looks).toFixed(0)} ms of processor a look (with the fake), ${events} events`
      )
    }
    const began = performance.now()
    const rows = yield* Report.spend({ by: "externalUser", period: "month" })
    print(
      `  spend by end user: ${rows.length} rows in ${(performance.now() - began).toFixed(0)} ms over ${
        (yield* History.usage()).length
      } stored days`
    )
  })
  const layer = Layer.provideMerge(Fleet.layerLocal({ file }), ApiKeysTest.layer({ keys, seed: 1 }))
  await Effect.runPromise(program.pipe(Effect.provide(layer), Effect.scoped, Effect.withClock(clock)))
  rmSync(folder, { recursive: true })
}

measurePlans()
await measureWatch()
