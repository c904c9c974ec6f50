/** Makes a plan. */
import type { ApiKey } from "@openrouter-keys/protocol/ApiKey"
import type { Declaration, DeclaredKey } from "../../Declaration.js"
import type { Change, FieldChange, Plan, Refusal, RefusalReason, Rotating, SeenKey } from "../../Plan.js"
import { type MarkedName, plainName } from "../names.js"
import { differences, isChangeable, isUsed, seenOf, spentOf } from "./compare.js"

/** The keys in scope, by their plain names. */
interface Existing {
  /** Keys that have a name of their own. */
  readonly plain: Map<string, Array<ApiKey>>
  /** Keys that were created and not handed over. */
  readonly pending: Map<string, Array<ApiKey>>
  /** Rotations in progress. */
  readonly rotating: Map<string, MarkedName>
}

const add = <A>(map: Map<string, Array<A>>, name: string, value: A): void => {
  const known = map.get(name)
  if (known === undefined) map.set(name, [value])
  else known.push(value)
}

const existingIn = (prefix: string, keys: Iterable<ApiKey>): Existing => {
  const existing: Existing = { plain: new Map(), pending: new Map(), rotating: new Map() }
  for (const key of keys) {
    if (!key.name.startsWith(prefix)) continue
    const marked = plainName(key.name)
    if (marked === null) add(existing.plain, key.name, key)
    else if (marked.role === "pending") add(existing.pending, marked.name, key)
    else if (marked.role === "successor") existing.rotating.set(marked.name, marked)
  }
  return existing
}

/** What is decided about a declared key. */
type Decision =
  | { readonly changes: ReadonlyArray<Change> }
  | { readonly unchanged: SeenKey }
  | { readonly rotating: Rotating }
  | { readonly reason: RefusalReason; readonly message: string }

const refuse = (reason: RefusalReason, message: string): Decision => ({ reason, message })

/** Makes a plan that leaves undeclared keys alone. */
export const makePlan = (declaration: Declaration, keys: Iterable<ApiKey>): Plan => {
  const existing = existingIn(declaration.scope.prefix, keys)
  const times = new Map<string, number>()
  for (const { name } of declaration.keys) times.set(name, (times.get(name) ?? 0) + 1)
  const changes: Array<Change> = []
  const unchanged: Array<SeenKey> = []
  const rotating: Array<Rotating> = []
  const refusals: Array<Refusal> = []
  for (const [index, own] of declaration.keys.entries()) {
    const declared = { ...declaration.defaults, ...own }
    const decision = times.get(own.name) === 1
      ? decide(declared, declaration.scope.prefix, existing)
      : refuse("DeclaredTwice", "The declaration has another key of this name: names must differ.")
    if ("changes" in decision) changes.push(...decision.changes)
    else if ("unchanged" in decision) unchanged.push(decision.unchanged)
    else if ("rotating" in decision) rotating.push(decision.rotating)
    else refusals.push({ name: own.name, path: `keys[${index}]`, ...decision })
  }
  const left = leftovers(existing, changes)
  const undeclared = [...existing.plain]
    .filter(([name]) => !times.has(name) && !existing.rotating.has(name))
    .flatMap(([, keys]) => keys)
  return {
    version: 1,
    scope: declaration.scope,
    changes: inOrder([...changes, ...left.deletes]),
    unchanged,
    undeclared: [...undeclared, ...left.used].map(seenOf),
    rotating,
    refusals
  }
}

const order = ["create", "update", "replace", "disable", "delete"]

/** Nothing is taken away before what is to replace it is there. */
export const inOrder = (changes: ReadonlyArray<Change>): ReadonlyArray<Change> =>
  [...changes].sort((a, b) => order.indexOf(a._tag) - order.indexOf(b._tag))

// =====================================================================================================================
// One declared key
// =====================================================================================================================

