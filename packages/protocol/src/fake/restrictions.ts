/**
 * Restrictions on keys in addition to their own limits: one guardrail per key, and allowlists of BYOK credentials.
 */
import type { Call, Handled } from "./operations.js"
import { error, json, standardError } from "./response.js"
import type { FakeState } from "./state.js"
import * as Store from "./store.js"
import type { FakeResponse, Restrictions, Result } from "./types.js"
import * as Validate from "./validate.js"

/** Nothing is restricted. */
export const none: Restrictions = { guardrails: [], assignments: [], byokKeys: [] }

// =====================================================================================================================
// From outside
// =====================================================================================================================

/** What is wrong with a value, in words that follow its name. */
type Check = (value: unknown, path: string) => ReadonlyArray<string>

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const id: Check = (value, path) =>
  typeof value === "string" && value !== "" ? [] : [`${path} must be a string of at least one character`]

const orNull = (check: Check): Check => (value, path) =>
  value === null ? [] : check(value, path).map((problem) => `${problem}, or null`)

const listOf = (check: Check): Check => (value, path) =>
  Array.isArray(value)
    ? value.flatMap((each: unknown, index) => check(each, `${path}[${index}]`))
    : [`${path} must be a list`]

const record = (fields: Readonly<Record<string, Check>>): Check => (value, path) => {
  const names = Object.keys(fields)
  if (!isObject(value)) return [`${path} must be an object with ${names.join(", ")}`]
  const unknown = Object.keys(value).filter((name) => !names.includes(name))
  return [
    ...unknown.map((name) => `${path}.${name} is not a field that exists here`),
    ...names.flatMap((name) => fields[name]!(value[name], `${path}.${name}`))
  ]
}

const shape = record({
  guardrails: listOf(id),
  assignments: listOf(record({ guardrailId: id, keyHash: id })),
  byokKeys: listOf(record({ id, allowedApiKeyHashes: orNull(listOf(id)), workspaceId: orNull(id) }))
})

const contradictions = ({ assignments, guardrails }: Restrictions): ReadonlyArray<string> => {
  const hashes = assignments.map(({ keyHash }) => keyHash)
  return assignments.flatMap(({ guardrailId, keyHash }, index) => [
    ...(guardrails.includes(guardrailId)
      ? []
      : [`restrictions.assignments[${index}].guardrailId is none of the guardrails`]),
    ...(hashes.indexOf(keyHash) === index ? [] : [`restrictions.assignments[${index}].keyHash has a guardrail already`])
  ])
}

/** Restrictions that are given from outside. Throws a `RangeError` that names each field that is wrong. */
export const checked = (given: Restrictions): Restrictions => {
  const wrong = shape(given, "restrictions")
  const problems = wrong.length > 0 ? wrong : contradictions(given)
  if (problems.length > 0) throw new RangeError(`${problems.join("; ")}.`)
  return {
    guardrails: [...given.guardrails],
    assignments: given.assignments.map((each) => ({ ...each })),
    byokKeys: given.byokKeys.map(({ allowedApiKeyHashes, id, workspaceId }) => ({
      id,
      allowedApiKeyHashes: allowedApiKeyHashes === null ? null : [...allowedApiKeyHashes],
      workspaceId: workspaceId === null ? null : workspaceId.toLowerCase()
    }))
  }
}

// =====================================================================================================================
// Changes
// =====================================================================================================================

/** The change of the restrictions by one request. */
export interface RestrictionChange {
  readonly before: Restrictions
  readonly after: Restrictions
}

/** Removes a deleted key from the restrictions. Allowlists keep its hash. */
export const withoutKey = (restrictions: Restrictions, hash: string): Restrictions =>
  restrictions.assignments.some(({ keyHash }) => keyHash === hash)
    ? { ...restrictions, assignments: restrictions.assignments.filter(({ keyHash }) => keyHash !== hash) }
    : restrictions

/** Undoes a change, unless the restrictions were changed again since. */
export const undo = (state: FakeState, { after, before }: RestrictionChange): FakeState =>
  state.restrictions === after ? { ...state, restrictions: before } : state

/** Repeats a change that was undone. */
export const redo = (state: FakeState, { after, before }: RestrictionChange): FakeState =>
  undo(state, { after: before, before: after })

const maxPage = 100

const page = <Item>(
  items: ReadonlyArray<Item>,
  query: Readonly<Record<string, string>>,
  toJson: (item: Item, index: number) => unknown
): FakeResponse.Complete => {
  const read = Validate.pageQuery(query)
  if (!read.ok) return error(400, read.message)
  const { limit = maxPage, offset } = read.value
  const data = items.map(toJson).slice(offset, offset + Math.min(limit, maxPage))
  return json(200, { data, total_count: items.length })
}

