/**
 * The operations. Each maps a state and a request to the next state and a response.
 */
import type { Principal } from "./auth.js"
import { labelOf, spendingOf, toApiKey, toTimestamp, toWire } from "./key.js"
import { drawFrom } from "./random.js"
import { error, json, standardError } from "./response.js"
import * as Restrictions from "./restrictions.js"
import type { Route } from "./route.js"
import { sha256 } from "./sha256.js"
import type { FakeState, Settings, StoredKey } from "./state.js"
import * as Store from "./store.js"
import type { AnyOperation, FakeResponse } from "./types.js"
import { dayOf, spentNow } from "./usage.js"
import * as Validate from "./validate.js"

/** An authenticated request. */
export interface Call {
  readonly principal: Principal
  readonly route: Route
  readonly body: string
  /** Milliseconds since the epoch. */
  readonly now: number
}

/** The next state, the response, and the hash of the changed key, if any. */
export interface Handled {
  readonly state: FakeState
  readonly response: FakeResponse.Complete
  readonly changed?: string
}

type Handler = (state: FakeState, call: Call) => Handled

const reject = (state: FakeState, message: string): Handled => ({ state, response: error(400, message) })

const withKey = (state: FakeState, { route }: Call, f: (key: StoredKey) => Handled): Handled => {
  const key = Store.get(state.keys, route.hash)
  return key === undefined ? { state, response: standardError(404) } : f(key)
}

/** Stores a key and responds with it. */
const stored = (state: FakeState, key: StoredKey, response: FakeResponse.Complete): Handled => ({
  state: { ...state, keys: Store.put(state.keys, key) },
  response,
  changed: key.hash
})

const list: Handler = (state, { now, route }) => {
  const query = Validate.listQuery(route.query)
  if (!query.ok) return reject(state, query.message)
  const { offset, workspaceId = state.settings.workspaceId, ...include } = query.value
  const page = Store.page(state.keys, { ...include, workspaceId }, offset, now)
  return { state, response: json(200, { data: page.map((key) => toWire(toApiKey(key, now))) }) }
}

const newKey = (
  { userId, workspaceId }: Settings,
  body: Validate.CreateBody,
  secret: string,
  now: number
): StoredKey => ({
  hash: sha256(secret),
  name: body.name,
  label: labelOf(secret),
  disabled: false,
  limit: body.limit ?? null,
  limitReset: body.limit_reset ?? null,
  includeByokInLimit: body.include_byok_in_limit ?? false,
  usage: spentNow(0, now),
  byok: spentNow(0, now),
  createdAt: toTimestamp(now),
  updatedAt: null,
  lastUsedAt: null,
  expiresAt: body.expires_at ?? null,
  creatorUserId: body.creator_user_id ?? userId,
  workspaceId: body.workspace_id?.toLowerCase() ?? workspaceId,
  externalUser: body.external?.user ?? null
})

const create: Handler = (state, { body, now }) => {
  const wanted = Validate.createBody(body)
  if (!wanted.ok) return reject(state, wanted.message)
  const random = drawFrom(state.random)
  const secret = random.secret()
  const key = newKey(state.settings, wanted.value, secret, now)
  const response = json(201, { data: toWire(toApiKey(key, now)), key: secret })
  return stored({ ...state, random: random.state() }, key, response)
}

const get: Handler = (state, call) =>
  withKey(state, call, (key) => ({ state, response: json(200, { data: toWire(toApiKey(key, call.now)) }) }))

const updated = (key: StoredKey, body: Validate.UpdateBody, now: number): StoredKey => ({
  ...key,
  name: body.name ?? key.name,
  disabled: body.disabled ?? key.disabled,
  limit: body.limit === undefined ? key.limit : body.limit,
  limitReset: body.limit_reset === undefined ? key.limitReset : body.limit_reset,
  includeByokInLimit: body.include_byok_in_limit ?? key.includeByokInLimit,
  workspaceId: body.workspace_id?.toLowerCase() ?? key.workspaceId,
  updatedAt: toTimestamp(now)
})

const update: Handler = (state, call) =>
  withKey(state, call, (key) => {
    const { conflicts, refuseEmptyUpdate } = state.settings
    const body = Validate.updateBody(call.body)
    if (!body.ok) return reject(state, body.message)
    if (refuseEmptyUpdate && Validate.isEmptyUpdate(body.value)) return reject(state, "No update fields provided")
    const next = updated(key, body.value, call.now)
    if (next.workspaceId !== key.workspaceId && conflicts.includes(next.workspaceId)) {
      return { state, response: standardError(409) }
    }
    return stored(state, next, json(200, { data: toWire(toApiKey(next, call.now)) }))
  })

const remove: Handler = (state, call) =>
  withKey(state, call, ({ hash }) => ({
    state: {
      ...state,
      keys: Store.remove(state.keys, hash),
      restrictions: Restrictions.withoutKey(state.restrictions, hash)
    },
    response: json(200, { deleted: true }),
    changed: hash
  }))

/** Requests to free models since midnight UTC. Those of the options count on the day of the start. */
const freeRequests = ({ account, startedAt }: Settings, now: number) => {
  const { limit, used } = account.freeModelDailyRequests ?? { limit: 50, used: 0 }
  const usedToday = dayOf(now) === dayOf(startedAt) ? used : 0
  return { limit, used: usedToday, remaining: Math.max(0, limit - usedToday) }
}

const currentKey = (settings: Settings, key: StoredKey, isManagement: boolean, now: number) => ({
  label: key.label,
  ...spendingOf(key, now),
  expiresAt: key.expiresAt,
  creatorUserId: key.creatorUserId,
  workspaceId: key.workspaceId,
  organizationId: settings.account.organizationId ?? null,
  isFreeTier: settings.account.isFreeTier ?? false,
  isManagementKey: isManagement,
  isProvisioningKey: isManagement,
  allowedDataRegions: settings.account.allowedDataRegions ?? ["global", "europe", "us"],
  freeModelDailyRequests: freeRequests(settings, now),
  rateLimit: { requests: -1, interval: "10s", note: "This field is deprecated and safe to ignore." }
})

const getCurrentKeyMetadata: Handler = (state, { now, principal }) => {
  const { settings } = state
  if (principal._tag === "Management") {
    // The management key spends nothing and has no limit.
    const key = newKey(settings, { name: "Management" }, settings.managementKey, now)
    return { state, response: json(200, { data: toWire(currentKey(settings, key, true, now)) }) }
  }
  const { key } = principal
  const response = json(200, { data: toWire(currentKey(settings, key, false, now)) })
  return stored(state, { ...key, lastUsedAt: toTimestamp(now) }, response)
}

/** How each operation is processed. */
export const operations: { readonly [O in AnyOperation]: Handler } = {
  list,
  create,
  get,
  update,
  delete: remove,
  getCurrentKeyMetadata,
  listKeyAssignments: Restrictions.listKeyAssignments,
  assignKeys: Restrictions.assignKeys,
  unassignKeys: Restrictions.unassignKeys,
  listByokKeys: Restrictions.listByokKeys,
  updateByokKey: Restrictions.updateByokKey
}
