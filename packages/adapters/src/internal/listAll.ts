/** Lists every key, page by page, as an `AsyncIterable`. */
import { callSite } from "@openrouter-keys/core-effect-4/Engine"
import type { ApiKey } from "@openrouter-keys/protocol/ApiKey"
import type { ListRequest } from "@openrouter-keys/protocol/KeyRequest"
import { endlessError, type ListAllRequest, type PageStep, prepareListAll } from "@openrouter-keys/protocol/ListAll"
import type { ListError } from "@openrouter-keys/protocol/OpenRouterError"
import { listOperation } from "@openrouter-keys/protocol/Operation"
import * as Effect from "effect/Effect"
import type { RequestOptions } from "../options.js"
import { unwrap } from "../types.js"
import { type OperationCall, runCall, type Send } from "./call.js"
import { abortReason } from "./coreOptions.js"
import { markHandled } from "./markHandled.js"

type Request = ListRequest | undefined

/** The caller's arguments, and where the caller's code is. */
type ListAllCall = Pick<OperationCall<Request, never, never>, "client" | "request" | "options" | "excess" | "site">

/** The keys of a page; `undefined` after the last page. */
type Page = ReadonlyArray<ApiKey> | undefined

/** Makes a function that fetches the next page on each call. Each iteration has its own. */
const makeFetchPage = (): Send<Request, Page, ListError> => {
  let pages: ListAllRequest | undefined
  let step: PageStep
  return (execute, request) => {
    if (pages === undefined) {
      const prepared = prepareListAll(request)
      if (!prepared.ok) return Effect.fail(prepared.error)
      pages = prepared.value
      step = pages.reader.first
    }
    const { filters, reader } = pages
    if (step._tag === "End") return Effect.succeed(undefined)
    if (step._tag === "Endless") return Effect.fail(endlessError(step))
    return Effect.map(execute(listOperation, { ...filters, offset: step.offset }), (page) => {
      const read = reader.next(page)
      step = read.step
      return read.keys
    })
  }
}

async function* iterateKeys(call: ListAllCall, closed: AbortSignal) {
  const send = makeFetchPage()
  while (!closed.aborted) {
    const result = await runCall({ ...call, operation: listOperation, send, signals: [closed] })
    // What the iteration would return is of no use any more.
    if (closed.aborted) return
    const page = unwrap(result)
    if (page === undefined) return
    for (const key of page) {
      // The next call then fails with `RequestAborted` before it sends anything.
      if (abortReason(call.options) !== undefined) break
      yield key
    }
  }
}

const makeIterator = (call: ListAllCall): AsyncIterator<ApiKey, void, undefined> => {
  const closing = new AbortController()
  const keys = iterateKeys(call, closing.signal)
  return {
    next: () => markHandled(keys.next()),
    return: () => {
      closing.abort()
      return markHandled(keys.return())
    },
    throw: (error) => {
      closing.abort()
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
