/** From what an operation asks and how the client is set up to a request that lacks only its bearer token. */
import * as Either from "effect/Either"
import * as Record from "effect/Record"
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

/** Where requests go and what they all carry: checked once, not with each of them. */
export interface Destination {
  /** The server's address without a trailing slash. */
  readonly base: string
  /** Name or number of the host. */
  readonly address: string
  readonly port: number
  /** Headers, their names in lower case. */
  readonly headers: { readonly [name: string]: string }
  /** What among the headers no error may repeat. */
  readonly secrets: ReadonlyArray<string>
}

/** A request that lacks only its bearer token. */
export interface Outgoing extends Asked {
  readonly destination: Destination
  readonly url: string
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

const urlOf = (serverURL: string): Either.Either<URL, string> => {
  const url = URL.canParse(serverURL) ? new URL(serverURL) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    return Either.left(
      `the server's address must be an http or https URL, not ${mask(JSON.stringify(serverURL))}`
    )
  }
  return url.username !== "" || url.password !== "" || url.search !== "" || url.hash !== ""
    ? Either.left("the server's address must have no user, password, query or fragment")
    : Either.right(url)
}

/** Checks an address and headers, or says why nothing can be sent there or with them. */
export const destinationOf = (
  serverURL: string,
  headers: { readonly [name: string]: string }
): Either.Either<Destination, string> =>
  Either.flatMap(urlOf(serverURL), ({ hostname, href, port, protocol }) => {
    for (const [name, value] of Object.entries(headers)) {
      const problem = headerProblem(name, value)
      if (problem !== undefined) return Either.left(problem)
    }
    return Either.right({
      base: href.replace(/\/+$/, ""),
      address: hostname,
      port: Number(port) || (protocol === "http:" ? 80 : 443),
      headers,
      secrets: secretsIn(headers)
    })
  })

const queryOf = (parameters: Asked["query"]): string =>
  Record.isEmptyReadonlyRecord(parameters) ? "" : `?${new URLSearchParams(parameters).toString()}`

/** Addresses the request. */
export const buildOutgoing = (asked: Asked, destination: Destination): Outgoing => ({
  ...asked,
  destination,
  secrets: [...asked.secrets, ...destination.secrets],
  url: `${destination.base}${asked.path}${queryOf(asked.query)}`
})
