/** Makes the changes of a plan. */
import { ApiKeys } from "@openrouter-keys/core/ApiKeys"
import type { CreateKeysRequest } from "@openrouter-keys/core/KeyRequest"
import type { ApiKey } from "@openrouter-keys/protocol/ApiKey"
import type { KeyChanges } from "@openrouter-keys/protocol/KeyRequest"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import type { DeclaredKey } from "../../Declaration.js"
import type { Applied, ApplyError, ApplyOptions, Change, Plan, SeenKey } from "../../Plan.js"
import { Rotation, RotationError } from "../../Rotation.js"
import { SecretSink } from "../../SecretSink.js"
import { issue, randomMark, remove } from "../issue.js"
import * as Lookup from "../lookup.js"
import * as Pace from "../pace.js"
import { checkSink } from "../sink/check.js"
import { handOver } from "../sink/handOver.js"
import { isUsed, seenOf, spentOf } from "./compare.js"
import { ChangeFailed, PlanOutdated, PlanRefused } from "./errors.js"
import { after } from "./make.js"
import { refusedChanges } from "./recheck.js"

type SinkOf = NonNullable<ApplyOptions["sink"]>

/** State that the changes of one `apply` share. */
interface Context {
  readonly sink: SinkOf
  readonly pace: Pace.Pace
  /** A lookup for each workspace. */
  readonly lookup: (workspaceId: string | undefined) => Lookup.Lookup
}

const makeContext = (sink: SinkOf): Context => {
  const lookups = new Map<string | undefined, Lookup.Lookup>()
  return {
    sink,
    pace: Pace.make(),
    lookup: (workspaceId) => {
      const known = lookups.get(workspaceId) ?? Lookup.make(workspaceId)
      lookups.set(workspaceId, known)
      return known
    }
  }
}

const phases = ["create", "update", "replace", "disable", "delete"] as const

/** Makes the changes of a plan, kind by kind. */
export const applyPlan = (
  plan: Plan,
  { concurrency = 1, refuseMore = false, sink = SecretSink.parse }: ApplyOptions = {}
): Stream.Stream<Applied, ApplyError, ApiKeys> =>
  Stream.suspend(() => {
    const refused = refusalOf(plan, refuseMore)
    if (refused !== null) return Stream.fail(refused)
    const context = makeContext(sink)
    return Stream.fromIterable(phases).pipe(
      Stream.flatMap((phase) =>
        Stream.fromIterable(plan.changes.filter(({ _tag }) => _tag === phase)).pipe(
          Stream.mapEffect((change) => applyChange(change, context), { concurrency, unordered: true })
        )
      )
    )
  })

const refusalOf = (plan: Plan, refuseMore: boolean): PlanRefused | null => {
  const { changes } = plan
  const refusals = [...plan.refusals, ...refusedChanges(plan)]
  const givingMore = refuseMore ? changes.filter((change) => change.givesMore) : []
  if (refusals.length === 0 && givingMore.length === 0) return null
  const reasons = [
    ...refusals.map(({ message, name }) => `${name}: ${message}`),
    ...givingMore.map(({ _tag, name }) => `${name}: this ${_tag} gives more, which is refused.`)
  ]
  return new PlanRefused({ refusals, givingMore, message: `Nothing was changed. ${reasons.join(" ")}` })
}

// =====================================================================================================================
// One change
// =====================================================================================================================

const applyChange = (change: Change, context: Context): Effect.Effect<Applied, ApplyError, ApiKeys> =>
  run(change, context).pipe(
    Effect.mapError((cause) => cause instanceof PlanOutdated ? cause : failed(change, cause)),
    Effect.withSpan("Plan.apply", { captureStackTrace: false, attributes: { change: change._tag } })
  )

const failed = (change: Change, cause: Error): ChangeFailed =>
  new ChangeFailed({ change, cause, message: `The ${change._tag} of ${change.name} failed: ${cause.message}` })

const run = (change: Change, context: Context): Effect.Effect<Applied, Error, ApiKeys> => {
  switch (change._tag) {
    case "create":
      return create(change, context)
    case "update":
      return lookAgain(change, after(change.seen, change.fields), context, (key) => {
        const changes = Object.fromEntries(change.fields.map(({ after, field }) => [field, after])) as KeyChanges
        return Effect.zipRight(checkSpent(change, key, changes), update(change, changes, context))
      })
    case "disable":
      return lookAgain(
        change,
        { ...change.seen, disabled: true },
        context,
        () => update(change, { disabled: true }, context)
      )
    case "replace":
      return lookAgain(change, null, context, () => replace(change, context))
    case "delete":
      return lookAgain(
        change,
        null,
        context,
        (key) => Effect.zipRight(checkUnused(change, key), Effect.as(context.pace(remove(key.hash)), done(change, key)))
      )
  }
}

const done = (change: Change, { hash, label }: SeenKey): Applied => ({ change, hash, label, rotation: null })

// =====================================================================================================================
// Create
// =====================================================================================================================

type CreateChange = Extract<Change, { readonly _tag: "create" }>

