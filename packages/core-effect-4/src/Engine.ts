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
import { CurrentCallOptions, type Execute, makeExecute } from "./internal/client.js"
import { unobserved } from "./internal/observe.js"
import { type CallOptions, type ClientSettings, mergeCallOptions, resolveSettings } from "./internal/settings.js"
import { makeTokenProvider, type TokenProvider } from "./internal/token.js"
import { fetchTransport } from "./internal/transport/fetch.js"
import { withInit } from "./internal/transport/init.js"
import type { Transport } from "./internal/transport/transport.js"

export { attachCallSite, callSite } from "@openrouter-keys/protocol/client/CallSite"
export type { CallOptions, CallSite, ClientSettings, Execute, Fetch, TokenProvider, Transport }

/** Options of an engine. */
export interface EngineOptions extends ClientSettings {
  /** The bearer token, or an effect that is run for each request. */
  readonly apiKey: TokenProvider
  /** Sends the requests. */
  readonly transport: Transport
}

/**
 * Creates the function that calls operations. Calls record no spans, metrics or logs. Bundles contain only the
 * operations that a program passes to it.
 */
export const make = ({ apiKey, transport, ...settings }: EngineOptions): Execute =>
  makeExecute({ transport, token: makeTokenProvider(apiKey) }, resolveSettings(settings), unobserved)

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
  Effect.updateContext(self, (context: Context.Context<R>) => withInit(context, init))
