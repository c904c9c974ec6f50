/**
 * The routes that are forwarded: the six operations and their parameters.
 */
import * as Operation from "@openrouter-keys/core/Operation"
import * as Effect from "effect/Effect"
import { Rejection } from "./rejection.js"

/** Path of the API on this server. */
export const apiPath = "/api/v1"

/** The operation of a request. */
export interface Route {
  readonly operation: Operation.Operation
  /** Path below the service's URL. */
  readonly path: string
  /** Query with its question mark, or empty. */
  readonly search: string
}

// A hash contains no special characters of a path, so it needs no unescaping.
const routes = Object.values(Operation.all).map((operation) => ({
  operation,
  pattern: new RegExp(`^${operation.path.replace("{hash}", "[A-Za-z0-9_-]+")}$`)
}))

const checkQuery = (query: URLSearchParams, { query: known }: Operation.Operation): Effect.Effect<void, Rejection> => {
  const names = [...query.keys()]
  const problem = names.find((name, index) => !known.includes(name) || names.indexOf(name) !== index)
  return problem === undefined
    ? Effect.void
    : Effect.fail(new Rejection({ status: 400, message: "The query has a parameter that is unknown or repeated" }))
}

/** Finds the operation of a method and a path below `apiPath`. */
export const findRoute = (method: string, path: string, query: URLSearchParams): Effect.Effect<Route, Rejection> =>
  Effect.gen(function*() {
    const here = routes.filter(({ pattern }) => pattern.test(path)).map(({ operation }) => operation)
    if (here.length === 0) {
      return yield* new Rejection({ status: 404, message: "The dashboard does not forward this path" })
    }
    const operation = here.find((operation) => operation.method === method)
    if (operation === undefined) {
      const allow = here.map(({ method }) => method).join(", ")
      return yield* new Rejection({ status: 405, message: `Allowed methods: ${allow}`, headers: { allow } })
    }
    yield* checkQuery(query, operation)
    const search = query.toString()
    return { operation, path, search: search === "" ? "" : `?${search}` }
  })
