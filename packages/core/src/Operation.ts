/**
 * The operations as plain data, for whoever builds something on all of them at once: another face, a proxy, a mock.
 *
 * @module
 */
import * as operations from "./internal/operations.js"
import type { OperationName } from "./OpenRouterError.js"

/** What an operation is over HTTP. */
export interface Operation {
  /** Name of its method. */
  readonly name: OperationName
  /** HTTP method. */
  readonly method: "GET" | "POST" | "PATCH" | "DELETE"
  /** Path below the server's address; `{hash}` stands for the key's hash. */
  readonly path: string
  /** Whether its method takes a request. */
  readonly takesRequest: boolean
}

const describe = <Name extends OperationName>(
  { method, name, path }: { readonly name: Name; readonly method: Operation["method"]; readonly path: string }
): Operation => ({ name, method, path, takesRequest: name !== "getCurrentKeyMetadata" })

/** The operations by name. */
export const all: { readonly [Name in OperationName]: Operation } = {
  list: describe(operations.list),
  create: describe(operations.create),
  get: describe(operations.get),
  update: describe(operations.update),
  delete: describe(operations.delete_),
  getCurrentKeyMetadata: describe(operations.getCurrentKeyMetadata)
}