const decide = (declared: DeclaredKey, prefix: string, existing: Existing): Decision => {
  const { name } = declared
  if (!name.startsWith(prefix)) {
    return refuse("OutOfScope", `The name does not begin with the scope's prefix ${JSON.stringify(prefix)}.`)
  }
  if (plainName(name) !== null) {
    return refuse("ReservedName", "Names that end so belong to keys in the middle of work: choose another one.")
  }
  const keys = existing.plain.get(name) ?? []
  if (keys.length > 1) {
    const labels = keys.map(({ label }) => label).join(", ")
    return refuse("Ambiguous", `${keys.length} keys have this name (${labels}): rename or delete all but one.`)
  }
  const rotation = existing.rotating.get(name)
  if (rotation !== undefined) return { rotating: { name, id: rotation.id } }
  const [key] = keys
  return key === undefined ? decideNew(declared, existing.pending.get(name) ?? []) : decideExisting(declared, key)
}

/** A key that was created and not handed over, but is used: somebody has its secret, so it only needs its name. */
const decideNew = (declared: DeclaredKey, pending: ReadonlyArray<ApiKey>): Decision => {
  const { name } = declared
  const used = pending.find(isUsed)
  if (used !== undefined) {
    const seen = seenOf(used)
    const rename: FieldChange = { field: "name", before: used.name, after: name, givesMore: false }
    return { changes: [{ _tag: "update", name, seen, fields: [rename], givesMore: false }] }
  }
  const { to } = declared
  if (to === undefined) {
    return refuse("NoSink", "The key is to be created, and `to` does not say where its secret goes.")
  }
  return { changes: [{ _tag: "create", name, declared, to, givesMore: false }] }
}

const decideExisting = (declared: DeclaredKey, key: ApiKey): Decision => {
  const fields = differences(declared, key)
  const seen = seenOf(key)
  if (fields.length === 0) return { unchanged: seen }
  const kept = fields.filter(({ field }) => isKept(field)).map(({ field }) => field)
  if (kept.length > 0) {
    return refuse(
      "FixedField",
      `${kept.join(", ")} cannot be changed, and a rotation keeps it: declare a key of another name.`
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
  return decideReplacement(declared, { seen, changed, replaced, startsAnew: limitReset === null && spent > 0 })
}

/** Fields that a successor has from its predecessor. */
const isKept = (field: FieldChange["field"]): boolean =>
  field === "creatorUserId" || field === "workspaceId" || field === "externalUser"

const updateOf = (name: string, seen: SeenKey, fields: ReadonlyArray<FieldChange>): ReadonlyArray<Change> =>
  fields.length === 0
    ? []
    : [{ _tag: "update", name, seen, fields, givesMore: fields.some((change) => change.givesMore) }]

/** A key that is to be switched off, and has other changes too, gets those first. */
const changesOf = (name: string, seen: SeenKey, fields: ReadonlyArray<FieldChange>): ReadonlyArray<Change> => {
  const isOff = fields.some(({ after, field }) => field === "disabled" && after === true)
  if (!isOff) return updateOf(name, seen, fields)
  const updated = fields.filter(({ field }) => field !== "disabled")
  return [
    ...updateOf(name, seen, updated),
    { _tag: "disable", name, seen: after(seen, updated), reason: "declared", givesMore: false }
  ]
}

/** The key as it is after the changes. */
export const after = (seen: SeenKey, fields: ReadonlyArray<FieldChange>): SeenKey => ({
  ...seen,
  ...Object.fromEntries(fields.map(({ after, field }) => [field, after]))
})

interface Differences {
  readonly seen: SeenKey
  /** Fields that can be changed: they are, before the key is replaced. */
  readonly changed: ReadonlyArray<FieldChange>
  readonly replaced: ReadonlyArray<FieldChange>
  /** The successor's usage starts at zero, and its limit does not reset. */
  readonly startsAnew: boolean
}

const decideReplacement = (declared: DeclaredKey, { changed, replaced, seen, startsAnew }: Differences): Decision => {
  const { name, to } = declared
  const fixed = replaced.map(({ field }) => field).join(", ")
  if (declared.disabled === true) {
    return refuse("DisabledReplacement", `${fixed} cannot be changed, and a disabled key is not replaced: delete it.`)
  }
  if (to === undefined) {
    return refuse("NoSink", `${fixed} cannot be changed, so the key is to be replaced, and \`to\` does not say where.`)
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

/** Keys that an interrupted `apply` left. Nobody has their secrets, but for those that are used. */
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
