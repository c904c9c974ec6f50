/** Copies guardrails and BYOK allowlists from one key to another. */
import { ApiKeys } from "@openrouter-keys/core/ApiKeys"
import * as Engine from "@openrouter-keys/core/Engine"
import { InvalidResponse, NotFound } from "@openrouter-keys/protocol/OpenRouterError"
import type { OperationName, OperationSpec } from "@openrouter-keys/protocol/Operation"
import {
  type ByokKey,
  type KeyAssignment,
  type Page,
  type PageRequest,
  type RestrictionError,
  restrictionOperations as operations
} from "@openrouter-keys/protocol/Restriction"
import * as Effect from "effect/Effect"
import { findKeySurely } from "../lookup.js"
import { Later, Stop } from "./failure.js"
import { Guard } from "./guard.js"

/** The restrictions of all keys. */
export interface Restrictions {
  readonly assignments: ReadonlyArray<KeyAssignment>
  readonly byokKeys: ReadonlyArray<ByokKey>
}

type Calls<A> = Effect.Effect<A, RestrictionError, ApiKeys>

/** Fallback for stubs of the operations without restrictions. */
const unseen = (operation: OperationName) =>
  Effect.fail(new NotFound({ operation, message: `${operation}: not implemented` }))

const call = <Request, Response>(
  operation: OperationSpec<Request, Response, RestrictionError>,
  request: Request
): Calls<Response> =>
  Effect.flatMap(ApiKeys, (keys) => {
    const execute = Engine.executeOf(keys)
    return execute === undefined ? unseen(operation.name) : execute(operation, request)
  })

const pageSize = 100

/** Maximum number of pages of a list. */
const maxPages = 1_000

const everyItem = <Item>(
  name: OperationName,
  page: (request: PageRequest) => Calls<Page<Item>>
): Calls<ReadonlyArray<Item>> =>
  Effect.gen(function*() {
    const items: Array<Item> = []
    for (let pages = 0; pages < maxPages; pages++) {
      const { data, totalCount } = yield* page({ offset: items.length, limit: pageSize })
      items.push(...data)
      if (data.length === 0 || (totalCount === null ? data.length < pageSize : items.length >= totalCount)) return items
    }
    return yield* Effect.fail(new InvalidResponse({ operation: name, message: `${name}: the list does not end` }))
  })

const readAssignments: Calls<ReadonlyArray<KeyAssignment>> = everyItem(
  operations.listKeyAssignments.name,
  (request) => call(operations.listKeyAssignments, request)
)

const readByokKeys = (workspaceId: string | null): Calls<ReadonlyArray<ByokKey>> =>
  everyItem(
    operations.listByokKeys.name,
    (request) => call(operations.listByokKeys, { ...request, ...(workspaceId === null ? {} : { workspaceId }) })
  )

const read = (workspaceId: string | null): Calls<Restrictions> =>
  Effect.all({ assignments: readAssignments, byokKeys: readByokKeys(workspaceId) })

/** Whether the management key may not read restrictions, as opposed to a temporary failure. */
const isHidden = (error: RestrictionError): boolean => error._tag === "Forbidden" || error._tag === "NotFound"

/**
 * Reads the restrictions of all keys. If the management key may not read them: `null`, if `withoutRestrictions` is
 * set; otherwise the rotation stops.
 */
export const readVisible = (
  workspaceId: string | null,
  withoutRestrictions: boolean
): Effect.Effect<Restrictions | null, RestrictionError | Stop, ApiKeys> =>
  read(workspaceId).pipe(
    Effect.catchIf(isHidden, ({ message }) =>
      withoutRestrictions ? Effect.succeed(null) : new Stop({
        reason: `The management key cannot read guardrails and BYOK allowlists, which the new key must also have: ` +
          `${message}. Start again with a key that may, or with \`withoutRestrictions\`.`
      }))
  )

/** Removes the hashes of deleted keys. A hash that cannot be looked up stays. */
const withoutGone = (hashes: ReadonlyArray<string>): Effect.Effect<ReadonlyArray<string>, never, ApiKeys> =>
  Effect.filter(
    hashes,
    (hash) => Effect.match(findKeySurely(hash), { onFailure: () => true, onSuccess: (key) => key !== undefined }),
    { concurrency: 8 }
  )

