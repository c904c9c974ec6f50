/** Makes a plan. */
import type { ApiKey } from "@openrouter-keys/protocol/ApiKey"
import * as Either from "effect/Either"
import type { Declaration, DeclaredKey } from "../../Declaration.js"
import type { Change, FieldChange, Plan, Refusal, RefusalReason, Rotating, SeenKey, Undeclared } from "../../Plan.js"
import { type MarkedName, plainName } from "../names.js"
import { clashes } from "../sink/clash.js"
import { readForm } from "../sink/form.js"
import { differences, isChangeable, isUsed, seenOf, spentOf } from "./compare.js"

/** The keys in scope, by their names without marks. */
interface Existing {
  /** Keys without a mark. */
  readonly plain: Map<string, Array<ApiKey>>
  /** Keys whose secrets were not delivered. */
  readonly pending: Map<string, Array<ApiKey>>
  /** Rotations in progress. */
  readonly rotating: Map<string, MarkedName>
  /** New keys of rotations that were cancelled. */
  readonly cancelled: Array<ApiKey>
}

const add = <A>(map: Map<string, Array<A>>, name: string, value: A): void => {
  const known = map.get(name)
  if (known === undefined) map.set(name, [value])
  else known.push(value)
}

const existingIn = (prefix: string, keys: Iterable<ApiKey>): Existing => {
  const existing: Existing = { plain: new Map(), pending: new Map(), rotating: new Map(), cancelled: [] }
  for (const key of keys) {
    if (!key.name.startsWith(prefix)) continue
    const marked = plainName(key.name)
    if (marked === null) add(existing.plain, key.name, key)
    else if (marked.role === "pending") add(existing.pending, marked.name, key)
    else if (marked.role === "successor") existing.rotating.set(marked.name, marked)
    else if (marked.role === "cancelled") existing.cancelled.push(key)
  }
  return existing
}

/** Decision about a declared key. */
type Decision =
  | { readonly changes: ReadonlyArray<Change> }
  | { readonly unchanged: SeenKey }
  | { readonly rotating: Rotating }
  | { readonly reason: RefusalReason; readonly message: string }

const refuse = (reason: RefusalReason, message: string): Decision => ({ reason, message })

/** Makes a plan that does not change undeclared keys; `now` in milliseconds. */
export const makePlan = (declaration: Declaration, keys: Iterable<ApiKey>, now: number): Plan => {
  const { prefix } = declaration.scope
  const existing = existingIn(prefix, keys)
  const times = new Map<string, number>()
  for (const { name } of declaration.keys) times.set(name, (times.get(name) ?? 0) + 1)
  const shared = sharedSinks(declaration.keys)
  const changes: Array<Change> = []
  const unchanged: Array<SeenKey> = []
  const rotating: Array<Rotating> = []
  const refusals: Array<Refusal> = []
  for (const [index, own] of declaration.keys.entries()) {
    const declared = { ...declaration.defaults, ...own }
    const decision = times.get(own.name) === 1
      ? unlessShared(decide(declared, prefix, existing, now), shared.get(index))
      : refuse("DeclaredTwice", "The declaration has another key with this name: names must be unique.")
    if ("changes" in decision) changes.push(...decision.changes)
    else if ("unchanged" in decision) unchanged.push(decision.unchanged)
    else if ("rotating" in decision) rotating.push(decision.rotating)
    else refusals.push({ name: own.name, path: `keys[${index}]`, ...decision })
  }
  const left = leftovers(existing, changes)
  const dropped = [...existing.rotating].filter(([name]) => !times.has(name))
  return {
    version: 1,
    scope: declaration.scope,
    changes: inOrder([...changes, ...left.deletes]),
    unchanged,
    undeclared: undeclaredOf(existing, times, left.used),
    rotating: [...rotating, ...dropped.map(([name, { id }]): Rotating => ({ name, id, declared: false }))],
    refusals
  }
}

/** Undeclared keys in scope. Keys left by other work have a reason. */
const undeclaredOf = (
  existing: Existing,
  declared: ReadonlyMap<string, unknown>,
  used: ReadonlyArray<ApiKey>
): ReadonlyArray<Undeclared> => [
  ...[...existing.plain]
    .filter(([name]) => !declared.has(name) && !existing.rotating.has(name))
    .flatMap(([, keys]) => keys.map((key) => ({ ...seenOf(key), reason: null }))),
  ...used.map((key) => ({
    ...seenOf(key),
    reason: "It was left by an interrupted run, and is in use: its secret was delivered."
  })),
  ...existing.cancelled.map((key) => ({
    ...seenOf(key),
    reason: `It was left by the cancelled rotation ${plainName(key.name)?.id}. A program may be using it.`
  }))
]

