/** Looks keys up by name, with as few requests as possible. */
import { ApiKeys } from "@openrouter-keys/core/ApiKeys"
import type { ApiKey } from "@openrouter-keys/protocol/ApiKey"
import type { ListRequest } from "@openrouter-keys/protocol/KeyRequest"
import type { GetError, ListError, NotFound } from "@openrouter-keys/protocol/OpenRouterError"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"

/** Every key of a workspace, whatever its state. */
export const everyKey = (workspaceId?: string): Stream.Stream<ApiKey, ListError, ApiKeys> =>
  ApiKeys.listAll(requestOf(workspaceId))

/**
 * Every key of several workspaces, each once: a workspace may be named more than once, the default one (`undefined`) by
 * its ID, too.
 */
export const keysOfAll = (
  workspaces: Iterable<string | undefined>
): Effect.Effect<ReadonlyArray<ApiKey>, ListError, ApiKeys> =>
  Stream.fromIterable(new Set(workspaces)).pipe(
    Stream.flatMap(everyKey),
    Stream.runCollect,
    Effect.map((keys) => [...new Map([...keys].map((key) => [key.hash, key])).values()])
  )

/** The clocks of two machines differ less, in milliseconds. */
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

/** A key by its hash; `undefined` if it is not found twice: one response alone may come of a server that lags behind. */
export const findKeySurely = (
  hash: string
): Effect.Effect<ApiKey | undefined, Exclude<GetError, NotFound>, ApiKeys> =>
  Effect.flatMap(findKey(hash), (key) => key === undefined ? findKey(hash) : Effect.succeed(key))

/** Finds the keys of a name. */
export type Lookup = (name: string) => Effect.Effect<ReadonlyArray<ApiKey>, ListError, ApiKeys>

/**
 * A lookup in one workspace. The first one lists all keys, later ones the most recent: the list begins with them, so a
 * page that ends with a key that is known is the last one with keys that are not.
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