type Handler = (state: FakeState, call: Call) => Handled

/** Lists assignments of all guardrails. */
export const listKeyAssignments: Handler = (state, { route }) => ({
  state,
  response: page(state.restrictions.assignments, route.query, ({ guardrailId, keyHash }, index) => ({
    id: `assignment-${index + 1}`,
    assigned_by: state.settings.userId,
    created_at: new Date(state.settings.startedAt).toISOString(),
    guardrail_id: guardrailId,
    key_hash: keyHash,
    key_name: Store.get(state.keys, keyHash)?.name ?? "",
    key_label: Store.get(state.keys, keyHash)?.label ?? ""
  }))
})

const toByokWire = ({ allowedApiKeyHashes, id, workspaceId }: Restrictions["byokKeys"][number], index: number) => ({
  id,
  allowed_api_key_hashes: allowedApiKeyHashes,
  allowed_models: null,
  allowed_user_ids: null,
  created_at: "2026-01-01T00:00:00.000Z",
  declared_zdr: null,
  disabled: false,
  is_byok_only: false,
  is_fallback: false,
  is_required: false,
  label: `sk-${index + 1}...`,
  name: null,
  provider: "openai",
  sort_order: index,
  workspace_id: workspaceId
})

/** Lists the credentials of a workspace, including those for all workspaces. */
export const listByokKeys: Handler = (state, { route }) => {
  const { restrictions: { byokKeys }, settings } = state
  const { workspace_id: workspaceId = settings.workspaceId, ...paging } = route.query
  const visible = byokKeys.filter((each) => each.workspaceId === null || each.workspaceId === workspaceId.toLowerCase())
  return { state, response: page(visible, paging, toByokWire) }
}

/** Hashes that belong to keys of this account. */
const knownHashes = (state: FakeState, read: Result<ReadonlyArray<string>>): Result<ReadonlyArray<string>> => {
  if (!read.ok) return read
  const unknown = read.value.filter((hash) => Store.get(state.keys, hash) === undefined)
  return unknown.length === 0 ? read : { ok: false, message: `${unknown.length} hashes do not belong to your account` }
}

const changed = (state: FakeState, restrictions: Restrictions, body: unknown): Handled => ({
  state: { ...state, restrictions },
  response: json(200, body)
})

/** Assigns a guardrail to keys, replacing theirs. */
export const assignKeys: Handler = (state, { body, route }) => {
  const { restrictions } = state
  const guardrailId = route.parameters.id!
  if (!restrictions.guardrails.includes(guardrailId)) return { state, response: standardError(404) }
  const hashes = knownHashes(state, Validate.hashesBody(body, "key_hashes"))
  if (!hashes.ok) return { state, response: error(400, hashes.message) }
  const others = restrictions.assignments.filter(({ keyHash }) => !hashes.value.includes(keyHash))
  const added = hashes.value.map((keyHash) => ({ guardrailId, keyHash }))
  return changed(state, { ...restrictions, assignments: [...others, ...added] }, { assigned_count: added.length })
}

/** Unassigns a guardrail from keys. */
export const unassignKeys: Handler = (state, { body, route }) => {
  const { restrictions } = state
  const guardrailId = route.parameters.id!
  if (!restrictions.guardrails.includes(guardrailId)) return { state, response: standardError(404) }
  const hashes = Validate.hashesBody(body, "key_hashes")
  if (!hashes.ok) return { state, response: error(400, hashes.message) }
  const left = restrictions.assignments.filter((each) =>
    each.guardrailId !== guardrailId || !hashes.value.includes(each.keyHash)
  )
  const count = restrictions.assignments.length - left.length
  return changed(state, { ...restrictions, assignments: left }, { unassigned_count: count })
}

/** Changes which keys may use a credential; `null` for all. */
export const updateByokKey: Handler = (state, { body, route }) => {
  const { restrictions } = state
  const index = restrictions.byokKeys.findIndex(({ id }) => id === route.parameters.id)
  const found = restrictions.byokKeys[index]
  if (found === undefined) return { state, response: standardError(404) }
  const hashes = knownHashes(state, Validate.hashesBody(body, "allowed_api_key_hashes"))
  if (!hashes.ok) return { state, response: error(400, hashes.message) }
  const next = { ...found, allowedApiKeyHashes: hashes.value }
  const byokKeys = restrictions.byokKeys.map((each) => each === found ? next : each)
  return changed(state, { ...restrictions, byokKeys }, { data: toByokWire(next, index) })
}