// =====================================================================================================================
// Sinks
// =====================================================================================================================

/** A key with another reason keeps that reason. */
const unlessShared = (own: Decision, shared: Decision | undefined): Decision =>
  shared === undefined || "message" in own ? own : shared

const shownNames = 3

/** Refusals of keys with the same sink, by index. */
const sharedSinks = (keys: ReadonlyArray<DeclaredKey>): ReadonlyMap<number, Decision> => {
  const targets = keys.map(({ to }) => to === undefined ? undefined : Either.getOrElse(readForm(to), () => to))
  return new Map(
    clashes(targets).flatMap((indexes) => {
      const names = [...new Set(indexes.map((index) => keys[index]!.name))]
      return indexes.map((index) => [index, refuse("SharedSink", sharedSink(keys[index]!.name, names))] as const)
    })
  )
}

/** Message for a key that has the same sink as other keys. */
export const sharedSink = (name: string, names: ReadonlyArray<string>): string => {
  const others = names.filter((each) => each !== name)
  const more = others.length > shownNames ? ` and ${others.length - shownNames} more` : ""
  return `The key has the same sink as ${others.slice(0, shownNames).join(", ")}${more}, ` +
    "which would keep only the last secret: use a different `to` for each key."
}

const order = ["create", "update", "replace", "disable", "delete"]

/** Sorts changes, so that nothing is removed before its replacement exists. */
export const inOrder = (changes: ReadonlyArray<Change>): ReadonlyArray<Change> =>
  [...changes].sort((a, b) => order.indexOf(a._tag) - order.indexOf(b._tag))

// =====================================================================================================================
// One declared key
// =====================================================================================================================

const decide = (declared: DeclaredKey, prefix: string, existing: Existing, now: number): Decision => {
  const { name } = declared
  if (!name.startsWith(prefix)) {
    return refuse("OutOfScope", `The name does not begin with the scope's prefix ${JSON.stringify(prefix)}.`)
  }
  if (plainName(name) !== null) {
    return refuse(
      "ReservedName",
      "Names that end with such a mark are reserved for unfinished keys: choose another one."
    )
  }
  const keys = existing.plain.get(name) ?? []
  if (keys.length > 1) {
    const labels = keys.map(({ label }) => label).join(", ")
    return refuse("Ambiguous", `${keys.length} keys have this name (${labels}): rename or delete all but one.`)
  }
  const rotation = existing.rotating.get(name)
  if (rotation !== undefined) return { rotating: { name, id: rotation.id } }
  const [key] = keys
  return key === undefined
    ? decideNew(declared, existing.pending.get(name) ?? [], now)
    : decideExisting(declared, key, now)
}

const isPast = (expiresAt: string | null | undefined, now: number): boolean =>
  expiresAt !== null && expiresAt !== undefined && Date.parse(expiresAt) <= now

const pastExpiry = ({ expiresAt }: DeclaredKey): Decision =>
  refuse(
    "PastExpiry",
    `A new key with the expiry ${expiresAt} would already have expired: declare a time in the future, or null.`
  )

/** An unfinished key that has been used: its secret was delivered, so it only needs its name. */
const decideNew = (declared: DeclaredKey, pending: ReadonlyArray<ApiKey>, now: number): Decision => {
  const { name } = declared
  const used = pending.find(isUsed)
  if (used !== undefined) {
    const seen = seenOf(used)
    const rename: FieldChange = { field: "name", before: used.name, after: name, givesMore: false }
    return { changes: [{ _tag: "update", name, seen, fields: [rename], givesMore: false }] }
  }
  const { to } = declared
  if (to === undefined) {
    return refuse("NoSink", "The key must be created, but has no `to` for its secret.")
  }
  if (isPast(declared.expiresAt, now)) return pastExpiry(declared)
  return { changes: [{ _tag: "create", name, declared, to, givesMore: false }] }
}