/**
 * Changes an allowlist. The service rejects lists with hashes of deleted keys, so these are removed. More keys may be
 * deleted meanwhile: after each rejection, the list is tried again if it got shorter. An empty list is not written,
 * because the service does not accept it.
 */
const allow = (byokKey: ByokKey, hashes: ReadonlyArray<string>): Effect.Effect<void, RestrictionError, ApiKeys> =>
  hashes.length === 0
    ? Effect.void
    : call(operations.updateByokKey, { id: byokKey.id, allowedApiKeyHashes: hashes }).pipe(
      Effect.asVoid,
      Effect.catchTag("BadRequest", (error) =>
        Effect.flatMap(
          withoutGone(hashes),
          (left) => left.length === hashes.length ? Effect.fail(error) : allow(byokKey, left)
        ))
    )

const guardrailOf = ({ assignments }: Restrictions, hash: string): string | undefined =>
  assignments.find(({ keyHash }) => keyHash === hash)?.guardrailId

/** Credentials whose allowlist includes a key. */
const allowing = (byokKeys: ReadonlyArray<ByokKey>, hash: string): ReadonlyArray<ByokKey> =>
  byokKeys.filter(({ allowedApiKeyHashes }) => allowedApiKeyHashes?.includes(hash) === true)

/** The guardrails and credentials of one key that another key lacks. */
const missing = (all: Restrictions, from: string, to: string) => {
  const guardrailId = guardrailOf(all, from)
  return {
    guardrailId: guardrailId === guardrailOf(all, to) ? undefined : guardrailId,
    byokKeys: allowing(all.byokKeys, from).filter(({ allowedApiKeyHashes }) =>
      allowedApiKeyHashes?.includes(to) !== true
    )
  }
}

const isNone = ({ byokKeys, guardrailId }: ReturnType<typeof missing>): boolean =>
  guardrailId === undefined && byokKeys.length === 0

/** One change of an allowlist at a time: lists are written as a whole, so concurrent changes would be lost. */
const writing = <A, E, R>(change: Effect.Effect<A, E, R>) => Effect.flatMap(Guard, (guard) => guard.allowlists(change))

/** Adds a key to the allowlists of another one. Reads them again under the guard, so that no other rotation writes them. */
const admit = (from: string, to: string, workspaceId: string | null) =>
  Effect.flatMap(readByokKeys(workspaceId), (byokKeys) =>
    Effect.forEach(
      missing({ assignments: [], byokKeys }, from, to).byokKeys,
      (byokKey) => allow(byokKey, [...byokKey.allowedApiKeyHashes ?? [], to]),
      { discard: true }
    )).pipe(writing)

/** Copies the restrictions of a key to another one, and verifies them. */
export const carry = (
  from: string,
  to: string,
  workspaceId: string | null,
  withoutRestrictions: boolean
): Effect.Effect<void, RestrictionError | Stop | Later, ApiKeys> =>
  Effect.gen(function*() {
    const before = yield* readVisible(workspaceId, withoutRestrictions)
    if (before === null) return
    const { byokKeys, guardrailId } = missing(before, from, to)
    if (isNone({ byokKeys, guardrailId })) return
    if (guardrailId !== undefined) yield* call(operations.assignKeys, { id: guardrailId, keyHashes: [to] })
    if (byokKeys.length > 0) yield* admit(from, to, workspaceId)
    if (!isNone(missing(yield* read(workspaceId), from, to))) {
      return yield* new Later({ reason: "The successor does not have the predecessor's restrictions yet." })
    }
  })

/** Removes a deleted key from allowlists. If it is the only key of a list, it stays, because a list cannot be empty. */
export const forget = (hash: string, workspaceId: string | null): Effect.Effect<void, RestrictionError, ApiKeys> => {
  const allowingIt = Effect.map(readByokKeys(workspaceId), (byokKeys) => allowing(byokKeys, hash))
  const remove = Effect.flatMap(allowingIt, (byokKeys) =>
    Effect.forEach(
      byokKeys,
      (byokKey) => allow(byokKey, (byokKey.allowedApiKeyHashes ?? []).filter((each) => each !== hash)),
      { discard: true }
    ))
  return Effect.flatMap(allowingIt, (byokKeys) => byokKeys.length === 0 ? Effect.void : writing(remove)).pipe(
    Effect.catchIf(isHidden, () => Effect.void)
  )
}
