/**
 * The six operations on the store, each from a request to an answer.
 */
import * as Either from "effect/Either"
import type { Caller } from "./auth.js"
import type { Draws } from "./draws.js"
import { labelOf, spendingOf, toWire, view } from "./key.js"
import type { Account, Operation, Reply } from "./model.js"
import { error, json, standardError } from "./reply.js"
import type { Route } from "./route.js"
import { sha256 } from "./sha256.js"
import type { StoredKey } from "./state.js"
import type { Store } from "./store.js"
import { dayOf, spentNow } from "./usage.js"
import * as Validate from "./validate.js"

/** What an operation works on. */
export interface Workplace {
  readonly store: Store
  readonly draws: Draws
  readonly managementKey: string
  readonly workspaceId: string
  readonly userId: string
  readonly account: Account
  /** The time of the start, in milliseconds since the epoch. */
  readonly startedAt: number
}

/** What an operation is asked. */
export interface Call {
  readonly caller: Caller
  readonly route: Route
  readonly body: string
  /** Milliseconds since the epoch. */
  readonly now: number
}

type Handler = (place: Workplace, call: Call) => Reply.Answer

const refuse = (message: string): Reply.Answer => error(400, message)

const notFound = standardError(404)

const withKey = ({ store }: Workplace, { route }: Call, f: (key: StoredKey) => Reply.Answer): Reply.Answer => {
  const key = store.get(route.hash)
  return key === undefined ? notFound : f(key)
}

const list: Handler = ({ store, workspaceId }, { now, route }) =>
  Either.match(Validate.listQuery(route.query), {
    onLeft: refuse,
    onRight: ({ includeDisabled, offset, workspaceId: asked = workspaceId }) => {
      const page = store.page({ workspaceId: asked, includeDisabled }, offset)
      return json(200, { data: page.map((key) => toWire(view(key, now))) })
    }
  })

const newKey = (
  { userId, workspaceId }: Pick<Workplace, "userId" | "workspaceId">,
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
  createdAt: new Date(now).toISOString(),
  updatedAt: null,
  expiresAt: body.expires_at ?? null,
  creatorUserId: body.creator_user_id ?? userId,
  workspaceId: body.workspace_id?.toLowerCase() ?? workspaceId,
  externalUser: body.external?.user ?? null
})

const create: Handler = (place, { body, now }) =>
  Either.match(Validate.createBody(body), {
    onLeft: refuse,
    onRight: (wanted) => {
      const secret = place.draws.secret()
      const key = newKey(place, wanted, secret, now)
      place.store.set(key)
      return json(201, { data: toWire(view(key, now)), key: secret })
    }
  })

const get: Handler = (place, call) => withKey(place, call, (key) => json(200, { data: toWire(view(key, call.now)) }))

const changed = (key: StoredKey, body: Validate.UpdateBody, now: number): StoredKey => ({
  ...key,
  name: body.name ?? key.name,
  disabled: body.disabled ?? key.disabled,
  limit: body.limit === undefined ? key.limit : body.limit,
  limitReset: body.limit_reset === undefined ? key.limitReset : body.limit_reset,
  includeByokInLimit: body.include_byok_in_limit ?? key.includeByokInLimit,
  updatedAt: new Date(now).toISOString()
})

const update: Handler = (place, call) =>
  withKey(place, call, (key) =>
    Either.match(Validate.updateBody(call.body), {
      onLeft: refuse,
      onRight: (body) => {
        const updated = changed(key, body, call.now)
        place.store.set(updated)
        return json(200, { data: toWire(view(updated, call.now)) })
      }
    }))

const remove: Handler = (place, call) =>
  withKey(place, call, (key) => {
    place.store.remove(key.hash)
    return json(200, { deleted: true })
  })

/** Requests to free models, which are counted from midnight UTC: those of the options were made on the day of the start. */
const freeRequests = ({ account, startedAt }: Workplace, now: number) => {
  const { limit, used } = account.freeModelDailyRequests ?? { limit: 50, used: 0 }
  return { limit, used: dayOf(now) === dayOf(startedAt) ? used : 0 }
}

const getCurrentKeyMetadata: Handler = (place, { caller, now }) => {
  const { account } = place
  const isManagement = caller._tag === "Management"
  // The management key spends nothing and has no limit.
  const key = isManagement ? newKey(place, { name: "Management" }, place.managementKey, now) : caller.key
  const free = freeRequests(place, now)
  return json(200, {
    data: {
      ...toWire({
        label: key.label,
        ...spendingOf(key, now),
        expiresAt: key.expiresAt,
        creatorUserId: key.creatorUserId,
        workspaceId: key.workspaceId,
        organizationId: account.organizationId ?? null,
        isFreeTier: account.isFreeTier ?? false,
        isManagementKey: isManagement,
        isProvisioningKey: isManagement,
        allowedDataRegions: account.allowedDataRegions ?? ["global", "europe", "us"],
        freeModelDailyRequests: { ...free, remaining: Math.max(0, free.limit - free.used) },
        rateLimit: { requests: -1, interval: "10s", note: "This field is deprecated and safe to ignore." }
      })
    }
  })
}

/** How each operation is answered. */
export const operations: { readonly [O in Operation]: Handler } = {
  list,
  create,
  get,
  update,
  delete: remove,
  getCurrentKeyMetadata
}
