/**
 * What was received, without its secrets.
 */
import * as Either from "effect/Either"
import * as Predicate from "effect/Predicate"
import { inputOf } from "./input.js"
import type { Call, Incoming, Outcome, Request } from "./model.js"
import type { Route } from "./route.js"

/** A request in the log, whose outcome is noted when it is known. */
export interface Entry {
  readonly settle: (outcome: Outcome) => void
  /** One line for people: `GET /api/v1/keys?offset=100 200`. */
  readonly line: () => string
  /** The same for programs. */
  readonly facts: () => Pick<Request, "operation" | "method" | "path" | "outcome">
}

export interface RequestLog {
  readonly open: (request: Incoming, route: Route) => Entry
  readonly entries: () => ReadonlyArray<Request>
  /** The same in the client's terms. */
  readonly calls: () => ReadonlyArray<Call>
  readonly clear: () => void
}

/** A sandbox may run for weeks: only so many of the last requests are kept. */
const capacity = 10_000

const redacted = "<redacted>"

const secretHeaders = new Set(["authorization", "proxy-authorization", "cookie", "x-api-key"])

const keyForm = /sk-[A-Za-z0-9_-]{16,}/g

type Mask = (text: string) => string

/** Hides whatever looks like a key, and these secrets whatever they look like. */
const makeMask = (secrets: ReadonlyArray<string>): Mask => (text) =>
  secrets.reduce((masked, secret) => masked.replaceAll(secret, redacted), text.replace(keyForm, redacted))

const maskRecord = (record: Readonly<Record<string, string | undefined>>, mask: Mask): Record<string, string> =>
  Object.fromEntries(
    Object.entries(record).flatMap(([name, value]) => value === undefined ? [] : [[mask(name), mask(value)]])
  )

const maskHeaders = (headers: Incoming["headers"], mask: Mask): Record<string, string> => {
  const masked = maskRecord(headers, mask)
  for (const name of Object.keys(masked)) if (secretHeaders.has(name)) masked[name] = redacted
  return masked
}

const maskValue = (value: unknown, mask: Mask): unknown => {
  if (Predicate.isString(value)) return mask(value)
  if (Array.isArray(value)) return value.map((item) => maskValue(item, mask))
  if (!Predicate.isRecord(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [mask(name), name === "api_key" ? redacted : maskValue(item, mask)])
  )
}

const maskBody = (body: string, mask: Mask): unknown => {
  if (body === "") return null
  const json = Either.try((): unknown => JSON.parse(body))
  return Either.isRight(json) ? maskValue(json.right, mask) : mask(body)
}

const describe = ({ method, outcome, path, query }: Request): string => {
  const search = Object.entries(query).map(([name, value]) => `${name}=${value}`).join("&")
  return `${method} ${path}${search === "" ? "" : `?${search}`} ${outcome}`
}

/** A log that never shows `secret`, nor a request's own bearer token. */
export const makeRequestLog = (secret: string): RequestLog => {
  let entries: Array<Request> = []
  return {
    open: (request, route) => {
      const bearer = bearerOf(request.headers.authorization)
      const mask = makeMask(bearer === undefined || bearer.length < 8 ? [secret] : [secret, bearer])
      const query = maskRecord(route.query, mask)
      const body = maskBody(textOf(request.body), mask)
      const entry: { -readonly [K in keyof Request]: Request[K] } = {
        operation: route.operation,
        input: inputOf(route.operation, { hash: mask(route.hash), query, body }),
        outcome: "pending",
        method: request.method,
        path: mask(route.path),
        query,
        headers: maskHeaders(request.headers, mask),
        body,
        status: null
      }
      entries.push(entry)
      if (entries.length > capacity * 2) entries = entries.slice(-capacity)
      return {
        settle: (outcome) => {
          entry.outcome = outcome
          entry.status = Predicate.isNumber(outcome) ? outcome : null
        },
        line: () => describe(entry),
        facts: () => ({ operation: entry.operation, method: entry.method, path: entry.path, outcome: entry.outcome })
      }
    },
    entries: () => entries.slice(-capacity).map((entry) => ({ ...entry })),
    calls: () => entries.slice(-capacity).map(({ input, operation, outcome }) => ({ operation, input, outcome })),
    clear: () => {
      entries = []
    }
  }
}

const decoder = new TextDecoder()

/** A request's body as text. */
export const textOf = (body: Incoming["body"] = ""): string => Predicate.isString(body) ? body : decoder.decode(body)

/** The token of `Bearer <token>`. */
export const bearerOf = (authorization: string | undefined): string | undefined =>
  /^Bearer +(\S+) *$/i.exec(authorization ?? "")?.[1]
