/** The operations as Promises, derived from protocol's signatures: no type and no path is written again. */
import { type CallSite, callSite, type PlainService } from "@openrouter-keys/core-effect-4/Engine"
import type { OperationName, Operations, Returns, ReturnsMany } from "@openrouter-keys/protocol/Operation"
import type * as Effect from "effect/Effect"
import { capitalize } from "effect/String"
import type { OpenRouterCore } from "../core.js"
import type { RequestAborted } from "../models/RequestAborted.js"
import type { RequestOptions } from "../options.js"
import { type Result, unwrap } from "../types.js"
import { runCall } from "./call.js"
import { markHandled } from "./markHandled.js"

/** A signature as a method: an operation gives a Promise, a listing an `AsyncIterable`. */
export type Method<Signature> = Signature extends (...args: infer Args) => Returns<infer Response, infer _>
  ? (...args: [...Args, options?: RequestOptions]) => Promise<Response>
  : Signature extends (...args: infer Args) => ReturnsMany<infer Item, infer _>
    ? (...args: [...Args, options?: RequestOptions]) => AsyncIterable<Item>
  : never

/** A signature as a function over a client, which gives a result and never rejects. */
export type Standalone<Signature> = Signature extends (...args: infer Args) => Returns<infer Response, infer Error> ? (
    client: OpenRouterCore,
    ...args: [...Args, options?: RequestOptions]
  ) => Promise<Result<Response, Error | RequestAborted>>
  : never

/** Signatures as methods, one to one, so that names of parameters and doc comments carry over. */
export type Methods<Signatures> = { readonly [Name in keyof Signatures]: Method<Signatures[Name]> }

type AnyOperation = (request?: unknown) => Effect.Effect<unknown, unknown>

const call = (client: unknown, operation: OperationName, args: ReadonlyArray<unknown>, site: CallSite) =>
  runCall({
    client,
    operation,
    args,
    site,
    use: (keys: PlainService, request) => (keys[operation] as AnyOperation)(request)
  })

/** Gives a function the name that it has where it is used, for printing. */
const named = <F extends (...args: Array<never>) => unknown>(name: string, f: F): F =>
  Object.defineProperty(f, "name", { value: name })

/** An operation as a method of a client. */
export const method = <Name extends OperationName>(client: object, name: Name): Method<Operations[Name]> => {
  const method = (...args: ReadonlyArray<unknown>) =>
    markHandled(call(client, name, args, callSite(method)).then(unwrap))
  return named(name, method) as never
}

/** An operation as a standalone function. */
export const standalone = <Name extends OperationName>(name: Name): Standalone<Operations[Name]> => {
  const standalone = (client: OpenRouterCore, ...args: ReadonlyArray<unknown>) =>
    call(client, name, args, callSite(standalone))
  return named(`apiKeys${capitalize(name)}`, standalone) as never
}
