/**
 * Many keys at once: one for each request, and each request once, however often it is started.
 *
 * @module
 */
import type * as SqlClient from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import { ApiKeys } from "@openrouter-keys/core/ApiKeys"
import type { CreateKeysRequest } from "@openrouter-keys/core/KeyRequest"
import type { Forbidden, ListError, OpenRouterError, Unauthorized } from "@openrouter-keys/protocol/OpenRouterError"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import * as Log from "./internal/bulk/log.js"
import { issue, type IssueError, randomMark, remove } from "./internal/issue.js"
import { everyKey } from "./internal/lookup.js"
import { plainName } from "./internal/names.js"
import * as Pace from "./internal/pace.js"
import { checkSink, targetOf } from "./internal/sink/check.js"
import { clashes } from "./internal/sink/clash.js"
import { handOver } from "./internal/sink/handOver.js"
import { SecretSink, type SecretSinkError } from "./SecretSink.js"

/** A key to create. */
export interface Request extends CreateKeysRequest {
  /** Your own identifier of the request: what was done under it is not done again. */
  readonly id: string
  /** Sink of the secret, as in `file:keys/ada`. Default: the `SecretSink` of the context. */
  readonly to?: string | undefined
}

/** How requests are processed. */
export interface Options {
  /** Requests at the same time. Default: 4. */
  readonly concurrency?: number | undefined
}

/** What became of one request. */
export interface Progress {
  /** ID of the request. */
  readonly id: string
  /** `already`: it was done by an earlier run. `failed`: no key was made; start again for another try. */
  readonly result: "created" | "already" | "failed"
  /** The key; `null` where it failed. */
  readonly key: { readonly hash: string; readonly label: string; readonly name: string } | null
  /** Why it failed; otherwise `null`. */
  readonly error: OpenRouterError | SecretSinkError | null
  /** Requests that are settled by now, this one included. */
  readonly settled: number
  /** Requests in all. */
  readonly total: number
}

/** The requests are invalid. Nothing was created. */
export class BulkError extends Data.TaggedError("BulkError")<{
  readonly reason: "DuplicateId" | "IdInUse" | "NoSink" | "SharedSink"
  /** What is wrong, and with which request. */
  readonly message: string
}> {}

/** What ends all requests. */
export type CreateError = BulkError | SecretSinkError | Unauthorized | Forbidden | ListError | SqlError

/**
 * Creates a key for each request and puts its secret into its sink. Emits what became of each, in the order in which they
 * are settled.
 *
 * Start it again with the same requests after a crash, or where some failed: what is done stays done, a half-made key is
 * deleted and made anew. Too many requests are waited out. One failure does not stop the others; `Unauthorized`,
 * `Forbidden` and a failing database do.
 */
export const create = (
  requests: ReadonlyArray<Request>,
  { concurrency = 4 }: Options = {}
): Stream.Stream<Progress, CreateError, ApiKeys | SqlClient.SqlClient> =>
  Stream.unwrap(Effect.gen(function*() {
    yield* Log.migrate
    const done = yield* Log.all
    yield* check(requests, done)
    const sinks = yield* sinksOf(requests)
    yield* checkPlaces(requests.map(({ id }) => id), sinks)
    const open = requests.filter(({ id }) => done.get(id)?.state !== "done")
    const pace = Pace.make()
    if (open.length > 0) yield* removeLeftovers(open, done, pace)
    let settled = 0
    return Stream.fromIterable(requests).pipe(
      Stream.mapEffect((request) =>
        Effect.map(
          createOne(request, done.get(request.id), sinks.get(request.id)!, pace),
          (result): Progress => ({ id: request.id, ...result, settled: ++settled, total: requests.length })
        ), { concurrency, unordered: true })
    )
  }))

const check = (
  requests: ReadonlyArray<Request>,
  done: ReadonlyMap<string, Log.Entry>
): Effect.Effect<void, BulkError> => {
  const ids = new Set<string>()
  for (const { id, name } of requests) {
    if (ids.has(id)) {
      return new BulkError({ reason: "DuplicateId", message: `Two requests have the ID ${JSON.stringify(id)}.` })
    }
    ids.add(id)
    const other = done.get(id)?.name
    if (other !== undefined && other !== name) {
      const message = `The ID ${JSON.stringify(id)} was used for the key ${JSON.stringify(other)}: use another one.`
      return new BulkError({ reason: "IdInUse", message })
    }
  }
  return Effect.void
}

/** Found before anything is created, so that a wrong form costs nothing. */
const sinksOf = (requests: ReadonlyArray<Request>) =>
  Effect.gen(function*() {
    const provided = yield* Effect.serviceOption(SecretSink)
    const sinks = new Map<string, SecretSink.Service>()
    for (const { id, to } of requests) {
      if (to !== undefined) sinks.set(id, yield* SecretSink.parse(to))
      else if (Option.isSome(provided)) sinks.set(id, provided.value)
      else {
        const message = `Nothing says where the secret of ${
          JSON.stringify(id)
        } goes: give the request a \`to\`, or a SecretSink.`
        return yield* new BulkError({ reason: "NoSink", message })
      }
    }
    return sinks
  })

/** Of two secrets that go to one place, the first would be lost. */
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
      `The secrets of ${names} go to the same place, and only the last one would be kept: give each a sink of its own.`
  })
}

/** Keys of requests that an earlier run began and did not hand over. */
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

type Result = Pick<Progress, "result" | "key" | "error">

type Fatal = Unauthorized | Forbidden | SqlError

const isFatal = (error: IssueError | SecretSinkError | SqlError): error is Fatal =>
  error._tag === "Unauthorized" || error._tag === "Forbidden" || error._tag === "SqlError"

const createOne = (
  request: Request,
  entry: Log.Entry | undefined,
  sink: SecretSink.Service,
  pace: Pace.Pace
): Effect.Effect<Result, Fatal, ApiKeys | SqlClient.SqlClient> => {
  if (entry?.state === "done") {
    const { hash, label, name } = entry
    return Effect.succeed({ result: "already", key: { hash, label, name }, error: null })
  }
  const made = entry === undefined ? issueNew(request, sink, pace) : finish(request, entry, sink, pace)
  return made.pipe(
    Effect.tap(({ hash }) => Log.finish(request.id, hash)),
    Effect.map(({ hash, label }): Result => ({
      result: "created",
      key: { hash, label, name: request.name },
      error: null
    })),
    Effect.catchAll((error) =>
      isFatal(error) ? Effect.fail(error) : Effect.succeed<Result>({ result: "failed", key: null, error })
    )
  )
}

const issueNew = ({ id, to: _, ...request }: Request, sink: SecretSink.Service, pace: Pace.Pace) =>
  Effect.zipRight(
    pace(checkSink(sink)),
    issue({
      request,
      mark: Effect.map(randomMark, (mark) => `${Log.markOf(id)}-${mark}`),
      put: (issued) => Effect.zipRight(handOver(sink, issued), Log.handOver(id, issued)),
      pace
    })
  )

/** The secret was handed over, so the key only needs its name. A key that is gone is made anew. */
const finish = (request: Request, { hash }: Log.Entry, sink: SecretSink.Service, pace: Pace.Pace) =>
  pace(ApiKeys.update({ hash, requestBody: { name: request.name } })).pipe(
    Effect.map(({ data }) => data),
    Effect.catchTag("NotFound", () => issueNew(request, sink, pace))
  )
