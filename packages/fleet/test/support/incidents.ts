/**
 * A rotation among incidents: requests fail, the engine is torn down, and other people change keys at the same time. Time
 * is virtual.
 */
import * as HttpClient from "@effect/platform/HttpClient"
import * as SqlClient from "@effect/sql/SqlClient"
import { assert } from "@effect/vitest"
import * as WorkflowEngine from "@effect/workflow/WorkflowEngine"
import { ApiKeys, OpenRouterClient, RetryPolicy } from "@openrouter-keys/core"
import { FakeOpenRouter } from "@openrouter-keys/core/testing"
import type { ApiKey } from "@openrouter-keys/protocol/ApiKey"
import { sha256 } from "@openrouter-keys/protocol/fake"
import * as Clock from "effect/Clock"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Scope from "effect/Scope"
import * as fc from "fast-check"
import * as Database from "../../src/internal/database.js"
import { Rotation } from "../../src/Rotation.js"
import { SecretSink, SecretSinkError } from "../../src/SecretSink.js"
import { makeVirtualClock } from "./virtualClock.js"

/** What other people do. */
export type Deed =
  | "spendOld"
  | "renameOld"
  | "disableOld"
  | "deleteOld"
  | "enableOld"
  | "deleteNew"
  | "disableNew"
  | "limitOld"
  | "limitNew"
  | "createOther"

/** What happens at a request, counted from 0. */
export type Incident =
  | { readonly at: number; readonly kind: "fault"; readonly fault: FakeOpenRouter.Fault }
  | { readonly at: number; readonly kind: "kill"; readonly when: "before" | "after" }
  | { readonly at: number; readonly kind: "deed"; readonly deed: Deed }

export interface Scenario {
  readonly limit: number | null
  readonly limitReset: "monthly" | null
  readonly spent: number
  readonly incidents: ReadonlyArray<Incident>
  /** Puts that the sink refuses, counted from 0. */
  readonly refusedPuts: ReadonlyArray<number>
  /** How often a rotation that has stopped is told to go on. */
  readonly confirms: number
  /** Requests after which the rotation is cancelled; `null` for never. */
  readonly cancelAt: number | null
}

// =====================================================================================================================
// Arbitraries
// =====================================================================================================================

const fault: fc.Arbitrary<FakeOpenRouter.Fault> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(500, 502, 503, 429, 408).map((status) => ({ status })) },
  { weight: 1, arbitrary: fc.constantFrom(400, 401, 403, 404).map((status) => ({ status })) },
  { weight: 4, arbitrary: fc.constantFrom("before" as const, "after" as const).map((drop) => ({ drop })) },
  { weight: 2, arbitrary: fc.constantFrom({ cut: true }, { malformed: true }) }
)

const at = fc.nat(45)

const incident: fc.Arbitrary<Incident> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ at, kind: fc.constant("fault" as const), fault }) },
  {
    weight: 3,
    arbitrary: fc.record({
      at,
      kind: fc.constant("kill" as const),
      when: fc.constantFrom("before" as const, "after" as const)
    })
  },
  {
    weight: 2,
    arbitrary: fc.record({
      at,
      kind: fc.constant("deed" as const),
      deed: fc.constantFrom<Deed>(
        "spendOld",
        "spendOld",
        "spendOld",
        "renameOld",
        "disableOld",
        "deleteOld",
        "enableOld",
        "deleteNew",
        "disableNew",
        "limitOld",
        "limitNew",
        "createOther"
      )
    })
  }
)

export const scenario: fc.Arbitrary<Scenario> = fc.record({
  limit: fc.constantFrom(null, 0, 10, 25.5),
  limitReset: fc.constantFrom("monthly", null),
  spent: fc.constantFrom(0, 3),
  incidents: fc.array(incident, { maxLength: 8 }),
  refusedPuts: fc.uniqueArray(fc.nat(3), { maxLength: 2 }),
  confirms: fc.nat(4),
  cancelAt: fc.option(fc.nat(40), { freq: 6 })
})

// =====================================================================================================================
// A run
// =====================================================================================================================

