/**
 * Creates a key and hands its secret over, so that an interruption leaves nothing that cannot be told.
 *
 * Until its secret is handed over, the key has a name with a mark: the next plan recognises that nobody has the secret,
 * and deletes it. Taking its name is the last step.
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

/** How a key is issued. */
export interface IssueOptions<E, R> {
  readonly request: CreateKeysRequest
  /** Whether the key is switched off when it takes its name. */
  readonly disabled?: boolean | undefined
  /** Marks the key until it is done; a repetition gets another one. */
  readonly mark: Effect.Effect<string>
  /** Hands the secret over. Where it fails, the key is deleted. */
  readonly put: (entry: SecretSink.Entry) => Effect.Effect<void, E, R>
  readonly pace: Pace
}

/** A request of issuing failed. */
export type IssueError = CreateError | ListError | DeleteError | UpdateError

/** A mark that no other one equals. */
export const randomMark: Effect.Effect<string> = Effect.map(
  Effect.replicateEffect(Random.nextIntBetween(0, 2 ** 32), 2),
  (numbers) => numbers.map((number) => number.toString(16).padStart(8, "0")).join("")
)

/** What there is of a key that could not be issued. */
export type Remains =
  /** Nothing. */
  | null
  /** Perhaps a key under its marked name, whose secret is lost: the outcome of the create is not known. */
  | "unknown"
  /** A key under its marked name. Its secret was handed over, or could not be, and the key not be deleted either. */
  | { readonly hash: string; readonly label: string; readonly name: string; readonly isHandedOver: boolean }

/** Why a key was not issued, and what there is of it. */
export interface NotIssued<E> {
  readonly error: E
  readonly remains: Remains
}

/** Creates a key, hands its secret over, and gives it its name. */
export const issue = <E, R>(options: IssueOptions<E, R>): Effect.Effect<ApiKey, E | IssueError, R | ApiKeys> =>
  Effect.mapError(issueOrTell(options), ({ error }) => error)

/** As `issue`; a failure says what there is of the key. */
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

/** Where it is not known whether the key exists, it is looked for and deleted: its secret is lost. Then another is made. */
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
              // A request that was late may have been processed after the first look.
              : Effect.zipLeft(
                create(options, left - 1),
                Effect.catchAll(removeLost, (error) => notIssued<IssueError>(error, "unknown"))
              )
        })
      })
    )
  })

/** Deletes a key; one that is gone already is as good. */
export const remove = (hash: string): Effect.Effect<void, Exclude<DeleteError, NotFound>, ApiKeys> =>
  ApiKeys.delete({ hash }).pipe(Effect.asVoid, Effect.catchTag("NotFound", () => Effect.void))

const removeNamed = (name: string, since: number, workspaceId: string | undefined) =>
  keysCreatedSince(since, workspaceId).pipe(
    Stream.filter((key) => key.name === name),
    Stream.runForEach(({ hash }) => remove(hash))
  )
