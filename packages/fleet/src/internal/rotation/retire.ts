/** The later steps: wait until the predecessor is unused, disable it, keep it for a while, and delete it. */
import { ApiKeys } from "@openrouter-keys/core/ApiKeys"
import type { ApiKey } from "@openrouter-keys/protocol/ApiKey"
import { type GetError, NotFound, type UpdateError } from "@openrouter-keys/protocol/OpenRouterError"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { findKeySurely } from "../lookup.js"
import { fromError, Later, Stop } from "./failure.js"
import { handedSentence, limitOf, removeLeftovers, type Services, spendingOf } from "./issue.js"
import { cancelledName, originalName, retiredName } from "./name.js"
import { end, goOn, type Rotation, type Transition, wait } from "./record.js"
import * as Restrictions from "./restrictions.js"

type StepEffect = Effect.Effect<Transition, Stop | Later, Services>

const change = (
  hash: string,
  requestBody: Parameters<ApiKeys.Service["update"]>[0]["requestBody"]
): Effect.Effect<void, UpdateError, ApiKeys> => Effect.asVoid(ApiKeys.update({ hash, requestBody }))

const predecessor = (rotation: Rotation) => findKeySurely(rotation.request.hash)

/** Changes the predecessor. It counts as deleted only if reading it also fails with 404. */
const toPredecessor = <E>(
  { request: { hash } }: Rotation,
  action: Effect.Effect<unknown, E | NotFound, ApiKeys>
): Effect.Effect<void, E | Exclude<GetError, NotFound> | Later, ApiKeys> =>
  action.pipe(
    Effect.asVoid,
    Effect.catchIf(isNotFound, () =>
      Effect.flatMap(
        findKeySurely(hash),
        (key) =>
          key === undefined ? Effect.void : new Later({ reason: "The old key was not found, although it exists." })
      ))
  )

const isNotFound = (error: unknown): error is NotFound => error instanceof NotFound

/** The successor, if it still works. */
const successor = ({ successor }: Rotation) =>
  Effect.flatMap(successor === null ? Effect.succeed(undefined) : findKeySurely(successor.hash), (key) => {
    if (key === undefined) {
      return new Stop({ reason: "The new key was deleted by somebody else; the old key stays enabled." })
    }
    return key.disabled
      ? new Stop({ reason: "The new key was disabled by somebody else; the old key stays enabled." })
      : Effect.succeed(key)
  })

// =====================================================================================================================
// Waiting
// =====================================================================================================================

/** Waits until programs use the new secret. */
export const grace = (rotation: Rotation): StepEffect =>
  Effect.gen(function*() {
    if (rotation.hasLeftovers) {
      yield* removeLeftovers(rotation, rotation.successor === null ? [] : [rotation.successor.hash])
      return goOn(rotation, { hasLeftovers: false })
    }
    const left = (rotation.graceEndsAt ?? 0) - (yield* Clock.currentTimeMillis)
    return left > 0
      ? wait(rotation, left, { reason: "Waiting until programs use the new key." })
      : goOn(rotation, { step: "drain" })
  }).pipe(Effect.mapError(fromError))

const usageOf = ({ byokUsage, lastUsedAt, usage }: ApiKey) => ({ usage: usage + byokUsage, lastUsedAt })

const hasMoved = ({ drain }: Rotation, key: ApiKey): boolean => {
  const { lastUsedAt, usage } = usageOf(key)
  return drain !== null && (drain.usage !== usage || drain.lastUsedAt !== lastUsedAt)
}

/** Waits until the predecessor has not been used for a while. */
export const drain = (rotation: Rotation): StepEffect =>
  Effect.gen(function*() {
    const { drain, request } = rotation
    if (request.drain === 0 || rotation.forced) return goOn(rotation, { step: "disable" })
    const key = yield* predecessor(rotation)
    if (key === undefined || key.disabled) return goOn(rotation, { step: "disable" })
    const now = yield* Clock.currentTimeMillis
    if (drain === null) {
      const began = { ...usageOf(key), since: now, startedAt: now }
      return wait(rotation, request.drain, { drain: began, reason: "Checking whether the old key is still in use." })
    }
    if (!hasMoved(rotation, key)) {
      const left = drain.since + request.drain - now
      return left > 0 ? wait(rotation, left, {}) : goOn(rotation, { step: "disable" })
    }
    if (now - drain.startedAt >= request.drainBound) return yield* stillUsed(key)
    const moved = { ...usageOf(key), since: now, startedAt: drain.startedAt }
    return wait(rotation, request.drain, { drain: moved, reason: "The old key is still in use." })
  }).pipe(Effect.mapError(fromError))

const stillUsed = ({ lastUsedAt }: ApiKey) =>
  new Stop({
    reason: `The old key is still in use${lastUsedAt === null ? "" : `, last at ${lastUsedAt}`}. ` +
      "Confirm to disable it anyway, or cancel.",
    asks: true
  })

// =====================================================================================================================
// Disabling
// =====================================================================================================================

