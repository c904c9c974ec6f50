/**
 * The log of received requests, secrets redacted.
 */
import { inputOf } from "./input.js"
import { makeRedact, redactBody, redactHeaders, redactRecord } from "./redaction.js"
import type { Route } from "./route.js"
import type { LogEntry } from "./state.js"
import type { FakeRequest, ReceivedCall, ReceivedRequest, RequestFacts, RequestOutcome } from "./types.js"
import * as Vector from "./vector.js"

/** Number of requests to keep, because a fake may run for weeks. */
const capacity = 10_000

export type RequestLog = Vector.Vector<LogEntry>

/** A request as text, header names in lower case. */
export interface ReadRequest {
  readonly method: string
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: string
  /** The bearer token. */
  readonly token: string | undefined
}

/** The token of `Bearer <token>`. */
const tokenOf = (authorization: string | undefined): string | undefined =>
  /^Bearer +(\S+) *$/i.exec(authorization ?? "")?.[1]

const textOf = (body: FakeRequest["body"] = ""): string =>
  typeof body === "string" ? body : new TextDecoder().decode(body)

export const readRequest = ({ body, headers, method }: FakeRequest): ReadRequest => {
  const lowerCased = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
  return { method, headers: lowerCased, body: textOf(body), token: tokenOf(lowerCased.authorization) }
}

/** The log entry of an arriving request, secrets redacted. */
export const entryOf = (request: ReadRequest, route: Route, managementKey: string): LogEntry => {
  const redact = makeRedact([managementKey, request.token])
  return {
    operation: route.operation,
    method: request.method,
    path: redact(route.path),
    hash: redact(route.hash),
    id: redact(route.parameters.id ?? ""),
    query: redactRecord(route.query, redact),
    headers: redactHeaders(request.headers, redact),
    body: redactBody(request.body, redact),
    outcome: "pending"
  }
}

/** Adds a request. Its index is the previous `end` of the log. */
export const add = (log: RequestLog, entry: LogEntry): RequestLog => Vector.dropOld(Vector.append(log, entry), capacity)

/** Sets the outcome of a request. */
export const note = (log: RequestLog, index: number, outcome: RequestOutcome): RequestLog => {
  const entry = Vector.get(log, index)
  return entry === undefined ? log : Vector.set(log, index, { ...entry, outcome })
}

const kept = (log: RequestLog): ReadonlyArray<LogEntry> => Vector.toArray(log).slice(-capacity)

export const requestsOf = (log: RequestLog): ReadonlyArray<ReceivedRequest> =>
  kept(log).map((entry) => ({
    operation: entry.operation,
    input: inputOf(entry.operation, entry),
    outcome: entry.outcome,
    method: entry.method,
    path: entry.path,
    query: entry.query,
    headers: entry.headers,
    body: entry.body,
    status: typeof entry.outcome === "number" ? entry.outcome : null
  }))

export const callsOf = (log: RequestLog): ReadonlyArray<ReceivedCall> =>
  kept(log).map((entry) => ({
    operation: entry.operation,
    input: inputOf(entry.operation, entry),
    outcome: entry.outcome
  }))

/** Description of a request for debug logs. */
export const factsOf = ({ method, operation, outcome, path, query }: LogEntry): RequestFacts => {
  const search = Object.entries(query).map(([name, value]) => `${name}=${value}`).join("&")
  return { operation, method, path, outcome, line: `${method} ${path}${search === "" ? "" : `?${search}`} ${outcome}` }
}