const oldName = "prod/checkout"
const drainMs = 600_000

/** What a run has seen. */
interface Trace {
  requests: number
  readonly deeds: Set<Deed>
  /** Limits that other people set, and whether there was a successor by then. */
  readonly limits: Array<{ readonly hash: string; readonly limit: number; readonly isLate: boolean }>
  readonly sunk: Map<string, string>
  puts: number
  readonly problems: Array<string>
  /** What was last seen of the old key's use. */
  seenUse: { readonly at: number; readonly lastUsedAt: string | null } | null
}

const perform = (deed: Deed, fake: FakeOpenRouter.Service, { limits }: Trace, old: string): Effect.Effect<void> =>
  Effect.gen(function*() {
    const keys = yield* fake.keys
    const newest = keys.find(({ hash, name }) => hash !== old && name.startsWith(oldName))
    const target = deed.endsWith("New") ? newest : keys.find(({ hash }) => hash === old)
    const send = (method: string, path: string, body?: object) =>
      fake.handle({
        method,
        url: `/api/v1${path}`,
        headers: { authorization: `Bearer ${fake.managementKey}` },
        body: body === undefined ? undefined : JSON.stringify(body)
      })
    if (deed === "createOther") return void (yield* send("POST", "/keys", { name: "other" }))
    if (target === undefined) return
    const path = `/keys/${target.hash}`
    switch (deed) {
      case "spendOld":
        return yield* fake.spend(old, 0)
      case "renameOld":
        return void (yield* send("PATCH", path, { name: `${oldName}-renamed` }))
      case "limitOld":
      case "limitNew": {
        const limit = 40 + limits.length
        limits.push({ hash: target.hash, limit, isLate: newest !== undefined })
        return void (yield* send("PATCH", path, { limit }))
      }
      case "disableOld":
      case "disableNew":
        return void (yield* send("PATCH", path, { disabled: true }))
      case "enableOld":
        return void (yield* send("PATCH", path, { disabled: false }))
      case "deleteOld":
      case "deleteNew":
        return void (yield* send("DELETE", path))
    }
  })

/** The account's client, at whose requests incidents happen. */
const unreliable = (
  fake: FakeOpenRouter.Service,
  { incidents }: Scenario,
  trace: Trace,
  old: string,
  killed: () => Deferred.Deferred<void>
) =>
  HttpClient.transform(fake.httpClient, (send, request) =>
    Effect.gen(function*() {
      const at = trace.requests++
      const here = incidents.filter((incident) => incident.at === at)
      const kill = (when: string) =>
        here.some((incident) => incident.kind === "kill" && incident.when === when)
          ? Effect.zipRight(Deferred.succeed(killed(), undefined), Effect.never)
          : Effect.void
      for (const incident of here) {
        if (incident.kind !== "deed") continue
        trace.deeds.add(incident.deed)
        yield* perform(incident.deed, fake, trace, old)
      }
      yield* kill("before")
      for (const incident of here) if (incident.kind === "fault") yield* fake.fail(incident.fault)
      if (request.url.endsWith(`/keys/${old}`)) yield* lookAt(request.method, fake, trace, old)
      const response = yield* Effect.ensuring(send, fake.clearFaults)
      yield* kill("after")
      return response
    }))

/** A key may be disabled if its last use was seen to be long ago. */
const lookAt = (method: string, fake: FakeOpenRouter.Service, trace: Trace, old: string) =>
  Effect.gen(function*() {
    const key = (yield* fake.keys).find(({ hash }) => hash === old)
    if (key === undefined || key.disabled) return
    const now = yield* Clock.currentTimeMillis
    if (method === "GET") trace.seenUse = { at: now, lastUsedAt: key.lastUsedAt }
    const seen = trace.seenUse
    if (method !== "PATCH" || seen === null) return
    const unusedFor = seen.at - Date.parse(seen.lastUsedAt ?? "1970-01-01T00:00:00Z")
    if (unusedFor < drainMs) trace.problems.push(`disabled a key that was used ${unusedFor} ms before`)
  })

