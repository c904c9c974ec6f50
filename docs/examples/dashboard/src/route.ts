/**
 * What may be asked for: the six operations, with what each may carry, and nothing else.
 */
import * as Operation from "@openrouter-keys/core/Operation"
import * as Effect from "effect/Effect"
import { Refusal } from "./refusal.js"

/** Where the API lies on this server. */
export const apiPath = "/api/v1"

/** An operation, as a request asks for it. */
export interface Route {
  readonly operation: Operation.Operation
  /** Path below the service's address. */
  readonly path: string
  /** Query, empty or with its question mark. */
  readonly search: string
}

// A hash has no character that means something in a path, so it is looked at as it came, unescaped.
const routes = Object.values(Operation.all).map((operation) => ({
  operation,
  pattern: new RegExp(`^${operation.path.replace("{hash}", "[A-Za-z0-9_-]+")}$`)
}))

const checkQuery = (query: URLSearchParams, { query: known }: Operation.Operation): Effect.Effect<void, Refusal> => {
  const names = [...query.keys()]
  const problem = names.find((name, index) => !known.includes(name) || names.indexOf(name) !== index)
  return problem === undefined
    ? Effect.void
    : Effect.fail(new Refusal({ status: 400, message: "The query has a parameter that is unknown or repeated" }))
}

/** Finds the operation that a method and a path below `apiPath` ask for. */
export const findRoute = (method: string, path: string, query: URLSearchParams): Effect.Effect<Route, Refusal> =>
  Effect.gen(function*() {
    const here = routes.filter(({ pattern }) => pattern.test(path)).map(({ operation }) => operation)
    if (here.length === 0) return yield* new Refusal({ status: 404, message: "The dashboard forwards no such path" })
    const operation = here.find((operation) => operation.method === method)
    if (operation === undefined) {
      const allow = here.map(({ method }) => method).join(", ")
      return yield* new Refusal({ status: 405, message: `Allowed here: ${allow}`, headers: { allow } })
    }
    yield* checkQuery(query, operation)
    const search = query.toString()
    return { operation, path, search: search === "" ? "" : `?${search}` }
  })
