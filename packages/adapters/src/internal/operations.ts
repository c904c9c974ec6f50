/** The operations as Promises. Their types derive from protocol's signatures. */
import { callSite } from "@openrouter-keys/core/Engine"
import type { OperationName, Returns, ReturnsMany } from "@openrouter-keys/protocol/Operation"
import { capitalize } from "effect/String"
import type { OpenRouterCore } from "../core.js"
import type { RequestAborted } from "../models/RequestAborted.js"
import type { RequestOptions } from "../options.js"
import { type Result, unwrap } from "../types.js"
import { runCall, type Send } from "./call.js"
import { markHandled } from "./markHandled.js"

/** A signature as a method: an operation returns a Promise, a listing an `AsyncIterable`. */
export type Method<Signature> = Signature extends (...args: infer Args) => Returns<infer Response, infer _>
  ? (...args: [...Args, options?: RequestOptions]) => Promise<Response>
  : Signature extends (...args: infer Args) => ReturnsMany<infer Item, infer _>
    ? (...args: [...Args, options?: RequestOptions]) => AsyncIterable<Item>
  : never

/** A signature as a function of a client that resolves to a result and never rejects. */
export type Standalone<Signature> = Signature extends (...args: infer Args) => Returns<infer Response, infer Error> ? (
    client: OpenRouterCore,
    ...args: [...Args, options?: RequestOptions]
  ) => Promise<Result<Response, Error | RequestAborted>>
  : never

/** Signatures as methods, mapped one to one, which keeps parameter names and doc comments. */
export type Methods<Signatures> = { readonly [Name in keyof Signatures]: Method<Signatures[Name]> }

/** Sets the name of a function, which stack traces and `util.inspect` show. */
const named = <F extends (...args: Array<never>) => unknown>(name: string, f: F): F =>
  Object.defineProperty(f, "name", { value: name })

/** Arguments after the options. A call that has some fails. */
type Excess = ReadonlyArray<unknown>

/** An operation with a request as a method of a client. `Request` includes `undefined` if the request is optional. */
export const method = <Request, A, E>(client: object, operation: OperationName, send: Send<Request, A, E>) => {
  const method = (request: Request, options?: RequestOptions, ...excess: Excess): Promise<A> =>
    markHandled(runCall({ client, operation, request, options, excess, site: callSite(method), send }).then(unwrap))
  return named(operation, method)
}

/** An operation without a request as a method of a client. */
export const methodWithoutRequest = <A, E>(client: object, operation: OperationName, send: Send<void, A, E>) => {
  const method = (options?: RequestOptions, ...excess: Excess): Promise<A> =>
    markHandled(
      runCall({ client, operation, request: undefined, options, excess, site: callSite(method), send }).then(unwrap)
    )
  return named(operation, method)
}

/** An operation with a request as a standalone function. `Request` includes `undefined` if the request is optional. */
export const standalone = <Request, A, E>(operation: OperationName, send: Send<Request, A, E>) => {
  const standalone = (client: OpenRouterCore, request: Request, options?: RequestOptions, ...excess: Excess) =>
    runCall({ client, operation, request, options, excess, site: callSite(standalone), send })
  return named(`apiKeys${capitalize(operation)}`, standalone)
}

/** An operation without a request as a standalone function. */
export const standaloneWithoutRequest = <A, E>(operation: OperationName, send: Send<void, A, E>) => {
  const standalone = (client: OpenRouterCore, options?: RequestOptions, ...excess: Excess) =>
    runCall({ client, operation, request: undefined, options, excess, site: callSite(standalone), send })
  return named(`apiKeys${capitalize(operation)}`, standalone)
}
