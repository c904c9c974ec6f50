/**
 * The operations as plain data, for code that handles all of them, such as a proxy or a mock.
 *
 * @module
 */
import { type Method, type OperationName, type OperationPath, operations } from "../Operation.js"

/** An operation over HTTP. */
export interface Operation {
  /** Name of its method. */
  readonly name: OperationName
  /** HTTP method. */
  readonly method: Method
  /** Path below the server URL, with `{hash}` for the key's hash: letters, digits, `_` and `-`. */
  readonly path: OperationPath
  /** Whether its method takes a request. */
  readonly takesRequest: boolean
  /** Wire names of its query parameters. */
  readonly query: ReadonlyArray<string>
  /** Whether its request has a body, which is JSON. */
  readonly hasBody: boolean
}

const describe = ({ hasBody, method, name, path, query, request }: typeof operations[OperationName]): Operation => ({
  name,
  method,
  path,
  takesRequest: request !== "none",
  query,
  hasBody
})

const describeAll = (): { readonly [Name in OperationName]: Operation } => ({
  list: describe(operations.list),
  create: describe(operations.create),
  get: describe(operations.get),
  update: describe(operations.update),
  delete: describe(operations.delete),
  getCurrentKeyMetadata: describe(operations.getCurrentKeyMetadata)
})

/** The operations by name. */
export const all: { readonly [Name in OperationName]: Operation } = /* @__PURE__ */ describeAll()