const decideExisting = (declared: DeclaredKey, key: ApiKey, now: number): Decision => {
  const fields = differences(declared, key)
  const seen = seenOf(key)
  if (fields.length === 0) return { unchanged: seen }
  const kept = fields.filter(({ field }) => isKept(field)).map(({ field }) => field)
  if (kept.length > 0) {
    return refuse(
      "FixedField",
      `${kept.join(", ")} cannot be changed, not even by a rotation: declare a key with another name.`
    )
  }
  const limitReset = declared.limitReset === undefined ? key.limitReset : declared.limitReset
  const spent = spentOf(key, limitReset, declared.includeByokInLimit ?? key.includeByokInLimit)
  if (declared.limit !== null && declared.limit < spent && fields.some(({ field }) => field === "limit")) {
    return refuse(
      "LimitBelowSpent",
      `The limit of ${declared.limit} USD is below the ${spent} USD that the key has spent: disable it, or raise the limit.`
    )
  }
  const replaced = fields.filter((change) => !isChangeable(change))
  if (replaced.length === 0) return { changes: changesOf(declared.name, seen, fields) }
  const changed = fields.filter(isChangeable)
  const startsAnew = limitReset === null && spent > 0
  return decideReplacement(declared, { seen, changed, replaced, startsAnew }, now)
}

/** Fields that a successor inherits from its predecessor. */
const isKept = (field: FieldChange["field"]): boolean =>
  field === "creatorUserId" || field === "workspaceId" || field === "externalUser"

const updateOf = (name: string, seen: SeenKey, fields: ReadonlyArray<FieldChange>): ReadonlyArray<Change> =>
  fields.length === 0
    ? []
    : [{ _tag: "update", name, seen, fields, givesMore: fields.some((change) => change.givesMore) }]

/** Changes of a key. If it must be disabled, its other changes come first. */
const changesOf = (name: string, seen: SeenKey, fields: ReadonlyArray<FieldChange>): ReadonlyArray<Change> => {
  const isOff = fields.some(({ after, field }) => field === "disabled" && after === true)
  if (!isOff) return updateOf(name, seen, fields)
  const updated = fields.filter(({ field }) => field !== "disabled")
  return [
    ...updateOf(name, seen, updated),
    { _tag: "disable", name, seen: after(seen, updated), reason: "declared", givesMore: false }
  ]
}

/** The key after the changes. */
export const after = (seen: SeenKey, fields: ReadonlyArray<FieldChange>): SeenKey => ({
  ...seen,
  ...Object.fromEntries(fields.map(({ after, field }) => [field, after]))
})

interface Differences {
  readonly seen: SeenKey
  /** Fields that `update` changes before the key is replaced. */
  readonly changed: ReadonlyArray<FieldChange>
  readonly replaced: ReadonlyArray<FieldChange>
  /** The successor's usage starts at zero, and its limit does not reset. */
  readonly startsAnew: boolean
}

const decideReplacement = (
  declared: DeclaredKey,
  { changed, replaced, seen, startsAnew }: Differences,
  now: number
): Decision => {
  const { name, to } = declared
  const fixed = replaced.map(({ field }) => field).join(", ")
  if (declared.disabled === true) {
    return refuse(
      "DisabledReplacement",
      `A change of ${fixed} needs a rotation, and a disabled key is not rotated: delete it.`
    )
  }
  if (to === undefined) {
    return refuse("NoSink", `A change of ${fixed} replaces the key, but it has no \`to\` for the new secret.`)
  }
  if (isPast(declared.expiresAt, now)) return pastExpiry(declared)
  if (isPast(seen.expiresAt, now)) {
    return refuse(
      "ExpiredKey",
      `A change of ${fixed} needs a rotation, and the key has expired: rename or delete it, and plan again.`
    )
  }
  const givesMore = (startsAnew && declared.limit !== null) || replaced.some((change) => change.givesMore)
  const replace: Change = {
    _tag: "replace",
    name,
    seen: after(seen, changed),
    fields: replaced,
    declared,
    to,
    givesMore
  }
  return { changes: [...updateOf(name, seen, changed), replace] }
}

// =====================================================================================================================
// Leftovers
// =====================================================================================================================

/** Deletes of keys that an interrupted `apply` left. Their secrets are lost, unless they have been used. */
const leftovers = (existing: Existing, changes: ReadonlyArray<Change>) => {
  const kept = new Set(changes.map((change) => change._tag === "update" ? change.seen.hash : ""))
  const left = [...existing.pending.values()].flat().filter(({ hash }) => !kept.has(hash))
  const deletes = left.filter((key) => !isUsed(key)).map((key): Change => ({
    _tag: "delete",
    name: key.name,
    seen: seenOf(key),
    reason: "leftover",
    givesMore: false
  }))
  return { deletes, used: left.filter(isUsed) }
}
