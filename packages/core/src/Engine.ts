/**
 * The operations without layers and with plain values, for APIs such as `@openrouter-keys/adapters` that are built on
 * them. Effect programs use `ApiKeys`.
 *
 * @module
 */
import type { CallSite } from "@openrouter-keys/protocol/client/CallSite"
import type { Fetch } from "@openrouter-keys/protocol/client/FetchExchange"
import { noCallSettings } from "@openrouter-keys/protocol/client/Settings"
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type { ApiKeys } from "./ApiKeys.js"
import { makeApiKeys } from "./internal/apiKeys.js"
import { CurrentCallOptions, type Execute, makeExecute } from "./internal/client.js"
import { executions } from "./internal/executions.js"
import { unobserved } from "./internal/observe.js"
import { makeService, type PlainService } from "./internal/service.js"
import { type CallOptions, type ClientSettings, mergeCallOptions, resolveSettings } from "./internal/settings.js"
import { makeTokenProvider, type TokenProvider } from "./internal/token.js"
import { fetchTransport } from "./internal/transport/fetch.js"
import { withInit } from "./internal/transport/init.js"
import type { Transport } from "./internal/transport/transport.js"

export { attachCallSite, callSite } from "@openrouter-keys/protocol/client/CallSite"
export type { CallOptions, CallSite, ClientSettings, Execute, Fetch, PlainService, TokenProvider, Transport }

/** Options of an engine. */
export interface EngineOptions extends ClientSettings {
  /** The bearer token, or an effect that is run for each request. */
  readonly apiKey: TokenProvider
  /** Sends the requests. */
  readonly transport: Transport
}

/** Creates the operations. Their calls record no spans, metrics or logs. */
export const make = ({ apiKey, transport, ...settings }: EngineOptions): PlainService =>
  makeService(makeExecute({ transport, token: makeTokenProvider(apiKey) }, resolveSettings(settings), unobserved))

/** Sends requests with a fetch function. Default: the global fetch, looked up on each request. */
export const overFetch = (fetch: Fetch = (input, init) => globalThis.fetch(input, init)): Transport =>
  fetchTransport(() => fetch)

/** Runs an effect with options for the calls in it. */
export const withOptions = <A, E, R>(
  self: Effect.Effect<A, E, R>,
  options: CallOptions
): Effect.Effect<A, E, R> => Effect.provideService(self, CurrentCallOptions, mergeCallOptions(noCallSettings, options))

/** Runs an effect with additional options for fetch. */
export const withFetchInit = <A, E, R>(self: Effect.Effect<A, E, R>, init: RequestInit): Effect.Effect<A, E, R> =>
  Effect.mapInputContext(self, (context: Context.Context<R>) => withInit(context, init))

/** Runs a call, as after a wait. It may run it again. */
export type Around = <A, E>(call: Effect.Effect<A, E>) => Effect.Effect<A, E>

/** The service with something around each of its calls; a stub of a test stays as it is. */
export const around = (service: ApiKeys.Service, around: Around): ApiKeys.Service => {
  const execute = executions.get(service)
  return execute === undefined
    ? service
    : makeApiKeys((operation, request, site) => around(execute(operation, request, site)))
}

/**
 * The function that makes the calls of an `ApiKeys` service, for additional operations; `undefined` for a stub.
 */
export const executeOf = (service: object): Execute | undefined => executions.get(service)
