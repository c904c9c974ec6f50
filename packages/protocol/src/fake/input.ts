/**
 * Converts a wire request back to the request of the client's method.
 */
import type { LogEntry } from "./state.js"
import type { AnyOperation } from "./types.js"

/** The parts of a request, their secrets already redacted. */
type Parts = Pick<LogEntry, "hash" | "id" | "query" | "body">

const camelCase = (name: string): string => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())

/** Converts records to camelCase. The log limits their depth. */
const fromWire = (value: unknown): unknown =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).map(([name, item]) => [camelCase(name), fromWire(item)]))
    : value

/** Converts a query value to a boolean or a number if it is one. */
const fromQuery = (value: string): unknown => {
  if (value === "true" || value === "false") return value === "true"
  return /^\d{1,15}$/.test(value) ? Number(value) : value
}

const ofQuery = ({ query }: Parts) =>
  Object.fromEntries(Object.entries(query).map(([name, value]) => [camelCase(name), fromQuery(value)]))

const ofBody = ({ body, id }: Parts) => {
  const fields = fromWire(body)
  return { id, ...(typeof fields === "object" ? fields : {}) }
}

const inputs: { readonly [O in AnyOperation]: (parts: Parts) => unknown } = {
  list: ofQuery,
  create: ({ body }) => fromWire(body),
  get: ({ hash }) => ({ hash }),
  update: ({ body, hash }) => ({ hash, requestBody: fromWire(body) }),
  delete: ({ hash }) => ({ hash }),
  getCurrentKeyMetadata: () => ({}),
  listKeyAssignments: ofQuery,
  assignKeys: ofBody,
  unassignKeys: ofBody,
  listByokKeys: ofQuery,
  updateByokKey: ofBody
}

export const inputOf = (operation: AnyOperation | null, parts: Parts): unknown =>
  operation === null ? null : inputs[operation](parts)
