/** The operations as Promises. */
import { callSite } from "@openrouter-keys/core-effect-4/Engine"
import type { OperationName, OperationSpec } from "@openrouter-keys/protocol/Operation"
import type { OpenRouterCore } from "../core.js"
import type { RequestOptions } from "../options.js"
import { unwrap } from "../types.js"
import { runCall, type Send } from "./call.js"
import { markHandled } from "./markHandled.js"

/** Sets the name of a function, which stack traces and `util.inspect` show. */
const named = <F extends (...args: Array<never>) => unknown>(name: string, f: F): F =>
  Object.defineProperty(f, "name", { value: name })

const functionName = (operation: OperationName): string =>
  `apiKeys${operation.charAt(0).toUpperCase()}${operation.slice(1)}`

/** Arguments after the options. A call that has some fails. */
type Excess = ReadonlyArray<unknown>

/** An operation with a request as a method of a client. `Request` includes `undefined` if the request is optional. */
export const method = <Request, A, E>(client: object, operation: OperationSpec<Request, A, E>) => {
  const send: Send<Request, A, E> = (execute, request) => execute(operation, request)
  const method = (request: Request, options?: RequestOptions, ...excess: Excess): Promise<A> =>
    markHandled(runCall({ client, operation, request, options, excess, site: callSite(method), send }).then(unwrap))
  return named(operation.name, method)
}

/** An operation without a request as a method of a client. */
export const methodWithoutRequest = <A, E>(client: object, operation: OperationSpec<undefined, A, E>) => {
  const send: Send<undefined, A, E> = (execute) => execute(operation, undefined)
  const method = (options?: RequestOptions, ...excess: Excess): Promise<A> =>
    markHandled(
      runCall({ client, operation, request: undefined, options, excess, site: callSite(method), send }).then(unwrap)
    )
  return named(operation.name, method)
}

/** An operation with a request as a standalone function. `Request` includes `undefined` if the request is optional. */
export const standalone = <Request, A, E>(operation: OperationSpec<Request, A, E>) => {
  const send: Send<Request, A, E> = (execute, request) => execute(operation, request)
  const standalone = (client: OpenRouterCore, request: Request, options?: RequestOptions, ...excess: Excess) =>
    runCall({ client, operation, request, options, excess, site: callSite(standalone), send })
  return named(functionName(operation.name), standalone)
}

/** An operation without a request as a standalone function. */
export const standaloneWithoutRequest = <A, E>(operation: OperationSpec<undefined, A, E>) => {
  const send: Send<undefined, A, E> = (execute) => execute(operation, undefined)
  const standalone = (client: OpenRouterCore, options?: RequestOptions, ...excess: Excess) =>
    runCall({ client, operation, request: undefined, options, excess, site: callSite(standalone), send })
  return named(functionName(operation.name), standalone)
}
