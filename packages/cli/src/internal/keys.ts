/** Finds the key for a KEY argument, and its state. */
import { ApiKeys } from "@openrouter-keys/core/ApiKeys"
import type { ApiKey } from "@openrouter-keys/protocol/ApiKey"
import type { ListRequest } from "@openrouter-keys/protocol/KeyRequest"
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { type CommandError, failure, fromApi } from "./failure.js"
import { safe } from "./text.js"

/** State of a key. */
export type State = "active" | "disabled" | "expired" | "exhausted"

/** State of a key at a time, in milliseconds. */
export const stateOf = (
  { disabled, expiresAt, limit, limitRemaining }: Pick<ApiKey, "disabled" | "expiresAt" | "limit" | "limitRemaining">,
  now: number
): State => {
  if (disabled) return "disabled"
  if (expiresAt !== null && Date.parse(expiresAt) <= now) return "expired"
  return limit !== null && limitRemaining !== null && limitRemaining <= 0 ? "exhausted" : "active"
}

/** Lists keys, page after page. */
export const listed = (request: ListRequest): Effect.Effect<ReadonlyArray<ApiKey>, CommandError, ApiKeys> =>
  ApiKeys.listAll(request).pipe(
    Stream.runCollect,
    Effect.map(Chunk.toReadonlyArray),
    Effect.mapError(fromApi)
  )

/** All keys of a workspace. */
export const everyKey = (workspaceId: string | undefined) =>
  listed({ includeDisabled: true, includeExpired: true, ...(workspaceId === undefined ? {} : { workspaceId }) })

const fullHash = /^[0-9a-f]{64}$/

/** How many characters of a hash are shown. */
const shownHash = 10

/** Short enough to type, long enough to be unique. */
export const shortHash = (hash: string): string => hash.slice(0, shownHash)

/** A key in a message. */
export const describeKey = ({ hash, name }: Pick<ApiKey, "hash" | "name">): string =>
  `${safe(JSON.stringify(name))} (${shortHash(hash)})`

/** Names are often the beginning of a hash by accident if they are shorter. */
const minPrefix = 6

const matching = (keys: ReadonlyArray<ApiKey>, text: string): ReadonlyArray<ApiKey> => {
  const exact = keys.filter(({ hash }) => hash === text)
  if (exact.length > 0) return exact
  const prefix = text.length < minPrefix ? undefined : text.toLowerCase()
  return keys.filter(({ hash, label, name }) =>
    name === text || label === text || (prefix !== undefined && hash.startsWith(prefix))
  )
}

/** How many keys an error lists. */
const maxListed = 10

const ambiguous = (text: string, found: ReadonlyArray<ApiKey>): CommandError => {
  const shown = found.slice(0, maxListed).map(({ disabled, hash, label, name }) =>
    `\n  ${hash.slice(0, 16)}  ${label}  ${safe(name)}${disabled ? "  (disabled)" : ""}`
  )
  const rest = found.length > maxListed ? `\n  and ${found.length - maxListed} more` : ""
  return failure(
    `${JSON.stringify(text)} matches ${found.length} keys. Use more characters of the hash:${shown.join("")}${rest}`
  )
}

const missing = (text: string): CommandError =>
  failure(`No key matches ${safe(JSON.stringify(text))}. \`openrouter-keys list --all\` lists all keys.`)

const pickOne = (keys: ReadonlyArray<ApiKey>, text: string): Effect.Effect<ApiKey, CommandError> => {
  const found = matching(keys, text)
  if (found.length > 1) return ambiguous(text, found)
  return found[0] === undefined ? missing(text) : Effect.succeed(found[0])
}

const byHash = (hash: string): Effect.Effect<ApiKey, CommandError, ApiKeys> =>
  ApiKeys.get({ hash }).pipe(
    Effect.map(({ data }) => data),
    Effect.mapError((error) => error._tag === "NotFound" ? missing(hash) : fromApi(error))
  )

/** The keys that match the texts, each once. A text is a hash, its first 6 or more characters, a name or a label. */
export const resolveAll = (
  texts: ReadonlyArray<string>,
  workspaceId: string | undefined
): Effect.Effect<ReadonlyArray<ApiKey>, CommandError, ApiKeys> =>
  Effect.gen(function*() {
    const hasNames = texts.some((text) => !fullHash.test(text))
    const keys = hasNames ? yield* everyKey(workspaceId) : []
    const found = yield* Effect.forEach(
      texts,
      (text) => fullHash.test(text) && !keys.some(({ hash }) => hash === text) ? byHash(text) : pickOne(keys, text)
    )
    return [...new Map(found.map((key) => [key.hash, key])).values()]
  })

/** The key that matches a text. */
export const resolve = (text: string, workspaceId: string | undefined): Effect.Effect<ApiKey, CommandError, ApiKeys> =>
  Effect.map(resolveAll([text], workspaceId), ([key]) => key!)
