/**
 * The operations as plain data, for whoever builds something on all of them at once: another face, a proxy, a mock.
 *
 * @module
 */
import * as Struct from "effect/Struct"
import * as operations from "./internal/operations.js"
import type { OperationName } from "./OpenRouterError.js"

/** What an operation is over HTTP. */
export interface Operation {
  /** Name of its method. */
  readonly name: OperationName
  /** HTTP method. */
  readonly method: "GET" | "POST" | "PATCH" | "DELETE"
  /** Path below the server's address; `{hash}` stands for the key's hash: letters, digits, `_` and `-`. */
  readonly path: string
  /** Whether its method takes a request. */
  readonly takesRequest: boolean
  /** Names of the parameters that its query may have, as they travel. */
  readonly query: ReadonlyArray<string>
  /** Whether its request has a body, which is JSON. */
  readonly hasBody: boolean
}

const plain: (operation: Operation) => Operation = Struct.pick(
  "name",
  "method",
  "path",
  "takesRequest",
  "query",
  "hasBody"
)

/** The operations by name. */
export const all: { readonly [Name in OperationName]: Operation } = {
  list: plain(operations.list),
  create: plain(operations.create),
  get: plain(operations.get),
  update: plain(operations.update),
  delete: plain(operations.delete_),
  getCurrentKeyMetadata: plain(operations.getCurrentKeyMetadata)
}
