/**
 * Creates many keys: one for each request. Runs can be repeated; a finished request is skipped.
 *
 * @module
 */
import type * as SqlClient from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import { ApiKeys } from "@openrouter-keys/core/ApiKeys"
import type { CreateKeysRequest } from "@openrouter-keys/core/KeyRequest"
import type { ApiKey } from "@openrouter-keys/protocol/ApiKey"
import type { Forbidden, ListError, OpenRouterError, Unauthorized } from "@openrouter-keys/protocol/OpenRouterError"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { problemOf } from "./internal/bulk/check.js"
import { noteOf } from "./internal/bulk/compare.js"
import * as Log from "./internal/bulk/log.js"
import { type IssueError, issueOrTell, type NotIssued, randomMark, remove } from "./internal/issue.js"
import * as Lineage from "./internal/lineage.js"
import { everyKey, findKey, keysOfAll } from "./internal/lookup.js"
import { plainName } from "./internal/names.js"
import { concurrency, options as check } from "./internal/options.js"
import * as Pace from "./internal/pace.js"
import { saidOfParts } from "./internal/shown.js"
import { checkSink, targetOf } from "./internal/sink/check.js"
import { clashes } from "./internal/sink/clash.js"
import { handOver } from "./internal/sink/handOver.js"
import { SecretSink, SecretSinkError } from "./SecretSink.js"

/** A key to create. */
export interface Request extends CreateKeysRequest {
  /** Your ID of the request. A request whose ID is finished is skipped. */
  readonly id: string
  /** Sink of the secret, or its command-line form such as `file:keys/ada`. Default: the `SecretSink` of the context. */
  readonly to?: SecretSink.Sink | string | undefined
}

/** How requests are processed. */
export interface Options {
  /** How many requests are processed at a time. Default: 4. */
  readonly concurrency?: number | undefined
}

/** Result of one request. */
export interface Progress {
  /** ID of the request. */
  readonly id: string
  /**
   * - `created`: the key exists, and its secret is in the sink;
   * - `already`: an earlier run created the key; `note` says if it differs from the request or is gone;
   * - `failed`: no key was created; run again to retry;
   * - `unfinished`: the key exists but is not ready, or it is unknown whether one exists; `note` says which. Run again:
   *   the next run finishes the key, or deletes it and creates another one.
   */
  readonly result: "created" | "already" | "failed" | "unfinished"
  /** The key; `null` if none was created, or if that is unknown. */
  readonly key: { readonly hash: string; readonly label: string; readonly name: string } | null
  /** The error; `null` if the request succeeded. */
  readonly error: OpenRouterError | SecretSinkError | null
  /** More about the result, in a sentence; otherwise `null`. */
  readonly note: string | null
  /** How many requests are settled, this one included. */
  readonly settled: number
  /** How many requests there are. */
  readonly total: number
}

/** The requests or the options are invalid. Nothing was created. */
export class BulkError extends Data.TaggedError("BulkError")<{
  readonly reason: "DuplicateId" | "IdInUse" | "NoSink" | "SharedSink" | "InvalidRequest" | "InvalidOption"
  /** What is wrong, and in which request. */
  readonly message: string
}> {}

/** Errors that end the stream. */
export type CreateError = BulkError | SecretSinkError | Unauthorized | Forbidden | ListError | SqlError

const Checked = Schema.Struct({ concurrency }).annotations(
  saidOfParts("How requests are processed.", "a mapping of options")
)

/**
 * Creates a key for each request and puts its secret into its sink. Emits the result of each request, in the order in
 * which they settle.
 *
 * After a crash or a failure, run it again with the same requests: finished requests are skipped, and a key whose secret
 * was not delivered is deleted and replaced. A 429 is waited for. The other requests continue after a failure, except
 * after `Unauthorized`, `Forbidden` and a database error, which end the stream when the running requests have settled.
 *
 * Fails with a `BulkError`, before anything is created, if a request is invalid.
 */
export const create = (
  requests: ReadonlyArray<Request>,
  options: Options = {}
): Stream.Stream<Progress, CreateError, ApiKeys | SqlClient.SqlClient> =>
  Stream.unwrap(Effect.gen(function*() {
    const { concurrency = 4 } = yield* Either.mapLeft(
      check(Checked, options),
      ({ message }) => new BulkError({ reason: "InvalidOption", message })
    )
    yield* Effect.zipRight(Log.migrate, Lineage.migrate)
    const log = yield* Log.all
    const problem = problemOf(requests, (id) => log.get(id)?.name)
    if (problem !== null) return yield* new BulkError(problem)
    const sinks = yield* sinksOf(requests)
    yield* checkPlaces(requests.map(({ id }) => id), sinks)
    const pace = Pace.make()
    const open = requests.filter(({ id }) => log.get(id)?.state !== "done")
    if (open.length > 0) yield* removeLeftovers(open, log, pace)
    const find = yield* finder(requests, log, pace)
    return settleAll(requests, concurrency, (request) =>
      createOne(request, { entry: log.get(request.id), sink: sinks.get(request.id)!, pace, find }))
  }))