const create = (
  change: CreateChange,
  { lookup, pace, sink: sinkOf }: Context
): Effect.Effect<Applied, Error, ApiKeys> =>
  Effect.gen(function*() {
    const { declared, name, to } = change
    const sink = yield* sinkOf(to)
    const existing = yield* pace(lookup(declared.workspaceId)(name))
    if (existing.length > 0) {
      return yield* new PlanOutdated({
        change,
        differences: [],
        message: `A key named ${name} now exists: plan again.`
      })
    }
    yield* pace(checkSink(sink))
    const { expiresAt } = declared
    if (typeof expiresAt === "string" && Date.parse(expiresAt) <= (yield* Clock.currentTimeMillis)) {
      const message = `A new key with the expiry ${expiresAt} would already have expired: plan again.`
      return yield* new PlanOutdated({ change, differences: [], message })
    }
    const key = yield* issue({
      request: requestOf(declared),
      disabled: declared.disabled,
      mark: randomMark,
      put: (entry) => handOver(sink, entry),
      pace
    })
    return done(change, key)
  })

/** Fields that are left out get the API's defaults. */
const requestOf = ({ disabled: _, externalUser, to: __, ...fields }: DeclaredKey): CreateKeysRequest => ({
  ...fields,
  ...(externalUser === undefined ? {} : { external: { user: externalUser } })
})

// =====================================================================================================================
// Changes of a key that exists
// =====================================================================================================================

type ChangeOfKey = Exclude<Change, CreateChange>

/** Reads the key. The change is done if the key is as planned, or gone for a delete; otherwise it must be unchanged. */
const lookAgain = <E, R>(
  change: ChangeOfKey,
  planned: SeenKey | null,
  { pace }: Context,
  make: (key: ApiKey) => Effect.Effect<Applied, E, R>
): Effect.Effect<Applied, E | Error, R | ApiKeys> =>
  pace(Lookup.findKey(change.seen.hash)).pipe(
    Effect.flatMap((key): Effect.Effect<Applied, E | Error, R> => {
      if (key === undefined) return change._tag === "delete" ? Effect.succeed(done(change, change.seen)) : gone(change)
      if (planned !== null && differencesOf(planned, key).length === 0) return Effect.succeed(done(change, key))
      const differences = differencesOf(change.seen, key)
      return differences.length === 0 ? make(key) : outdated(change, differences)
    })
  )

const compared = ["name", "disabled", "limit", "limitReset", "includeByokInLimit", "expiresAt", "workspaceId"] as const

const differencesOf = (seen: SeenKey, key: ApiKey): PlanOutdated["differences"] =>
  compared.flatMap((field) => seen[field] === key[field] ? [] : [{ field, before: seen[field], after: key[field] }])

const gone = (change: ChangeOfKey) =>
  new PlanOutdated({ change, differences: [], message: `The key ${change.seen.name} is gone: plan again.` })

const outdated = (change: ChangeOfKey, differences: PlanOutdated["differences"]) => {
  const each = differences.map(({ after, before, field }) =>
    `${field} was ${JSON.stringify(before)} and is ${JSON.stringify(after)}`
  )
  return new PlanOutdated({
    change,
    differences,
    message: `The key ${change.seen.name} has changed since the plan (${each.join(", ")}): plan again.`
  })
}

const update = (change: ChangeOfKey, requestBody: KeyChanges, { pace }: Context) =>
  pace(ApiKeys.update({ hash: change.seen.hash, requestBody })).pipe(
    Effect.map(({ data }) => done(change, seenOf(data)))
  )

/** Fails if the key has spent more than the new limit since the plan was made. */
const checkSpent = (change: ChangeOfKey, key: ApiKey, { includeByokInLimit, limit, limitReset }: KeyChanges) => {
  if (limit === undefined || limit === null) return Effect.void
  const reset = limitReset === undefined ? key.limitReset : limitReset
  const spent = spentOf(key, reset, includeByokInLimit ?? key.includeByokInLimit)
  return spent <= limit ? Effect.void : new PlanOutdated({
    change,
    differences: [],
    message: `The key ${key.name} has now spent ${spent} USD, more than the new limit of ${limit} USD: plan again.`
  })
}

/** Fails if a leftover has been used: its secret was delivered. */
const checkUnused = (change: ChangeOfKey, key: ApiKey) =>
  change._tag !== "delete" || change.reason !== "leftover" || !isUsed(key)
    ? Effect.void
    : new PlanOutdated({
      change,
      differences: [],
      message: `The key ${key.name} has been used since the plan: plan again.`
    })

type ReplaceChange = Extract<Change, { readonly _tag: "replace" }>

const replace = ({ declared, ...change }: ReplaceChange, { pace }: Context): Effect.Effect<Applied, Error, ApiKeys> =>
  Effect.gen(function*() {
    const { hash, label } = change.seen
    const rotation = yield* Effect.serviceOption(Rotation)
    if (Option.isNone(rotation)) return yield* new RotationError({ reason: "NoSuchRotation", message: noRotation })
    const { limit } = declared
    const expiresAt = declared.expiresAt === undefined ? {} : { expiresAt: declared.expiresAt }
    const id = yield* pace(rotation.value.start({ hash, to: change.to, limit, ...expiresAt })).pipe(
      Effect.catchIf(isUnderWay, (error) => underWay(rotation.value, hash, error))
    )
    return { change: { declared, ...change }, hash, label, rotation: id }
  })

const noRotation = "replacing a key needs the service Rotation in the context."

const isUnderWay = (error: Error): error is RotationError =>
  error instanceof RotationError && error.reason === "UnderWay"

/** An earlier `apply` has started it. */
const underWay = (rotation: Rotation.Service, hash: string, error: RotationError) =>
  Effect.flatMap(rotation.list, (all) => {
    const found = all.find(({ predecessor, state }) =>
      predecessor.hash === hash && (state === "active" || state === "stopped")
    )
    return found === undefined ? Effect.fail(error) : Effect.succeed(found.id)
  })