/** Changes of the predecessor since the successor was created. */
const spendingChange = (rotation: Rotation, old: ApiKey, next: ApiKey) => {
  const { spending } = rotation
  const now = spendingOf(rotation, old)
  // Changes that somebody made to the successor stay.
  const isOurs = spending !== null && next.limit === spending.limit && next.limitReset === spending.limitReset &&
    next.includeByokInLimit === spending.includeByokInLimit
  if (!isOurs) return {}
  return {
    ...(limitOf(rotation, old) === next.limit ? {} : { limit: now.limit }),
    ...(now.limitReset === next.limitReset
      ? {}
      : { limitReset: now.limitReset as "daily" | "weekly" | "monthly" | null }),
    ...(now.includeByokInLimit === next.includeByokInLimit ? {} : { includeByokInLimit: now.includeByokInLimit })
  }
}

/** The predecessor's original name, also after it was retired. */
const nameOf = ({ id, name }: Rotation, key: ApiKey | undefined): string =>
  key === undefined || originalName(key.name)?.id === id ? name : key.name

/** Disables the predecessor, and renames the successor. */
export const disable = (rotation: Rotation): StepEffect =>
  Effect.gen(function*() {
    const { id, request, workspaceId } = rotation
    const next = yield* successor(rotation)
    const old = yield* predecessor(rotation)
    const name = nameOf(rotation, old)
    if (old !== undefined) {
      const mustDrain = request.drain > 0 && !rotation.forced && !old.disabled
      if (mustDrain && hasMoved(rotation, old)) return goOn(rotation, { step: "drain" })
      yield* Restrictions.carry(request.hash, next.hash, workspaceId, request.withoutRestrictions)
      const body = spendingChange(rotation, old, next)
      if (Object.keys(body).length > 0) yield* change(next.hash, body)
      yield* toPredecessor(rotation, change(request.hash, { disabled: true, name: retiredName(name, id) }))
    }
    yield* change(next.hash, { name })
    const deleteAt = (yield* Clock.currentTimeMillis) + request.keepDisabled
    return goOn(rotation, { step: "keep", deleteAt, name })
  }).pipe(Effect.mapError(fromError))

/** Keeps the predecessor disabled for a while, in which it can be enabled again. */
export const keep = (rotation: Rotation): StepEffect =>
  Effect.map(Clock.currentTimeMillis, (now) => {
    const left = (rotation.deleteAt ?? 0) - now
    return left > 0
      ? wait(rotation, left, { reason: "The old key is disabled, and can still be enabled." })
      : goOn(rotation, { step: "delete" })
  })

/** Deletes the predecessor, and its hash from allowlists. */
export const deletePredecessor = (rotation: Rotation): StepEffect =>
  Effect.gen(function*() {
    const { request, workspaceId } = rotation
    const old = yield* predecessor(rotation)
    if (old !== undefined && !old.disabled) {
      return yield* new Stop({ reason: "The old key was enabled again by somebody else, so it is not deleted." })
    }
    yield* toPredecessor(rotation, ApiKeys.delete({ hash: request.hash }))
    yield* Restrictions.forget(request.hash, workspaceId)
    // An abandoned create may have been processed late.
    yield* removeLeftovers(rotation, rotation.successor === null ? [] : [rotation.successor.hash])
    return end(rotation, "done")
  }).pipe(Effect.mapError(fromError))

// =====================================================================================================================
// Rolling back
// =====================================================================================================================

/** Rolls back. A key whose secret was delivered stays enabled. */
export const cancel = (rotation: Rotation): StepEffect =>
  Effect.gen(function*() {
    const { handing, id, request, successor } = rotation
    const kept = successor === null ? handing : [successor.hash]
    yield* removeLeftovers(rotation, kept)
    if (successor === null) {
      const left = yield* Effect.filter(handing, (hash) => leave(rotation, hash))
      return end(rotation, "cancelled", left.length === 0 ? null : `${handedSentence} ${left.join(", ")}.`)
    }
    const old = yield* predecessor(rotation)
    const isRetired = old !== undefined && originalName(old.name)?.id === id
    if (isRetired) yield* change(request.hash, { disabled: false, name: rotation.name })
    if (old === undefined) return yield* takeOver(rotation, successor.hash)
    const isThere = yield* leave(rotation, successor.hash)
    return end(rotation, "cancelled", isThere ? `${isHanded} ${successor.hash}.` : null)
  }).pipe(Effect.mapError(fromError))

/** If the old key was deleted, the rotation cannot be rolled back: the new key gets its name. */
const takeOver = (rotation: Rotation, hash: string) =>
  Effect.gen(function*() {
    const next = yield* findKeySurely(hash)
    if (next === undefined) return end(rotation, "cancelled")
    if (originalName(next.name)?.id === rotation.id) yield* change(hash, { name: rotation.name })
    return end(rotation, "cancelled", "The old key was deleted, so the new one has got its name.")
  })

/** Renames a key that is kept to its cancelled name. Returns whether it exists. */
const leave = ({ id, name }: Rotation, hash: string) =>
  Effect.flatMap(findKeySurely(hash), (key) =>
    key === undefined
      ? Effect.succeed(false)
      : Effect.as(
        key.name === cancelledName(name, id) ? Effect.void : change(hash, { name: cancelledName(name, id) }),
        true
      ))

const isHanded = "The sink has the secret of the new key, which stays enabled until you delete it:"
