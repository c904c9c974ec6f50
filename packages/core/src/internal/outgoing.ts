/** From what an operation asks and how the client is set up to a request that lacks only its bearer token. */
import * as Either from "effect/Either"
import type { OperationName } from "../OpenRouterError.js"
import { headerProblem, secretsIn } from "./header.js"
import { mask } from "./secrets.js"

/** HTTP methods of the operations. */
export type Method = "GET" | "POST" | "PATCH" | "DELETE"

/** What an operation asks for. */
export interface Asked {
  readonly operation: OperationName
  readonly method: Method
  /** Path below the server's address, escaped. */
  readonly path: string
  /** The path as a template, which names no key. */
  readonly template: string
  /** Parameters of the query, by wire names. */
  readonly query: { readonly [name: string]: string }
  /** JSON text. */
  readonly body: string | undefined
  /** Secrets in the request, which an answer may repeat and no error may. */
  readonly secrets: ReadonlyArray<string>
  /** The status that means success. */
  readonly success: number
}

/** A request that lacks only its bearer token. */
export interface Outgoing extends Asked {
  readonly url: string
  readonly headers: { readonly [name: string]: string }
}

/** Names of headers do not depend on case; a later one replaces an earlier one. */
export const mergeHeaders = (
  ...all: ReadonlyArray<{ readonly [name: string]: string | undefined } | undefined>
): { readonly [name: string]: string } => {
  const out: Record<string, string> = {}
  for (const headers of all) {
    for (const [name, value] of Object.entries(headers ?? {})) {
      if (value !== undefined) out[name.toLowerCase()] = value
    }
  }
  return out
}

/** The address without a trailing slash, or why it cannot be one. */
const baseOf = (serverURL: string): Either.Either<string, string> => {
  const url = URL.canParse(serverURL) ? new URL(serverURL) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    return Either.left(
      `the server's address must be an http or https URL, not ${mask(JSON.stringify(serverURL))}`
    )
  }
  return url.username !== "" || url.password !== "" || url.search !== "" || url.hash !== ""
    ? Either.left("the server's address must have no user, password, query or fragment")
    : Either.right(url.href.replace(/\/+$/, ""))
}

/** Builds the request, or says why it cannot be sent. */
export const buildOutgoing = (
  asked: Asked,
  serverURL: string,
  headers: { readonly [name: string]: string }
): Either.Either<Outgoing, string> =>
  Either.flatMap(baseOf(serverURL), (base) => {
    for (const [name, value] of Object.entries(headers)) {
      const problem = headerProblem(name, value)
      if (problem !== undefined) return Either.left(problem)
    }
    const query = new URLSearchParams(asked.query).toString()
    return Either.right({
      ...asked,
      headers,
      secrets: [...asked.secrets, ...secretsIn(headers)],
      url: `${base}${asked.path}${query === "" ? "" : `?${query}`}`
    })
  })