/** A fatal error ends the stream after the running requests have settled, because they may have created keys. */
const settleAll = (
  requests: ReadonlyArray<Request>,
  concurrency: number,
  process: (request: Request) => Effect.Effect<Result, Fatal, ApiKeys | SqlClient.SqlClient>
): Stream.Stream<Progress, Fatal, ApiKeys | SqlClient.SqlClient> =>
  Stream.suspend(() => {
    let settled = 0
    let fatal: Fatal | undefined
    const processOne = (request: Request) =>
      Effect.suspend(() => fatal === undefined ? process(request) : Effect.fail(fatal)).pipe(
        Effect.map((result): ReadonlyArray<Progress> => [
          { id: request.id, ...result, settled: ++settled, total: requests.length }
        ]),
        Effect.catchAll((error) => {
          fatal ??= error
          return Effect.succeed<ReadonlyArray<Progress>>([])
        })
      )
    return Stream.concat(
      Stream.fromIterable(requests).pipe(
        Stream.mapEffect(processOne, { concurrency, unordered: true }),
        Stream.flattenIterables
      ),
      Stream.suspend(() => fatal === undefined ? Stream.empty : Stream.fail(fatal))
    )
  })

/** Parses all sinks before anything is created. */
const sinksOf = (requests: ReadonlyArray<Request>) =>
  Effect.gen(function*() {
    const provided = yield* Effect.serviceOption(SecretSink)
    const sinks = new Map<string, SecretSink.Service>()
    for (const { id, to } of requests) {
      if (typeof to === "string") sinks.set(id, yield* Effect.mapError(SecretSink.parse(to), named(id)))
      else if (to !== undefined) sinks.set(id, to)
      else if (Option.isSome(provided)) sinks.set(id, provided.value)
      else {
        const message = `Request ${JSON.stringify(id)} has no sink: set its \`to\`, or provide a SecretSink.`
        return yield* new BulkError({ reason: "NoSink", message })
      }
    }
    return sinks
  })

/** Adds the request's ID to the message of a sink's error. */
const named = (id: string) => ({ message }: SecretSinkError): SecretSinkError =>
  new SecretSinkError({ message: `Request ${JSON.stringify(id)}: ${message}` })

/** Fails if two requests have the same sink: the first secret would be lost. */
const checkPlaces = (
  ids: ReadonlyArray<string>,
  sinks: ReadonlyMap<string, SecretSink.Service>
): Effect.Effect<void, BulkError> => {
  const [shared] = clashes(ids.map((id) => targetOf(sinks.get(id)!)), { followLinks: true })
  if (shared === undefined) return Effect.void
  const names = shared.map((index) => JSON.stringify(ids[index])).join(", ")
  return new BulkError({
    reason: "SharedSink",
    message:
      `The requests ${names} have the same sink, which would keep only the last secret: use a different sink for each.`
  })
}

/** Deletes keys that an earlier run created without delivering their secrets. */
const removeLeftovers = (open: ReadonlyArray<Request>, done: ReadonlyMap<string, Log.Entry>, pace: Pace.Pace) => {
  const marks = new Map(open.map(({ id }) => [Log.markOf(id), id]))
  const isLeftover = ({ hash, name }: { readonly hash: string; readonly name: string }): boolean => {
    const marked = plainName(name)
    const id = marked?.role === "pending" ? marks.get(marked.id.split("-")[0]!) : undefined
    return id !== undefined && done.get(id)?.hash !== hash
  }
  const workspaces = new Set(open.map(({ workspaceId }) => workspaceId))
  return pace(
    Stream.fromIterable(workspaces).pipe(
      Stream.flatMap(everyKey),
      Stream.filter(isLeftover),
      Stream.runForEach(({ hash }) => remove(hash))
    )
  )
}

type Find = (hash: string) => Effect.Effect<ApiKey | undefined, OpenRouterError, ApiKeys>

