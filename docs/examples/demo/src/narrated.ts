/**
 * The services of both faces, telling of every call that goes through them. So the lifecycles hold nothing but calls.
 */
import type { ApiKeys as Promises, RequestAborted } from "@openrouter-keys/adapters"
import { ApiKeys, type OpenRouterError } from "@openrouter-keys/core"
import { Effect, Layer } from "effect"
import type { Narrator } from "./narrator.js"
import { createdView, currentKeyView, deletedView, errorView, keysView, type View } from "./views.js"

/** Core's service over the one in the context. */
export const narratedEffects = (narrator: Narrator): Layer.Layer<ApiKeys, never, ApiKeys> => {
  const tell = <A, E extends OpenRouterError.OpenRouterError>(
    call: string,
    request: unknown,
    effect: Effect.Effect<A, E>,
    view: (answer: A) => View
  ): Effect.Effect<A, E> =>
    Effect.sync(() => narrator.call(`ApiKeys.${call}`, request)).pipe(
      Effect.zipRight(effect),
      Effect.tapBoth({
        onFailure: (error) => Effect.sync(() => narrator.show(errorView(error))),
        onSuccess: (answer) => Effect.sync(() => narrator.show(view(answer)))
      }),
      Effect.onInterrupt(() => Effect.sync(() => narrator.note("interrupted")))
    )

  return Layer.effect(
    ApiKeys,
    Effect.map(ApiKeys, (keys) => ({
      ...keys,
      list: (request) => tell("list", request, keys.list(request), keysView),
      create: (request) => tell("create", request, keys.create(request), createdView),
      get: (request) => tell("get", request, keys.get(request), keysView),
      update: (request) => tell("update", request, keys.update(request), keysView),
      delete: (request) => tell("delete", request, keys.delete(request), deletedView),
      getCurrentKeyMetadata: () =>
        tell("getCurrentKeyMetadata", undefined, keys.getCurrentKeyMetadata(), currentKeyView)
    }))
  )
}

/** The methods of a client. */
export const narratedPromises = (narrator: Narrator, keys: Promises): Promises => {
  const tell = async <A>(
    call: string,
    request: unknown,
    send: () => Promise<A>,
    view: (answer: A) => View
  ): Promise<A> => {
    narrator.call(`openRouter.apiKeys.${call}`, request)
    try {
      const answer = await send()
      narrator.show(view(answer))
      return answer
    } catch (error) {
      // The methods reject with nothing else.
      narrator.show(errorView(error as OpenRouterError.OpenRouterError | RequestAborted))
      throw error
    }
  }

  return {
    ...keys,
    list: async (request, options) => tell("list", request, async () => keys.list(request, options), keysView),
    create: async (request, options) => tell("create", request, async () => keys.create(request, options), createdView),
    get: async (request, options) => tell("get", request, async () => keys.get(request, options), keysView),
    update: async (request, options) => tell("update", request, async () => keys.update(request, options), keysView),
    delete: async (request, options) => tell("delete", request, async () => keys.delete(request, options), deletedView),
    getCurrentKeyMetadata: async (options) =>
      tell("getCurrentKeyMetadata", undefined, async () => keys.getCurrentKeyMetadata(options), currentKeyView)
  }
}
