/** The first step: creates a successor with the same settings, delivers its secret, and tests it. */
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

/** Services of a step. */
export type Services = ApiKeys | SqlClient.SqlClient

/** Finds the sink of a rotation. */
export type FindSink = (rotation: Rotation) => SecretSink.Service | undefined

// =====================================================================================================================
// Keys of earlier attempts
// =====================================================================================================================

/** Keys that earlier attempts of the rotation created. */
const leftovers = ({ id, startedAt, workspaceId }: Rotation): Stream.Stream<ApiKey, ListError, ApiKeys> =>
  Stream.filter(keysCreatedSince(startedAt, workspaceId ?? undefined), ({ name }) => {
    const marked = originalName(name)
    return marked !== null && marked.id === id && marked.role === "successor"
  })

/** Begins the note on keys whose delivery was interrupted. */
export const handedSentence = "The sink may have the secret of a key that stays enabled until you delete it:"

/** Deletes keys of earlier attempts, except these. */
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

/** The limit of a successor: the total that can be spent stays the same. No limit stays no limit. */
export const limitOf = ({ request }: Rotation, key: ApiKey): number | null => {
  const { limit } = request
  if (limit === null || typeof limit === "number") return limit
  if (key.limit === null) return null
  const isSame = limit === "same" || (limit === "auto" && key.limitReset !== null)
  return isSame ? key.limit : key.limitRemaining ?? key.limit
}

/** Limit, reset and BYOK setting of a successor. */
export const spendingOf = (rotation: Rotation, key: ApiKey): Spending => ({
  limit: limitOf(rotation, key),
  limitReset: key.limitReset,
  includeByokInLimit: key.includeByokInLimit
})

const toTimestamp = (millis: number): string => new Date(millis).toISOString().replace(/\.\d+Z$/, "Z")

/** The expiry of a successor: its lifetime is that of the old key. */
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

/** Delays of the test: a new key may not work on every server at once. */
const verifySchedule = Schedule.intersect(Schedule.exponential("250 millis", 2), Schedule.recurs(4))

/** Tests a secret: requests the metadata of its key. */
const verify = (label: string, secret: Redacted.Redacted<string>) =>
  Effect.flatMap(ApiKeys, (keys) => keys.getCurrentKeyMetadata()).pipe(
    OpenRouterClient.withOptions({ headers: { authorization: `Bearer ${Redacted.value(secret)}` } }),
    Effect.retry(verifySchedule),
    Effect.mapError(({ message }) => new Later({ reason: `The new key does not work yet: ${message}` })),
    Effect.filterOrFail(
      ({ data }) => data.label === label,
      ({ data }) => new Later({ reason: `The new secret belongs to another key: ${data.label}` })
    )
  )

// =====================================================================================================================
// The step
// =====================================================================================================================

const predecessorOf = ({ request }: Rotation): Effect.Effect<ApiKey, Stop | Later, ApiKeys> =>
  findKeySurely(request.hash).pipe(
    Effect.mapError(fromError),
    Effect.flatMap((key) =>
      key === undefined ? new Stop({ reason: "The key to rotate was deleted." }) : Effect.succeed(key)
    )
  )

/** How often a rotation checks whether it was cancelled, by any process, while its sink stores the secret. */
const cancelPoll = "1 second"

/** Fails when a rotation is cancelled. */
const cancelled = (id: string): Effect.Effect<never, Later | SqlError, SqlClient.SqlClient> =>
  Store.find(id).pipe(
    // A database that is away for a moment is no reason to interrupt the sink.
    Effect.retry(Schedule.spaced(cancelPoll)),
    Effect.delay(cancelPoll),
    Effect.repeat({ until: (stored) => stored?.signal === "cancel" }),
    Effect.zipRight(new Later({ reason: "The rotation was cancelled while its sink stored the secret." }))
  )

/** Creates the successor, adds its restrictions, delivers its secret and tests it. A failure before the delivery leaves no key. */
const makeSuccessor = (rotation: Rotation, key: ApiKey, sink: SecretSink.Service) =>
  Effect.gen(function*() {
    const { request, workspaceId } = rotation
    const spending = spendingOf(rotation, key)
    const now = yield* Clock.currentTimeMillis
    if (request.expiresAt !== null && Date.parse(request.expiresAt) <= now) {
      return yield* new Stop({
        reason: `The new key would already have expired at ${request.expiresAt}: start the rotation again.`
      })
    }
    const { data, key: secret } = yield* ApiKeys.create(requestOf(rotation, key, spending, now))
    const { hash, label } = data
    yield* Restrictions.carry(request.hash, hash, workspaceId, request.withoutRestrictions)
    // From here on, the sink may have the secret: the key must not be deleted.
    const handing = {
      ...rotation,
      handing: [...rotation.handing, hash],
      reason: "Waiting for the sink to store the secret."
    }
    yield* Store.save(handing)
    yield* handOver(sink, { name: rotation.name, hash, label, secret }).pipe(
      Effect.tapError(() => Store.save(rotation)),
      Effect.tapError(() => Effect.ignore(remove(hash))),
      Effect.mapError(({ message }) => new Later({ reason: `The secret was not stored: ${message}` })),
      // The sink may already have the secret, so the key is not deleted.
      Effect.raceFirst(cancelled(rotation.id))
    )
    // Secrets of earlier attempts have been replaced in the sink.
    yield* Store.save({ ...rotation, handing: [hash] })
    yield* verify(label, secret)
    return { successor: { hash, label }, spending }
  })

/** Issues the successor. First deletes keys of earlier attempts whose secrets were not delivered. */
export const issue = (
  rotation: Rotation,
  findSink: FindSink
): Effect.Effect<Transition, Stop | Later, Services> =>
  Effect.gen(function*() {
    const sink = findSink(rotation)
    if (sink === undefined) return yield* new Stop({ reason: "There is no sink for the secret: set `to`." })
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
