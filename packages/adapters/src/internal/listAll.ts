/** Lists every key, page by page, as an `AsyncIterable`. */
import { callSite, type PlainService } from "@openrouter-keys/core-effect-4/Engine"
import type { ApiKey } from "@openrouter-keys/protocol/ApiKey"
import type { ListRequest } from "@openrouter-keys/protocol/KeyRequest"
import { endlessError, type ListAllRequest, type PageStep, prepareListAll } from "@openrouter-keys/protocol/ListAll"
import type { ListError } from "@openrouter-keys/protocol/OpenRouterError"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type { RequestOptions } from "../options.js"
import { unwrap } from "../types.js"
import { type OperationCall, runCall } from "./call.js"
import { abortReason } from "./coreOptions.js"
import { markHandled } from "./markHandled.js"

type Request = ListRequest | undefined

/** The caller's arguments, and where the caller's code is. */
type ListAllCall = Pick<OperationCall<Request, never, never>, "client" | "request" | "options" | "excess" | "site">

/** The keys of a page; `undefined` after the last page. */
type Page = ReadonlyArray<ApiKey> | undefined

type FetchPage = (keys: PlainService, request: Request) => Effect.Effect<Page, ListError>

/** Makes a function that fetches the next page on each call. Each iteration has its own. */
const makeFetchPage = (): FetchPage => {
  let pages: ListAllRequest | undefined
  let step: PageStep
  return (keys, request) => {
    if (pages === undefined) {
      const prepared = prepareListAll(request)
      if (!prepared.ok) return Effect.fail(prepared.error)
      pages = prepared.value
      step = pages.reader.first
    }
    const { filters, reader } = pages
    if (step._tag === "End") return Effect.succeed(undefined)
    if (step._tag === "Endless") return Effect.fail(endlessError(step))
    return Effect.map(keys.list({ ...filters, offset: step.offset }), (page) => {
      const read = reader.next(page)
      step = read.step
      return read.keys
    })
  }
}

async function* iterateKeys(call: ListAllCall, closed: Effect.Effect<undefined>) {
  const fetchPage = makeFetchPage()
  const nextPage = () =>
    runCall({
      ...call,
      operation: "list",
      send: (keys, request) => Effect.raceFirst(closed, fetchPage(keys, request))
    })
  while (true) {
    const page = unwrap(await nextPage())
    if (page === undefined) return
    for (const key of page) {
      // `nextPage` then fails with `RequestAborted` before it sends anything.
      if (Option.isSome(abortReason(call.options))) break
      yield key
    }
  }
}

const makeIterator = (call: ListAllCall): AsyncIterator<ApiKey, void, undefined> => {
  const closed = Deferred.makeUnsafe<undefined>()
  const keys = iterateKeys(call, Deferred.await(closed))
  const stop = () => Deferred.doneUnsafe(closed, Effect.succeed(undefined))
  return {
    next: () => markHandled(keys.next()),
    return: () => {
      stop()
      return markHandled(keys.return())
    },
    throw: (error) => {
      stop()
      return markHandled(keys.throw(error))
    }
  }
}

/**
 * Lists every key. Each page is requested once the keys of the one before it are used up. Leaving the loop aborts a
 * request under way. Each iteration starts from the first page.
 */
export const listAll = (client: object) => {
  const listAll = (
    request?: ListRequest,
    options?: RequestOptions,
    ...excess: ReadonlyArray<unknown>
  ): AsyncIterable<ApiKey> => {
    const call = { client, request, options, excess, site: callSite(listAll) }
    return { [Symbol.asyncIterator]: () => makeIterator(call) }
  }
  return listAll
}
