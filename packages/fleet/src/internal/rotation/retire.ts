/** The later steps: the predecessor is waited for, disabled, kept for a while, and deleted. */
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

/** Does something to the predecessor. It is taken for gone only if it cannot be found by a look at it either. */
const toPredecessor = <E>(
  { request: { hash } }: Rotation,
  action: Effect.Effect<unknown, E | NotFound, ApiKeys>
): Effect.Effect<void, E | Exclude<GetError, NotFound> | Later, ApiKeys> =>
  action.pipe(
    Effect.asVoid,
    Effect.catchIf(isNotFound, () =>
      Effect.flatMap(
        findKeySurely(hash),
        (key) => key === undefined ? Effect.void : new Later({ reason: "The old key was not found, but it is there." })
      ))
  )

const isNotFound = (error: unknown): error is NotFound => error instanceof NotFound

/** The successor, as long as it can take over. */
const successor = ({ successor }: Rotation) =>
  Effect.flatMap(successor === null ? Effect.succeed(undefined) : findKeySurely(successor.hash), (key) => {
    if (key === undefined) {
      return new Stop({ reason: "The successor was deleted by somebody else; the key that it was to replace stays." })
    }
    return key.disabled
      ? new Stop({ reason: "The successor was disabled by somebody else; the key that it was to replace stays." })
      : Effect.succeed(key)
  })

// =====================================================================================================================
// Waiting
// =====================================================================================================================

/** Waits for the programs to take the new secret. */
export const grace = (rotation: Rotation): StepEffect =>
  Effect.gen(function*() {
    if (rotation.hasLeftovers) {
      yield* removeLeftovers(rotation, rotation.successor === null ? [] : [rotation.successor.hash])
      return goOn(rotation, { hasLeftovers: false })
    }
    const left = (rotation.graceEndsAt ?? 0) - (yield* Clock.currentTimeMillis)
    return left > 0
      ? wait(rotation, left, { reason: "Waiting for the new key to be taken into use." })
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
      return wait(rotation, request.drain, { drain: began, reason: "Looking whether the old key is still in use." })
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
      "Confirm to disable it all the same, or cancel.",
    asks: true
  })

// =====================================================================================================================
// Disabling
// =====================================================================================================================

/** What of the predecessor was changed since the successor was made. */
const spendingChange = (rotation: Rotation, old: ApiKey, next: ApiKey) => {
  const { spending } = rotation
  const now = spendingOf(rotation, old)
  // A change of the successor by other people stays.
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

/** The predecessor's own name, also where it is retired already. */
const nameOf = ({ id, name }: Rotation, key: ApiKey | undefined): string =>
  key === undefined || originalName(key.name)?.id === id ? name : key.name

/** Disables the predecessor and gives the successor its name. */
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

/** Leaves the predecessor disabled for a while: enabling it again is the way back. */
export const keep = (rotation: Rotation): StepEffect =>
  Effect.map(Clock.currentTimeMillis, (now) => {
    const left = (rotation.deleteAt ?? 0) - now
    return left > 0
      ? wait(rotation, left, { reason: "The old key is disabled, and can still be enabled again." })
      : goOn(rotation, { step: "delete" })
  })

/** Deletes the predecessor, and its hash from allowlists. */
export const deletePredecessor = (rotation: Rotation): StepEffect =>
  Effect.gen(function*() {
    const { request, workspaceId } = rotation
    const old = yield* predecessor(rotation)
    if (old !== undefined && !old.disabled) {
      return yield* new Stop({ reason: "The old key was enabled again by somebody else, and so it is not deleted." })
    }
    yield* toPredecessor(rotation, ApiKeys.delete({ hash: request.hash }))
    yield* Restrictions.forget(request.hash, workspaceId)
    // A create that was given up on may have been processed late.
    yield* removeLeftovers(rotation, rotation.successor === null ? [] : [rotation.successor.hash])
    return end(rotation, "done")
  }).pipe(Effect.mapError(fromError))

// =====================================================================================================================
// Going back
// =====================================================================================================================

/** Back to where it was. A secret that was handed over cannot be taken back, so its key stays alive. */
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

/** Where the old key is gone, there is no way back: the new one is the key of the name. */
const takeOver = (rotation: Rotation, hash: string) =>
  Effect.gen(function*() {
    const next = yield* findKeySurely(hash)
    if (next === undefined) return end(rotation, "cancelled")
    if (originalName(next.name)?.id === rotation.id) yield* change(hash, { name: rotation.name })
    return end(rotation, "cancelled", "The old key is gone, so the new one has its name.")
  })

/** Marks a key that stays as one with which nothing is being done any more. Returns whether it is there. */
const leave = ({ id, name }: Rotation, hash: string) =>
  Effect.flatMap(findKeySurely(hash), (key) =>
    key === undefined
      ? Effect.succeed(false)
      : Effect.as(
        key.name === cancelledName(name, id) ? Effect.void : change(hash, { name: cancelledName(name, id) }),
        true
      ))

const isHanded = "The sink has the secret of the successor, which stays enabled until you delete it:"
