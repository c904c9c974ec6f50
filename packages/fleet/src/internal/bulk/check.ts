/** Validates requests before anything is created: a key with an invalid name would be left with its marked name. */
import type { CreateKeysRequest } from "@openrouter-keys/core/KeyRequest"
import { unwrapSecrets } from "@openrouter-keys/protocol/client/Secrets"
import { createKeysRequest } from "@openrouter-keys/protocol/KeyRequest"
import { operations } from "@openrouter-keys/protocol/Operation"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import type { Request } from "../../Bulk.js"
import { Target } from "../../SecretSink.js"
import { unknownField } from "../issues.js"
import { plainName } from "../names.js"
import { shown } from "../shown.js"

/** Why requests are rejected. */
export interface Problem {
  readonly reason: "DuplicateId" | "IdInUse" | "InvalidRequest"
  readonly message: string
}

/** Names a request by its ID, or by its index if it has none. */
const labelOf = (request: { readonly id?: unknown } | null | undefined, index: number): string =>
  typeof request?.id === "string" && request.id !== ""
    ? `Request ${JSON.stringify(request.id)}`
    : `The request at ${index}`

/** Fields of a request that a create does not have. */
const ownFields = ["id", "to"]

const fieldNames = Object.keys(createKeysRequest.fields)

const createIssues = (request: CreateKeysRequest): ReadonlyArray<string> => {
  const prepared = operations.create.prepare(
    unwrapSecrets(request, (secret) => Redacted.isRedacted(secret) ? Redacted.value(secret) : secret)
  )
  return prepared.ok ? [] : prepared.issues.map(({ message, path }) => `${path} ${message}`.trim())
}

const nameIssues = (name: unknown): ReadonlyArray<string> =>
  typeof name === "string" && plainName(name) !== null
    ? [`name is ${shown(name)}, and such names are reserved for unfinished keys: use another one`]
    : []

const isSink = (to: object): boolean =>
  "put" in to && typeof to.put === "function" && (!("target" in to) || Schema.is(Target)(to.target))

const sinkIssues = (to: unknown): ReadonlyArray<string> =>
  to === undefined || (typeof to === "string" && to !== "") || (typeof to === "object" && to !== null && isSink(to))
    ? []
    : [`to is ${shown(to)}: expected a sink such as "file:ada.key"`]

const issuesOf = (request: unknown): ReadonlyArray<string> => {
  if (typeof request !== "object" || request === null || Array.isArray(request)) {
    return [`is ${shown(request)}: expected a request with id and name`]
  }
  const { id, to, ...create } = request as Request
  const unknown = Object.keys(create).filter((name) => !fieldNames.includes(name))
  const known = Object.fromEntries(Object.entries(create).filter(([name]) => fieldNames.includes(name)))
  return [
    ...(typeof id === "string" && id !== "" ? [] : [`id is ${shown(id)}: expected a string of at least one character`]),
    ...unknown.map((name) => `${name} ${unknownField(name, [...ownFields, ...fieldNames])}`),
    ...createIssues(known as unknown as CreateKeysRequest),
    ...nameIssues(create.name),
    ...sinkIssues(to)
  ]
}

/** How many requests an error lists. */
const maxShown = 10

const invalid = (requests: ReadonlyArray<unknown>): Problem | null => {
  const wrong = requests.flatMap((request, index) => {
    const issues = issuesOf(request)
    return issues.length === 0 ? [] : [`${labelOf(request as Request, index)}: ${issues.join("; ")}.`]
  })
  if (wrong.length === 0) return null
  const more = wrong.length - maxShown
  const message = [...wrong.slice(0, maxShown), ...(more > 0 ? [`And ${more} more.`] : [])].join("\n")
  return { reason: "InvalidRequest", message }
}

const contradicting = (
  requests: ReadonlyArray<Request>,
  nameOf: (id: string) => string | undefined
): Problem | null => {
  const ids = new Set<string>()
  for (const { id, name } of requests) {
    if (ids.has(id)) return { reason: "DuplicateId", message: `Two requests have the ID ${JSON.stringify(id)}.` }
    ids.add(id)
    const other = nameOf(id)
    if (other !== undefined && other !== name) {
      const message = `The ID ${JSON.stringify(id)} was used for the key ${JSON.stringify(other)}: use another one.`
      return { reason: "IdInUse", message }
    }
  }
  return null
}

/** Finds invalid requests. `nameOf` returns the key name that an ID was used for. */
export const problemOf = (
  requests: ReadonlyArray<Request>,
  nameOf: (id: string) => string | undefined
): Problem | null => {
  if (!Array.isArray(requests)) {
    return { reason: "InvalidRequest", message: `The requests must be a list, not ${shown(requests)}.` }
  }
  return invalid(requests) ?? contradicting(requests, nameOf)
}