/** Finds keys that earlier runs created, or their successors by rotation, with one list for most of them. */
const finder = (requests: ReadonlyArray<Request>, log: ReadonlyMap<string, Log.Entry>, pace: Pace.Pace) =>
  Effect.gen(function*() {
    const done = requests.filter(({ id }) => log.get(id)?.state === "done")
    const keys = yield* pace(keysOfAll(done.map(({ workspaceId }) => workspaceId)))
    const lineOf = yield* Lineage.lineOf
    const byLine = new Map<string, ApiKey>()
    // The list begins with the most recent keys. In reverse order, the most recent key of each line is set last.
    for (const key of [...keys].reverse()) byLine.set(lineOf(key.hash), key)
    const find: Find = (hash) => {
      const listed = byLine.get(lineOf(hash))
      return listed === undefined ? pace(findKey(hash)) : Effect.succeed(listed)
    }
    return find
  })

type Result = Pick<Progress, "result" | "key" | "error" | "note">

type Fatal = Unauthorized | Forbidden | SqlError

type Failure = IssueError | SecretSinkError | SqlError

const isFatal = (error: Failure | OpenRouterError): error is Fatal =>
  error._tag === "Unauthorized" || error._tag === "Forbidden" || error._tag === "SqlError"

interface Work {
  readonly entry: Log.Entry | undefined
  readonly sink: SecretSink.Service
  readonly pace: Pace.Pace
  readonly find: Find
}

const createOne = (
  request: Request,
  { entry, find, pace, sink }: Work
): Effect.Effect<Result, Fatal, ApiKeys | SqlClient.SqlClient> => {
  if (entry?.state === "done") return already(request, entry, find)
  const made = entry === undefined ? issueNew(request, sink, pace) : finish(request, entry, sink, pace)
  return Effect.matchEffect(made, {
    onSuccess: ({ hash, label }) =>
      Effect.as(Log.finish(request.id, hash), {
        result: "created",
        key: { hash, label, name: request.name },
        error: null,
        note: null
      }),
    onFailure: notMade
  })
}

const already = (
  request: Request,
  { hash, label, name }: Log.Entry,
  find: Find
): Effect.Effect<Result, Fatal, ApiKeys> => {
  const result = (note: string | null): Result => ({ result: "already", key: { hash, label, name }, error: null, note })
  return find(hash).pipe(
    Effect.map((key) => result(noteOf(request, key))),
    Effect.catchAll((error) =>
      isFatal(error) ? Effect.fail(error) : Effect.succeed(result(`The key could not be read: ${error.message}`))
    )
  )
}

/** The result of a request whose key was not created or not finished. Says so if a key is left. */
const notMade = ({ error, remains }: NotIssued<Failure>): Effect.Effect<Result, Fatal> => {
  if (error._tag === "SqlError" || (isFatal(error) && remains === null)) return Effect.fail(error)
  if (remains === null) return Effect.succeed({ result: "failed", key: null, error, note: null })
  if (remains === "unknown") return Effect.succeed({ result: "unfinished", key: null, error, note: notes.unknown })
  const { hash, isHandedOver, label, name } = remains
  const note = `The key ${hash} exists, ${isHandedOver ? notes.handedOver : notes.notHandedOver}`
  return Effect.succeed({ result: "unfinished", key: { hash, label, name }, error, note })
}

const notes = {
  unknown: "A key may exist whose secret is lost: the next run deletes it and creates another one.",
  handedOver: "and its secret is in the sink: the next run renames it.",
  notHandedOver: "and its secret is not in the sink: the next run deletes it and creates another one."
}

const issueNew = ({ id, to: _, ...request }: Request, sink: SecretSink.Service, pace: Pace.Pace) =>
  Effect.zipRight(
    Effect.mapError(pace(checkSink(sink)), (error): NotIssued<Failure> => ({
      error: error._tag === "SecretSinkError" ? named(id)(error) : error,
      remains: null
    })),
    issueOrTell({
      request,
      mark: Effect.map(randomMark, (mark) => `${Log.markOf(id)}-${mark}`),
      put: (issued) => Effect.zipRight(Effect.mapError(handOver(sink, issued), named(id)), Log.handOver(id, issued)),
      pace
    })
  )

/** Renames a key whose secret was delivered. If the key is gone, creates another one. */
const finish = (request: Request, { hash, label }: Log.Entry, sink: SecretSink.Service, pace: Pace.Pace) =>
  pace(ApiKeys.update({ hash, requestBody: { name: request.name } })).pipe(
    Effect.map(({ data }) => data),
    Effect.catchAll((error): Effect.Effect<ApiKey, NotIssued<Failure>, ApiKeys | SqlClient.SqlClient> =>
      error._tag === "NotFound"
        ? issueNew(request, sink, pace)
        : Effect.fail({ error, remains: { hash, label, name: request.name, isHandedOver: true } })
    )
  )
