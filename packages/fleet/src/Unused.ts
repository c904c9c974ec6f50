/**
 * Finds keys that are no longer used, and keys that an interrupted run left.
 *
 * @module
 */
import { ApiKeys } from "@openrouter-keys/core/ApiKeys"
import type { ApiKey } from "@openrouter-keys/protocol/ApiKey"
import type { DeleteError, GetError, ListError, UpdateError } from "@openrouter-keys/protocol/OpenRouterError"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { matches, Selector } from "./Budget.js"
import { remove } from "./internal/issue.js"
import { everyKey } from "./internal/lookup.js"
import { plainName } from "./internal/names.js"
import { type OptionError, options as check, text, time } from "./internal/options.js"
import { isUsed } from "./internal/plan/compare.js"
import { saidOfParts } from "./internal/shown.js"

/** An unused key. */
export interface UnusedKey {
  readonly hash: string
  readonly label: string
  readonly name: string
  readonly disabled: boolean
  /** When it was last used, ISO-8601; `null` for never. */
  readonly lastUsedAt: string | null
  /**
   * - `unused`: not used for `olderThan`;
   * - `neverUsed`: created before `olderThan`, and never used;
   * - `leftover`: created by an interrupted run and never used; its secret is lost.
   */
  readonly reason: "unused" | "neverUsed" | "leftover"
}

/** Which keys count as unused. */
export interface Options {
  /** How long a key must be unused; during a rotation, neither used nor changed. Default: 90 days. */
  readonly olderThan?: Duration.DurationInput | undefined
  /** Only these keys. Default: all. */
  readonly keys?: Selector | undefined
  /** ID of the workspace. Default: the default workspace. */
  readonly workspaceId?: string | undefined
}

/** A younger key may belong to a run in progress. */
const leftoverAfterMs = Duration.toMillis("1 hour")

const reasonOf = (key: ApiKey, now: number, olderThanMs: number): UnusedKey["reason"] | null => {
  const isNeverUsed = !isUsed(key)
  const age = now - Date.parse(key.createdAt)
  const marked = plainName(key.name)
  if (marked?.role === "pending" && isNeverUsed) return age > leftoverAfterMs ? "leftover" : null
  // A rotation handles its own keys, unless it has not changed them for so long.
  if (marked !== null && !(now - Date.parse(key.updatedAt ?? key.createdAt) > olderThanMs)) return null
  if (isNeverUsed) return age > olderThanMs ? "neverUsed" : null
  // Used at an unknown time: not listed, to be safe.
  if (key.lastUsedAt === null || key.usageDaily > 0) return null
  return now - Date.parse(key.lastUsedAt) > olderThanMs ? "unused" : null
}

const Checked = Schema.Struct({
  olderThan: time("How long a key must be unused."),
  keys: Schema.optionalWith(Selector, { exact: true }),
  workspaceId: text("ID of the workspace.")
}).annotations(saidOfParts("Which keys count as unused.", "a mapping of options"))

const checked = (options: Options): Either.Either<Options, OptionError> => check(Checked, options)

/** Selects the keys that count as unused at the time `now`, in milliseconds. Pure. Throws an `OptionError`. */
export const select = (
  keys: Iterable<ApiKey>,
  now: number,
  options: Options = {}
): ReadonlyArray<UnusedKey> => selectBy(keys, now, Either.getOrThrowWith(checked(options), (error) => error))

const selectBy = (
  keys: Iterable<ApiKey>,
  now: number,
  { keys: selector = {}, olderThan = "90 days" }: Options
): ReadonlyArray<UnusedKey> =>
  [...keys].flatMap((key): ReadonlyArray<UnusedKey> => {
    const reason = matches(selector, key) ? reasonOf(key, now, Duration.toMillis(olderThan)) : null
    const { disabled, hash, label, lastUsedAt, name } = key
    return reason === null ? [] : [{ hash, label, name, disabled, lastUsedAt, reason }]
  })

/**
 * Finds unused keys, including disabled ones. Fails with an `OptionError` if an option is invalid, before
 * anything is read.
 */
export const find = (
  options: Options = {}
): Effect.Effect<ReadonlyArray<UnusedKey>, ListError | OptionError, ApiKeys> =>
  Effect.gen(function*() {
    const valid = yield* checked(options)
    const keys = yield* Stream.runCollect(everyKey(valid.workspaceId))
    return selectBy(keys, yield* Clock.currentTimeMillis, valid)
  })

/** Result for one key of a list. */
export interface Handled {
  readonly key: UnusedKey
  /** `kept`: nothing was done, because the key has been used since, is gone, or, for `delete`, is enabled. */
  readonly result: "disabled" | "deleted" | "kept"
}

const isStill = (found: UnusedKey, now: ApiKey): boolean =>
  found.lastUsedAt === now.lastUsedAt && found.name === now.name

const again = <E>(
  list: ReadonlyArray<UnusedKey>,
  isDue: (key: UnusedKey, now: ApiKey) => boolean,
  result: "disabled" | "deleted",
  act: (hash: string) => Effect.Effect<void, E, ApiKeys>
): Stream.Stream<Handled, E | GetError, ApiKeys> =>
  Stream.mapEffect(Stream.fromIterable(list), (key) =>
    ApiKeys.get({ hash: key.hash }).pipe(
      Effect.flatMap(({ data }): Effect.Effect<Handled, E, ApiKeys> =>
        isDue(key, data) ? Effect.as(act(key.hash), { key, result }) : Effect.succeed({ key, result: "kept" })
      ),
      Effect.catchIf(
        (error) => (error as { readonly _tag?: unknown })._tag === "NotFound",
        () => Effect.succeed<Handled>({ key, result: "kept" })
      )
    ))

/** Disables the keys of a list, except those that have been used since. They can be enabled again. */
export const disable = (list: ReadonlyArray<UnusedKey>): Stream.Stream<Handled, GetError | UpdateError, ApiKeys> =>
  again(
    list,
    (key, now) => isStill(key, now) && !now.disabled,
    "disabled",
    (hash) => Effect.asVoid(ApiKeys.update({ hash, requestBody: { disabled: true } }))
  )

/**
 * Deletes the disabled keys of a list, and leftovers. Keys that are enabled or that have been used since are
 * kept.
 */
const deleteAll = (list: ReadonlyArray<UnusedKey>): Stream.Stream<Handled, GetError | DeleteError, ApiKeys> =>
  again(list, (key, now) => isStill(key, now) && (now.disabled || key.reason === "leftover"), "deleted", remove)

export { deleteAll as delete }
