/** Core's stream of all keys as an `AsyncIterable`. */
import type { ApiKey } from "@openrouter-keys/core/ApiKey"
import type { ListRequest } from "@openrouter-keys/core/KeyRequest"
import type { ListError } from "@openrouter-keys/core/OpenRouterError"
import type * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { RequestOptions } from "../options.js"
import { settle } from "./run.js"

/** A stream's end is a failure with nothing in it. */
const pageOrEnd = <A, E>(pull: Effect.Effect<A, Option.Option<E>>): Effect.Effect<Option.Option<A>, E> =>
  Effect.matchEffect(pull, {
    onFailure: Option.match({ onNone: () => Effect.succeedNone, onSome: Effect.fail }),
    onSuccess: Effect.succeedSome
  })

/** Every key: each page is asked for when the one before it is used up. */
export async function* listAll(
  client: object,
  request?: ListRequest,
  options?: RequestOptions
): AsyncGenerator<ApiKey, void, undefined> {
  const scope = Effect.runSync(Scope.make())
  // The same pull for all pages: it knows how far it has come.
  let nextPage: Effect.Effect<Option.Option<Chunk.Chunk<ApiKey>>, ListError> | undefined
  try {
    while (true) {
      const page = await settle(client, "list", (keys) => {
        const opened = nextPage === undefined
          ? Effect.map(Scope.extend(Stream.toPull(keys.listAll(request)), scope), pageOrEnd)
          : Effect.succeed(nextPage)
        return Effect.flatMap(opened, (next) => nextPage = next)
      }, options)
      if (!page.ok) throw page.error
      if (Option.isNone(page.value)) return
      yield* page.value.value
    }
  } finally {
    await Effect.runPromise(Scope.close(scope, Exit.void))
  }
}
