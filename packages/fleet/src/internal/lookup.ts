/** Finds keys by name, with as few requests as possible. */
import { ApiKeys } from "@openrouter-keys/core/ApiKeys"
import type { ApiKey } from "@openrouter-keys/protocol/ApiKey"
import type { ListRequest } from "@openrouter-keys/protocol/KeyRequest"
import type { GetError, ListError, NotFound } from "@openrouter-keys/protocol/OpenRouterError"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"

/** All keys of a workspace, including disabled and expired ones. */
export const everyKey = (workspaceId?: string): Stream.Stream<ApiKey, ListError, ApiKeys> =>
  ApiKeys.listAll(requestOf(workspaceId))

/**
 * All keys of several workspaces, each once. Workspaces may be repeated, and the default one (`undefined`) may also be
 * listed by its ID.
 */
export const keysOfAll = (
  workspaces: Iterable<string | undefined>
): Effect.Effect<ReadonlyArray<ApiKey>, ListError, ApiKeys> =>
  Stream.fromIterable(new Set(workspaces)).pipe(
    Stream.flatMap(everyKey),
    Stream.runCollect,
    Effect.map((keys) => [...new Map([...keys].map((key) => [key.hash, key])).values()])
  )

/** Maximum difference between the clocks of two machines, in milliseconds. */
const skew = 86_400_000

/**
 * The keys of a workspace that were created since a time, in milliseconds. The list begins with the most recent keys, so
 * few pages are read.
 */
export const keysCreatedSince = (
  time: number,
  workspaceId: string | undefined
): Stream.Stream<ApiKey, ListError, ApiKeys> =>
  Stream.takeWhile(everyKey(workspaceId), ({ createdAt }) => !(Date.parse(createdAt) < time - skew))

const requestOf = (workspaceId: string | undefined): ListRequest => ({
  includeDisabled: true,
  includeExpired: true,
  ...(workspaceId === undefined ? {} : { workspaceId })
})

/** A key by its hash; `undefined` if it is gone. */
export const findKey = (hash: string): Effect.Effect<ApiKey | undefined, Exclude<GetError, NotFound>, ApiKeys> =>
  ApiKeys.get({ hash }).pipe(
    Effect.map(({ data }) => data),
    Effect.catchTag("NotFound", () => Effect.succeed(undefined))
  )

/** A key by its hash; `undefined` if it is not found twice, because one server may lag behind. */
export const findKeySurely = (
  hash: string
): Effect.Effect<ApiKey | undefined, Exclude<GetError, NotFound>, ApiKeys> =>
  Effect.flatMap(findKey(hash), (key) => key === undefined ? findKey(hash) : Effect.succeed(key))

/** Finds the keys with a name. */
export type Lookup = (name: string) => Effect.Effect<ReadonlyArray<ApiKey>, ListError, ApiKeys>

/**
 * Lookups in one workspace. The first one lists all keys, later ones only new keys: the list begins with the most recent, so
 * the first page that ends with a known key has the last new ones.
 */
export const make = (workspaceId?: string): Lookup => {
  const known = new Map<string, ApiKey>()
  const lock = Effect.unsafeMakeSemaphore(1)
  let isComplete = false
  const add = (key: ApiKey) => Effect.sync(() => void known.set(key.hash, key))
  const readAll = Effect.tap(Stream.runForEach(everyKey(workspaceId), add), () => {
    isComplete = true
  })
  const readRecent = (offset: number): Effect.Effect<void, ListError, ApiKeys> =>
    Effect.flatMap(ApiKeys.list({ ...requestOf(workspaceId), offset }), ({ data }) => {
      const last = data.at(-1)
      const isLast = last === undefined || known.has(last.hash)
      for (const key of data) known.set(key.hash, key)
      return isLast ? Effect.void : readRecent(offset + data.length)
    })
  const refresh = Effect.suspend(() => isComplete ? readRecent(0) : readAll)
  return (name) =>
    Effect.map(lock.withPermits(1)(refresh), () => [...known.values()].filter((key) => key.name === name))
}
