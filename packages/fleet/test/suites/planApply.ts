import { assert } from "@effect/vitest"
import { RetryPolicy } from "@openrouter-keys/core"
import type { ApiKey } from "@openrouter-keys/core/ApiKey"
import { ApiKeys } from "@openrouter-keys/core/ApiKeys"
import { ApiKeysTest, FakeOpenRouter } from "@openrouter-keys/core/testing"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import * as fc from "fast-check"
import type { Declaration, DeclaredKey } from "../../src/Declaration.js"
import * as Plan from "../../src/Plan.js"
import { makeSink } from "../support/sink.js"
import { type Incident, runWith } from "../support/unreliable.js"
import { makeVirtualClock } from "../support/virtualClock.js"

const scopeNames = ["prod/a", "prod/b", "prod/c", "prod/d"]
const limits = fc.constantFrom(null, 0, 1, 5)
const resets = fc.constantFrom(null, "daily" as const, "monthly" as const)

const seeds = fc.array(
  fc.record({
    name: fc.constantFrom(...scopeNames, "prod/undeclared", "dev/a", "dev/b", "pro"),
    limit: limits,
    limitReset: resets,
    disabled: fc.boolean()
  }),
  { maxLength: 8 }
).map((keys) => keys.filter(({ name }, index) => keys.findIndex((key) => key.name === name) === index))

const declared: fc.Arbitrary<ReadonlyArray<DeclaredKey>> = fc.uniqueArray(
  fc.record({
    name: fc.constantFrom(...scopeNames),
    limit: limits,
    disabled: fc.boolean(),
    limitReset: resets
  }),
  { selector: ({ name }) => name }
).map((keys) => keys.map((key) => ({ ...key, to: key.name })))

const faults = fc.array(
  fc.record({
    operation: fc.constantFrom(
      "create" as const,
      "update" as const,
      "delete" as const,
      "get" as const,
      "list" as const
    ),
    fault: fc.constantFrom<Omit<FakeOpenRouter.Fault, "operation">>(
      { status: 500 },
      { status: 429 },
      { status: 429, headers: { "retry-after": "90" } },
      { status: 503 },
      { status: 404 },
      { drop: "before" },
      { drop: "after" },
      { cut: true },
      { malformed: true },
      { delay: "40 seconds" }
    )
  }).map(({ fault, operation }): FakeOpenRouter.Fault => ({ ...fault, operation })),
  { maxLength: 6 }
)

/** Something that somebody else does to a key. */
type Act = "limit" | "disable" | "delete" | "createElsewhere" | "createInScope" | "none"

interface Event {
  readonly at: number
  readonly when: "before" | "after"
  readonly kill: boolean
  readonly act: Act
  readonly key: number
}

const events: fc.Arbitrary<ReadonlyArray<Event>> = fc.array(
  fc.record({
    at: fc.nat(20),
    when: fc.constantFrom("before", "after"),
    kill: fc.boolean(),
    act: fc.constantFrom<Act>("limit", "disable", "delete", "createElsewhere", "createInScope", "none", "none"),
    key: fc.nat(7)
  }),
  { maxLength: 5 }
)

/** Hashes of the keys that other people have changed; those that they made are named `new`. */
type Touched = Set<string>

const actOn = ({ act, key: index }: Event, touched: Touched): Effect.Effect<unknown, unknown, ApiKeys> =>
  Effect.gen(function*() {
    const keys = yield* Stream.runCollect(ApiKeys.listAll({ includeDisabled: true }))
    // Half-made keys are nobody else's business.
    const key = [...keys].filter(({ name }) => !name.includes("[pending "))[index]
    if (act === "createElsewhere" || act === "createInScope") {
      yield* ApiKeys.create({ name: act === "createInScope" ? "prod/new" : "dev/new" })
    } else if (key !== undefined && act !== "none") {
      touched.add(key.hash)
      const { hash } = key
      if (act === "delete") yield* ApiKeys.delete({ hash })
      else yield* ApiKeys.update({ hash, requestBody: act === "limit" ? { limit: 9 } : { disabled: true } })
    }
  })

const scenario = fc.record({
  seeds,
  declared,
  faults,
  events,
  prune: fc.constantFrom<Plan.Prune>(false, true, "delete"),
  concurrency: fc.constantFrom(1, 3)
})

const outOfScope = (keys: ReadonlyArray<ApiKey>, touched: Touched) =>
  keys.filter(({ hash, name }) => !name.startsWith("prod/") && name !== "dev/new" && !touched.has(hash))

/** Whatever happens to an `apply`, planning again finishes it, and a third plan finds nothing. */
export const finishes = () =>
  fc.asyncProperty(scenario, ({ concurrency, declared, events, faults, prune, seeds }) => {
    const declaration: Declaration = { version: 1, scope: { prefix: "prod/" }, keys: declared }
    const { secrets, sink } = makeSink()
    const touched: Touched = new Set()
    const plan = Effect.map(Plan.keys(declaration), (keys) => Plan.make(declaration, keys, { prune }))
    const apply = Effect.flatMap(plan, (plan) => Stream.runDrain(Plan.apply(plan, { sink, concurrency })))
    const incidents = events.map((event): Incident => ({ ...event, meanwhile: actOn(event, touched) }))
    const program = Effect.gen(function*() {
      const fake = yield* FakeOpenRouter
      const before = yield* fake.keys
      for (const fault of faults) yield* fake.fail(fault)
      yield* runWith(apply, incidents)
      yield* fake.clearFaults
      yield* apply
      // What pruning has disabled just now is deleted by the plan after that.
      if (prune === "delete") yield* apply
      const third = yield* plan
      assert.deepStrictEqual(third.refusals, [])
      assert.deepStrictEqual(third.changes, [])
      const after = yield* fake.keys
      assert.deepStrictEqual(outOfScope(after, touched), outOfScope(before, touched))
      const known = new Set([...before.map(({ hash }) => hash), ...touched])
      const made = after.filter(({ hash, name }) => !known.has(hash) && !name.endsWith("/new"))
      for (const { hash, name } of made) assert.strictEqual(secrets.get(name)?.hash, hash)
    })
    const layer = ApiKeysTest.layer({ keys: seeds, seed: 1, retry: RetryPolicy.none })
    return makeVirtualClock().run(Effect.provide(program, layer))
  })
