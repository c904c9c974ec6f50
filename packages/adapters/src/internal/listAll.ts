/** Core's stream of all keys as an `AsyncIterable`. */
import { type CallSite, callSite, type PlainService } from "@openrouter-keys/core/Engine"
import type { ApiKey } from "@openrouter-keys/protocol/ApiKey"
import type { ListRequest } from "@openrouter-keys/protocol/KeyRequest"
import type { ListError } from "@openrouter-keys/protocol/OpenRouterError"
import type * as Chunk from "effect/Chunk"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as FiberId from "effect/FiberId"
import * as Option from "effect/Option"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { RequestOptions } from "../options.js"
import { unwrap } from "../types.js"
import { runCall } from "./call.js"
import { markHandled } from "./markHandled.js"
import { abortOf } from "./options.js"

/** The next page, or none after the last. The same for all pages: it knows how far it has come. */
type NextPage = Effect.Effect<Option.Option<Chunk.Chunk<ApiKey>>, ListError>

const openPages = (keys: PlainService, request: unknown, scope: Scope.Scope): Effect.Effect<NextPage> =>
  Effect.map(
    Scope.extend(Stream.toPull(keys.listAll(request as ListRequest | undefined)), scope),
    // A stream's end is a failure with nothing in it.
    Effect.matchEffect({
      onFailure: Option.match({ onNone: () => Effect.succeedNone, onSome: Effect.fail }),
      onSuccess: Effect.succeedSome
    })
  )

type Arguments = readonly [request?: ListRequest, options?: RequestOptions]

async function* keysOf(client: object, args: Arguments, site: CallSite, closed: Effect.Effect<Option.Option<never>>) {
  const scope = await Effect.runPromise(Scope.make())
  let nextPage: NextPage | undefined
  const fetchPage = () =>
    runCall({
      client,
      operation: "list",
      args,
      site,
      use: (keys, request) =>
        Effect.gen(function*() {
          nextPage ??= yield* openPages(keys, request, scope)
          return yield* Effect.raceFirst(closed, nextPage)
        })
    })
  try {
    while (true) {
      const page = unwrap(await fetchPage())
      if (Option.isNone(page)) return
      for (const key of page.value) {
        // The next page will say so, and not be fetched.
        if (Option.isSome(abortOf(args[1]))) break
        yield key
      }
    }
  } finally {
    await Effect.runPromise(Scope.close(scope, Exit.void))
  }
}

const iterate = (client: object, args: Arguments, site: CallSite): AsyncIterator<ApiKey, void, undefined> => {
  const closed = Deferred.unsafeMake<Option.Option<never>>(FiberId.none)
  const keys = keysOf(client, args, site, Deferred.await(closed))
  const stop = () => Deferred.unsafeDone(closed, Effect.succeedNone)
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
