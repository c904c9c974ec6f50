/** The first step: a successor with everything that the predecessor has, its secret in the sink and seen to work. */
import type * as SqlClient from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import { ApiKeys } from "@openrouter-keys/core/ApiKeys"
import { OpenRouterClient } from "@openrouter-keys/core/OpenRouterClient"
import type { ApiKey } from "@openrouter-keys/protocol/ApiKey"
import type { CreateKeysRequest } from "@openrouter-keys/protocol/KeyRequest"
import type { DeleteError, ListError } from "@openrouter-keys/protocol/OpenRouterError"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import type { SecretSink } from "../../SecretSink.js"
import { remove } from "../issue.js"
import * as Lineage from "../lineage.js"
import { findKeySurely, keysCreatedSince } from "../lookup.js"
import { checkSink } from "../sink/check.js"
import { handOver } from "../sink/handOver.js"
import { fromError, Later, Stop } from "./failure.js"
import { originalName, successorName } from "./name.js"
import { goOn, type Rotation, type Spending, type Transition } from "./record.js"
import * as Restrictions from "./restrictions.js"
import * as Store from "./store.js"

/** What steps run with. */
export type Services = ApiKeys | SqlClient.SqlClient

/** Finds where secrets go. */
export type FindSink = (rotation: Rotation) => SecretSink.Service | undefined

// =====================================================================================================================
// Keys of earlier tries
// =====================================================================================================================

/** Keys that earlier tries of the rotation made. */
const leftovers = ({ id, startedAt, workspaceId }: Rotation): Stream.Stream<ApiKey, ListError, ApiKeys> =>
  Stream.filter(keysCreatedSince(startedAt, workspaceId ?? undefined), ({ name }) => {
    const marked = originalName(name)
    return marked !== null && marked.id === id && marked.role === "successor"
  })

/** Of keys whose hand-over was interrupted. */
export const handedSentence = "The sink may have the secret of a key that stays enabled until you delete it:"

/** Deletes what earlier tries made, but not these. */
export const removeLeftovers = (
  rotation: Rotation,
  kept: ReadonlyArray<string>
): Effect.Effect<void, ListError | DeleteError, ApiKeys> =>
  Effect.flatMap(
    Stream.runCollect(leftovers(rotation)),
    Effect.forEach(({ hash }) => kept.includes(hash) ? Effect.void : remove(hash), { discard: true })
  )

// =====================================================================================================================
// The successor
// =====================================================================================================================

/** The limit of a successor: the total that can be spent stays the same. No limit stays none. */
export const limitOf = ({ request }: Rotation, key: ApiKey): number | null => {
  const { limit } = request
  if (limit === null || typeof limit === "number") return limit
  if (key.limit === null) return null
  const isSame = limit === "same" || (limit === "auto" && key.limitReset !== null)
  return isSame ? key.limit : key.limitRemaining ?? key.limit
}

/** What a successor may spend. */
export const spendingOf = (rotation: Rotation, key: ApiKey): Spending => ({
  limit: limitOf(rotation, key),
  limitReset: key.limitReset,
  includeByokInLimit: key.includeByokInLimit
})

const toTimestamp = (millis: number): string => new Date(millis).toISOString().replace(/\.\d+Z$/, "Z")

/** The life of a key keeps its length. */
const expiryOf = ({ request }: Rotation, key: ApiKey, now: number): string | null => {
  if (request.hasExpiry) return request.expiresAt
  if (key.expiresAt === null) return null
  return toTimestamp(now + Math.max(1_000, Date.parse(key.expiresAt) - Date.parse(key.createdAt)))
}

const requestOf = (rotation: Rotation, key: ApiKey, spending: Spending, now: number): CreateKeysRequest => {
  const expiresAt = expiryOf(rotation, key, now)
  return {
    name: successorName(rotation.name, rotation.id),
    limit: spending.limit,
    limitReset: spending.limitReset as CreateKeysRequest["limitReset"],
    includeByokInLimit: spending.includeByokInLimit,
    ...(expiresAt === null ? {} : { expiresAt }),
    ...(key.creatorUserId === null ? {} : { creatorUserId: key.creatorUserId }),
    ...(key.workspaceId === null ? {} : { workspaceId: key.workspaceId }),
    ...(key.externalUser === null ? {} : { external: { user: key.externalUser } })
  }
}

/** A new key may not be known everywhere at once. */
const verifySchedule = Schedule.intersect(Schedule.exponential("250 millis", 2), Schedule.recurs(4))

