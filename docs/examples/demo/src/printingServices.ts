/**
 * The services of both APIs, which print each call and its result, so that the lifecycles contain only calls.
 */
import type { ApiKeys as Promises, RequestAborted } from "@openrouter-keys/adapters"
import { ApiKeys, type OpenRouterError } from "@openrouter-keys/core"
import { Effect, Layer } from "effect"
import type { Printer } from "./printer.js"
import { createdView, currentKeyView, deletedView, errorView, keysView, type View } from "./views.js"

/** The Effect API: wraps the service in the context. */
export const printingEffects = (printer: Printer): Layer.Layer<ApiKeys, never, ApiKeys> => {
  const withOutput = <A, E extends OpenRouterError.OpenRouterError>(
    call: string,
    request: unknown,
    effect: Effect.Effect<A, E>,
    view: (response: A) => View
  ): Effect.Effect<A, E> =>
    Effect.sync(() => printer.call(`ApiKeys.${call}`, request)).pipe(
      Effect.zipRight(effect),
      Effect.tapBoth({
        onFailure: (error) => Effect.sync(() => printer.show(errorView(error))),
        onSuccess: (response) => Effect.sync(() => printer.show(view(response)))
      }),
      Effect.onInterrupt(() => Effect.sync(() => printer.note("interrupted")))
    )

  return Layer.effect(
    ApiKeys,
    Effect.map(ApiKeys, (keys) => ({
      ...keys,
      list: (request) => withOutput("list", request, keys.list(request), keysView),
      create: (request) => withOutput("create", request, keys.create(request), createdView),
      get: (request) => withOutput("get", request, keys.get(request), keysView),
      update: (request) => withOutput("update", request, keys.update(request), keysView),
      delete: (request) => withOutput("delete", request, keys.delete(request), deletedView),
      getCurrentKeyMetadata: () =>
        withOutput("getCurrentKeyMetadata", undefined, keys.getCurrentKeyMetadata(), currentKeyView)
    }))
  )
}

/** The Promise API: wraps the methods of a client. */
export const printingPromises = (printer: Printer, keys: Promises): Promises => {
  const withOutput = async <A>(
    call: string,
    request: unknown,
    send: () => Promise<A>,
    view: (response: A) => View
  ): Promise<A> => {
    printer.call(`openRouter.apiKeys.${call}`, request)
    try {
      const response = await send()
      printer.show(view(response))
      return response
    } catch (error) {
      // The methods reject with no other errors.
      printer.show(errorView(error as OpenRouterError.OpenRouterError | RequestAborted))
      throw error
    }
  }

  return {
    ...keys,
    list: async (request, options) => withOutput("list", request, async () => keys.list(request, options), keysView),
    create: async (request, options) =>
      withOutput("create", request, async () => keys.create(request, options), createdView),
    get: async (request, options) => withOutput("get", request, async () => keys.get(request, options), keysView),
    update: async (request, options) =>
      withOutput("update", request, async () => keys.update(request, options), keysView),
    delete: async (request, options) =>
      withOutput("delete", request, async () => keys.delete(request, options), deletedView),
    getCurrentKeyMetadata: async (options) =>
      withOutput("getCurrentKeyMetadata", undefined, async () => keys.getCurrentKeyMetadata(options), currentKeyView)
  }
}