/** Restrictions come before the secret is handed on. */
const sinkFor = (fake: FakeOpenRouter.Service, { refusedPuts }: Scenario, trace: Trace, restricted: () => boolean) =>
  SecretSink.layer(({ hash, name, secret }) =>
    Effect.gen(function*() {
      if (refusedPuts.includes(trace.puts++)) return yield* new SecretSinkError({ message: "refused" })
      const { assignments, byokKeys } = yield* fake.restrictions
      const isRestricted = assignments.some(({ keyHash }) => keyHash === hash) &&
        byokKeys[0]!.allowedApiKeyHashes!.includes(hash)
      // Restrictions go with a key that somebody deletes.
      const isThere = (yield* fake.keys).some((key) => key.hash === hash)
      if (isThere && !isRestricted && restricted()) trace.problems.push("handed a secret on before it was restricted")
      trace.sunk.set("prod", sha256(Redacted.value(secret)))
      trace.sunk.set("name", name)
    })
  )

/** Runs a scenario and checks what must hold however it ends. */
export const run = (scenario: Scenario): Promise<void> => {
  const clock = makeVirtualClock()
  return clock.run(Effect.scoped(Effect.gen(function*() {
    const fake = yield* FakeOpenRouter.make({
      keys: [{ name: oldName, limit: scenario.limit, limitReset: scenario.limitReset, usage: scenario.spent }],
      seed: 1
    })
    const [before] = yield* fake.keys
    const old = before!.hash
    yield* fake.setRestrictions({
      guardrails: ["g-1"],
      assignments: [{ guardrailId: "g-1", keyHash: old }],
      byokKeys: [{ id: "b-1", allowedApiKeyHashes: [old], workspaceId: null }]
    })
    const trace: Trace = {
      requests: 0,
      deeds: new Set(),
      limits: [],
      sunk: new Map(),
      puts: 0,
      problems: [],
      seenUse: null
    }
    const status = yield* drive(scenario, fake, trace, before!)
    yield* check(scenario, fake, trace, before!, status)
  })))
}

const isOver = ({ state }: Rotation.Status): boolean => state === "done" || state === "cancelled"

/** Runs engine after engine on one database until the rotation has ended, or has stopped for good. */
const drive = (scenario: Scenario, fake: FakeOpenRouter.Service, trace: Trace, before: ApiKey) =>
  Effect.gen(function*() {
    let killed = yield* Deferred.make<void>()
    const sql = yield* SqlClient.SqlClient
    const client = OpenRouterClient.layer({
      apiKey: Redacted.make(fake.managementKey),
      retry: RetryPolicy.none
    }).pipe(Layer.provide(Layer.succeed(
      HttpClient.HttpClient,
      unreliable(fake, scenario, trace, before.hash, () => killed)
    )))
    const restricted = () => !trace.deeds.has("deleteOld")
    const engine = Layer.fresh(
      Rotation.layer.pipe(
        Layer.provide(Layer.fresh(WorkflowEngine.layerMemory)),
        Layer.provide(ApiKeys.layer),
        Layer.provide(client),
        Layer.provide(sinkFor(fake, scenario, trace, restricted)),
        Layer.provide(Layer.succeed(SqlClient.SqlClient, sql))
      )
    )
    let id: string | undefined
    let confirms = scenario.confirms
    let isCancelled = false
    for (let engines = 0; engines < 30; engines++) {
      const scope = yield* Scope.make()
      killed = yield* Deferred.make<void>()
      const outcome = yield* Effect.race(
        Effect.as(Deferred.await(killed), undefined),
        Effect.gen(function*() {
          const rotation = yield* Rotation
          const running = yield* rotation.list
          id = running[0]?.id ?? id
          if (id === undefined) {
            const started = yield* Effect.either(rotation.start({
              hash: before.hash,
              grace: "1 hour",
              drain: drainMs,
              drainBound: "3 hours",
              keepDisabled: "1 hour"
            }))
            if (started._tag === "Left") return "refused" as const
            id = started.right
          }
          while (true) {
            const status = yield* rotation.status(id)
            if (isOver(status)) return status
            if (status.state === "stopped") {
              assert.isNotEmpty(status.reason)
              if (confirms-- <= 0) return status
              yield* rotation.confirm(id)
            }
            if (scenario.cancelAt !== null && trace.requests >= scenario.cancelAt && !isCancelled) {
              isCancelled = true
              yield* rotation.cancel(id)
            }
            yield* Effect.sleep("5 minutes")
          }
        }).pipe(Effect.provide(yield* Layer.buildWithScope(engine, scope)))
      )
      yield* Scope.close(scope, Exit.void)
      if (outcome !== undefined) return outcome
    }
    return yield* Effect.dieMessage("the rotation does not end")
  }).pipe(Effect.provide(Database.memory))

