/** Every key, page after page, as an `AsyncIterable`. */
import { type CallSite, callSite, type PlainService } from "@openrouter-keys/core-effect-4/Engine"
import type { ApiKey } from "@openrouter-keys/protocol/ApiKey"
import type { ListRequest } from "@openrouter-keys/protocol/KeyRequest"
import { endlessError, type ListAllRequest, type PageStep, prepareListAll } from "@openrouter-keys/protocol/ListAll"
import type { ListError } from "@openrouter-keys/protocol/OpenRouterError"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type { RequestOptions } from "../options.js"
import { unwrap } from "../types.js"
import { runCall } from "./call.js"
import { markHandled } from "./markHandled.js"
import { abortOf } from "./options.js"

type Arguments = readonly [request?: ListRequest, options?: RequestOptions]

/** The keys of a page; none after the last one. */
type Keys = ReadonlyArray<ApiKey> | undefined

type FetchPage = (keys: PlainService, request: unknown) => Effect.Effect<Keys, ListError>

/** Fetches the next page on each call. It knows how far it has come, and is used once. */
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

async function* keysOf(client: object, args: Arguments, site: CallSite, closed: Effect.Effect<undefined>) {
  const fetchPage = makeFetchPage()
  const nextPage = () =>
    runCall({
      client,
      operation: "list",
      args,
      site,
      use: (keys, request) => Effect.raceFirst(closed, fetchPage(keys, request))
    })
  while (true) {
    const page = unwrap(await nextPage())
    if (page === undefined) return
    for (const key of page) {
      // The next page will say so, and not be fetched.
      if (Option.isSome(abortOf(args[1]))) break
      yield key
    }
  }
}

const iterate = (client: object, args: Arguments, site: CallSite): AsyncIterator<ApiKey, void, undefined> => {
  const closed = Deferred.makeUnsafe<undefined>()
  const keys = keysOf(client, args, site, Deferred.await(closed))
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
 * Every key of a client: each page is asked for when the one before it is used up. A page under way ends when the
 * reader leaves. It may be read any number of times, each time from the start.
 */
export const listAll = (client: object) => {
  const listAll = (...args: Arguments): AsyncIterable<ApiKey> => {
    const site = callSite(listAll)
    return { [Symbol.asyncIterator]: () => iterate(client, args, site) }
  }
  return listAll
}
