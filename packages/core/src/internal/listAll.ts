import { invalidInput, toError } from "@openrouter-keys/protocol/Failure"
import { type PageReader, type PageStep, readPages } from "@openrouter-keys/protocol/ListAll"
import { operations } from "@openrouter-keys/protocol/Operation"
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import type { ApiKey } from "../ApiKey.js"
import type { ListRequest } from "../KeyRequest.js"
import type { ListResponse } from "../KeyResponse.js"
import type { ListError } from "../OpenRouterError.js"
import { type CallSite, failAt } from "./callSite.js"

type List = (request?: ListRequest) => Effect.Effect<ListResponse, ListError>

/** Every key, page after page; stack traces of errors begin at `site`. */
export const listAll =
  (list: List, site: CallSite | undefined) => (request?: ListRequest): Stream.Stream<ApiKey, ListError> =>
    Stream.suspend(() =>
      Either.match(snapshot(request), {
        onLeft: (error) => Stream.fromEffect(failAt(error, site)),
        onRight: ({ filters, offset }) => {
          const reader = readPages<ApiKey>(offset, ({ hash }) => hash)
          return Stream.paginateChunkEffect(reader.first, readPage(list, filters, reader, site))
        }
      })
    )

interface Snapshot {
  readonly filters: ListRequest
  readonly offset: number
}

/** The request as it is now: later pages must not depend on what the caller changes in it. */
const snapshot = (request: ListRequest | undefined): Either.Either<Snapshot, ListError> => {
  const prepared = operations.list.prepare(request)
  if (!prepared.ok) return Either.left(invalidInput("list", prepared.issues))
  return Either.try({
    try: () => ({ filters: { ...request }, offset: Number(prepared.value.query["offset"] ?? 0) }),
    catch: () => invalidInput("list", [{ path: "", message: "cannot be read" }])
  })
}

const readPage =
  (list: List, filters: ListRequest, reader: PageReader<ApiKey>, site: CallSite | undefined) => (step: PageStep) =>
    step._tag === "Page"
      ? Effect.flatMap(list({ ...filters, offset: step.offset }), (page) => {
        const { keys, step } = reader.next(page)
        // The keys of the last page are delivered before the error.
        const next = step._tag === "End" ? Option.none<PageStep>() : Option.some(step)
        return Effect.succeed([Chunk.unsafeFromArray(keys), next] as const)
      })
      : failAt(endless(step._tag === "Endless" ? step.message : "the list has ended"), site)

const endless = (message: string): ListError =>
  toError(
    { _tag: "Body", message, response: { status: 200, headers: {}, text: "" }, retryAfterMs: null },
    { operation: "list", statuses: [], attempts: 1, outcome: "Unknown", isRetryable: false, secrets: [] }
  ) as ListError
