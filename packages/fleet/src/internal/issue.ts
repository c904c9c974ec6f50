/**
 * Creates a key and delivers its secret. After an interruption, the next run can recognize what is left.
 *
 * Until its secret is delivered, the key's name has a mark, by which the next run recognizes that the secret is lost,
 * and deletes the key. Renaming the key is the last step.
 */
import { ApiKeys } from "@openrouter-keys/core/ApiKeys"
import type { CreateKeysRequest } from "@openrouter-keys/core/KeyRequest"
import type { CreateKeysResponse } from "@openrouter-keys/core/KeyResponse"
import type { ApiKey } from "@openrouter-keys/protocol/ApiKey"
import type {
  CreateError,
  DeleteError,
  ListError,
  NotFound,
  OpenRouterError,
  UpdateError
} from "@openrouter-keys/protocol/OpenRouterError"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Random from "effect/Random"
import * as Stream from "effect/Stream"
import type { SecretSink } from "../SecretSink.js"
import { keysCreatedSince } from "./lookup.js"
import { pendingName } from "./names.js"
import type { Pace } from "./pace.js"

/** How to issue a key. */
export interface IssueOptions<E, R> {
  readonly request: CreateKeysRequest
  /** Whether the key is disabled when it is renamed. */
  readonly disabled?: boolean | undefined
  /** Mark of the key until it is finished. Each attempt gets a new one. */
  readonly mark: Effect.Effect<string>
  /** Delivers the secret. If it fails, the key is deleted. */
  readonly put: (entry: SecretSink.Entry) => Effect.Effect<void, E, R>
  readonly pace: Pace
}

/** Errors of requests while a key is issued. */
export type IssueError = CreateError | ListError | DeleteError | UpdateError

/** A unique mark. */
export const randomMark: Effect.Effect<string> = Effect.map(
  Effect.replicateEffect(Random.nextIntBetween(0, 2 ** 32), 2),
  (numbers) => numbers.map((number) => number.toString(16).padStart(8, "0")).join("")
)

/** What is left of a key that was not issued. */
export type Remains =
  /** Nothing is left. */
  | null
  /** A key with a marked name may exist, whose secret is lost: the outcome of the create is unknown. */
  | "unknown"
  /** A key with a marked name exists. Its secret was delivered, or neither delivering it nor deleting the key succeeded. */
  | { readonly hash: string; readonly label: string; readonly name: string; readonly isHandedOver: boolean }

/** Why a key was not issued, and what is left of it. */
export interface NotIssued<E> {
  readonly error: E
  readonly remains: Remains
}

/** Creates a key, delivers its secret, and renames it. */
export const issue = <E, R>(options: IssueOptions<E, R>): Effect.Effect<ApiKey, E | IssueError, R | ApiKeys> =>
  Effect.mapError(issueOrTell(options), ({ error }) => error)

/** Like `issue`, but a failure says what is left of the key. */
export const issueOrTell = <E, R>(
  options: IssueOptions<E, R>
): Effect.Effect<ApiKey, NotIssued<E | IssueError>, R | ApiKeys> =>
  Effect.gen(function*() {
    const { disabled, pace, put, request } = options
    const { data, key } = yield* create(options, tries)
    const { hash, label, name } = data
    const remains = { hash, label, name }
    yield* Effect.catchAll(
      put({ name: request.name, hash, label, secret: key }),
      (error) =>
        Effect.matchEffect(pace(remove(hash)), {
          onFailure: () => notIssued<E>(error, { ...remains, isHandedOver: false }),
          onSuccess: () => notIssued<E>(error, null)
        })
    )
    const requestBody = { name: request.name, ...(disabled === true ? { disabled } : {}) }
    const named = yield* Effect.catchAll(
      pace(ApiKeys.update({ hash, requestBody })),
      (error) => notIssued<IssueError>(error, { ...remains, isHandedOver: true })
    )
    return named.data
  })

const notIssued = <E>(error: E, remains: Remains): Effect.Effect<never, NotIssued<E>> => Effect.fail({ error, remains })

const tries = 3

const isUnknown = (error: OpenRouterError): boolean => error.outcome === "Unknown"

/** If it is unknown whether a key was created, finds it by its name, deletes it and creates another one. */
const create = <E, R>(
  options: IssueOptions<E, R>,
  left: number
): Effect.Effect<CreateKeysResponse, NotIssued<IssueError>, ApiKeys> =>
  Effect.flatMap(Effect.zip(options.mark, Clock.currentTimeMillis), ([mark, now]) => {
    const { pace, request: { name: plain, ...request } } = options
    const name = pendingName(plain, mark)
    const removeLost = pace(removeNamed(name, now, request.workspaceId))
    return pace(ApiKeys.create({ ...request, name })).pipe(
      Effect.catchAll((error) => {
        if (!isUnknown(error)) return notIssued<IssueError>(error, null)
        const unknown = notIssued<IssueError>(error, "unknown")
        return Effect.matchEffect(removeLost, {
          onFailure: () => unknown,
          onSuccess: () =>
            left <= 1
              ? unknown
              // A late request may have been processed after the first list.
              : Effect.zipLeft(
                create(options, left - 1),
                Effect.catchAll(removeLost, (error) => notIssued<IssueError>(error, "unknown"))
              )
        })
      })
    )
  })

/** Deletes a key. Succeeds if it is already gone. */
export const remove = (hash: string): Effect.Effect<void, Exclude<DeleteError, NotFound>, ApiKeys> =>
  ApiKeys.delete({ hash }).pipe(Effect.asVoid, Effect.catchTag("NotFound", () => Effect.void))

const removeNamed = (name: string, since: number, workspaceId: string | undefined) =>
  keysCreatedSince(since, workspaceId).pipe(
    Stream.filter((key) => key.name === name),
    Stream.runForEach(({ hash }) => remove(hash))
  )
