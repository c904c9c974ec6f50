/** The operations as Promises. */
import { callSite } from "@openrouter-keys/core-effect-4/Engine"
import type { OperationName } from "@openrouter-keys/protocol/Operation"
import { capitalize } from "effect/String"
import type { OpenRouterCore } from "../core.js"
import type { RequestOptions } from "../options.js"
import { unwrap } from "../types.js"
import { runCall, type Send } from "./call.js"
import { markHandled } from "./markHandled.js"

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