/** Asks who a secret belongs to, with the secret itself. */
const verify = (label: string, secret: Redacted.Redacted<string>) =>
  Effect.flatMap(ApiKeys, (keys) => keys.getCurrentKeyMetadata()).pipe(
    OpenRouterClient.withOptions({ headers: { authorization: `Bearer ${Redacted.value(secret)}` } }),
    Effect.retry(verifySchedule),
    Effect.mapError(({ message }) => new Later({ reason: `The new key does not work yet: ${message}` })),
    Effect.filterOrFail(
      ({ data }) => data.label === label,
      ({ data }) => new Later({ reason: `The new key is taken for another one: ${data.label}` })
    )
  )

// =====================================================================================================================
// The step
// =====================================================================================================================

const predecessorOf = ({ request }: Rotation): Effect.Effect<ApiKey, Stop | Later, ApiKeys> =>
  findKeySurely(request.hash).pipe(
    Effect.mapError(fromError),
    Effect.flatMap((key) =>
      key === undefined ? new Stop({ reason: "The key to rotate is gone." }) : Effect.succeed(key)
    )
  )

/** How often a rotation that waits for its sink looks whether it was cancelled: by any process. */
const cancelPoll = "1 second"

/** Fails once a rotation is told to cancel. */
const cancelled = (id: string): Effect.Effect<never, Later | SqlError, SqlClient.SqlClient> =>
  Store.find(id).pipe(
    Effect.delay(cancelPoll),
    Effect.repeat({ until: (stored) => stored?.signal === "cancel" }),
    Effect.zipRight(new Later({ reason: "The rotation was cancelled while its sink took the secret." }))
  )

/** Creates, restricts, hands over and verifies. Everything before the handing over leaves no trace where it fails. */
const makeSuccessor = (rotation: Rotation, key: ApiKey, sink: SecretSink.Service) =>
  Effect.gen(function*() {
    const { request, workspaceId } = rotation
    const spending = spendingOf(rotation, key)
    const now = yield* Clock.currentTimeMillis
    if (request.expiresAt !== null && Date.parse(request.expiresAt) <= now) {
      return yield* new Stop({
        reason: `The new key was to expire at ${request.expiresAt}, which is over: start again.`
      })
    }
    const { data, key: secret } = yield* ApiKeys.create(requestOf(rotation, key, spending, now))
    const { hash, label } = data
    yield* Restrictions.carry(request.hash, hash, workspaceId, request.withoutRestrictions)
    // From here on the sink may have it: where nothing else is known, it must stay alive.
    const handing = {
      ...rotation,
      handing: [...rotation.handing, hash],
      reason: "Waiting for the sink to take the secret."
    }
    yield* Store.save(handing)
    yield* handOver(sink, { name: rotation.name, hash, label, secret }).pipe(
      Effect.tapError(() => Store.save(rotation)),
      Effect.tapError(() => Effect.ignore(remove(hash))),
      Effect.mapError(({ message }) => new Later({ reason: `The secret was not stored: ${message}` })),
      // The sink may have the secret by then, so its key is not deleted.
      Effect.raceFirst(cancelled(rotation.id))
    )
    // What the sink had of earlier tries has been replaced.
    yield* Store.save({ ...rotation, handing: [hash] })
    yield* verify(label, secret)
    return { successor: { hash, label }, spending }
  })

/** Issues the successor. Whatever an earlier try made and did not hand over is deleted first. */
export const issue = (
  rotation: Rotation,
  findSink: FindSink
): Effect.Effect<Transition, Stop | Later, Services> =>
  Effect.gen(function*() {
    const sink = findSink(rotation)
    if (sink === undefined) return yield* new Stop({ reason: "There is no sink for the secret: give one by `to`." })
    const key = yield* predecessorOf(rotation)
    const named = { ...rotation, name: key.name, label: key.label, workspaceId: key.workspaceId }
    yield* Restrictions.readVisible(key.workspaceId, rotation.request.withoutRestrictions)
    yield* Effect.catchTag(checkSink(sink), "SecretSinkError", ({ message }) => new Stop({ reason: message }))
    yield* removeLeftovers(named, named.handing)
    const { spending, successor } = yield* makeSuccessor(named, key, sink)
    yield* Lineage.record({ predecessor: key.hash, successor: successor.hash })
    const graceEndsAt = (yield* Clock.currentTimeMillis) + rotation.request.grace
    const handed = { successor, spending, handing: [], hasLeftovers: true, graceEndsAt }
    return goOn(named, { ...handed, step: "grace" })
  }).pipe(Effect.mapError(fromError))