const check = (
  { limit, limitReset, spent }: Scenario,
  fake: FakeOpenRouter.Service,
  { deeds, limits, problems, sunk }: Trace,
  before: ApiKey,
  status: Rotation.Status | "refused"
) =>
  Effect.gen(function*() {
    assert.deepStrictEqual(problems, [])
    const keys = yield* fake.keys
    const { assignments, byokKeys } = yield* fake.restrictions
    const did = (...some: ReadonlyArray<Deed>) => some.some((deed) => deeds.has(deed))
    const old = keys.find(({ hash }) => hash === before.hash)
    const ours = keys.filter(({ hash, name }) => hash !== before.hash && name !== "other")
    const sunkHash = sunk.get("prod")
    if (status === "refused") return assert.isEmpty(ours)
    const about = JSON.stringify({ status, names: keys.map(({ disabled, name }) => [name, disabled]) })
    if (sunkHash !== undefined && !did("deleteNew", "disableNew")) {
      assert.isTrue(keys.some(({ disabled, hash }) => hash === sunkHash && !disabled), `dead secret: ${about}`)
    }
    const unknown = ours.filter(({ hash }) => hash !== sunkHash)
    if (!status.reason?.includes("may be left") && !status.reason?.includes("may have the secret")) {
      assert.isEmpty(unknown.map(({ name }) => name), `a secret that nobody has: ${about}`)
    }
    for (const { hash } of ours) {
      if (did("deleteOld")) break
      // Nobody has the secret of such a key, so that it may have been left before its restrictions were set.
      if (hash !== sunkHash && status.reason?.includes("may be left")) continue
      assert.isTrue(
        assignments.some((each) => each.keyHash === hash && each.guardrailId === "g-1"),
        `guardrail: ${about}`
      )
      assert.include(byokKeys[0]!.allowedApiKeyHashes!, hash, `allowlist: ${about}`)
    }
    const carried = (limit: number | null) =>
      limit === null ? null : limitReset === null ? Math.max(0, limit - spent) : limit
    const ofOld = limits.filter(({ hash }) => hash === before.hash)
    for (const key of ours) {
      assert.strictEqual(key.limitReset, limitReset, about)
      const ofKey = limits.filter(({ hash }) => hash === key.hash).map(({ limit }) => limit)
      const last = ofOld.at(-1)
      // A change that comes while the successor is made is carried over when the old key is disabled.
      const isCarried = ofOld.length === 0 ||
        (status.state === "done" && !did("deleteOld") && ofOld.every(({ isLate }) => !isLate))
      if (isCarried) {
        const expected = ofKey.at(-1) ?? carried(last === undefined ? limit : last.limit)
        assert.strictEqual(key.limit, expected, about)
      } else {
        // Another one may come too late.
        assert.include([...ofKey, carried(limit), ...ofOld.map(({ limit }) => carried(limit))], key.limit, about)
      }
    }
    if (status.state === "done") {
      assert.isUndefined(old, about)
      if (did("renameOld", "deleteNew", "disableNew")) return
      assert.lengthOf(keys.filter(({ disabled, name }) => name === oldName && !disabled), 1, about)
    }
    if (status.state !== "done" && status.step !== "keep" && status.step !== "delete" && status.step !== "disable") {
      if (!did("deleteOld", "disableOld")) assert.isFalse(old?.disabled ?? true, `the old key is not enabled: ${about}`)
    }
  })
