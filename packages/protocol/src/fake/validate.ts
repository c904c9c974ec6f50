/**
 * Validates requests by the contract. A rejection names each invalid field and what it must be.
 */
import type { Result } from "./types.js"

/** A create request's body. */
export interface CreateBody {
  readonly name: string
  readonly limit?: number | null
  readonly limit_reset?: string | null
  readonly include_byok_in_limit?: boolean
  readonly expires_at?: string | null
  readonly creator_user_id?: string | null
  readonly workspace_id?: string
  readonly external?: { readonly user: string }
}

/** An update request's body. */
export interface UpdateBody {
  readonly name?: string
  readonly disabled?: boolean
  readonly limit?: number | null
  readonly limit_reset?: string | null
  readonly include_byok_in_limit?: boolean
  readonly workspace_id?: string
}

/** A list request's query. */
export interface ListQuery {
  readonly includeDisabled: boolean
  readonly includeExpired: boolean
  readonly offset: number
  readonly workspaceId: string | undefined
}

/** What a value must be, in words, and a test for it. */
interface Rule {
  readonly must: string
  readonly accepts: (value: unknown) => boolean
  readonly required?: boolean
}

type Rules = Readonly<Record<string, Rule>>

const isString = (value: unknown): value is string => typeof value === "string"

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const text = (min: number, max = Infinity): Rule => ({
  must: max === Infinity ? `a string of at least ${min} character` : `a string of ${min} to ${max} characters`,
  accepts: (value) => isString(value) && value.length >= min && value.length <= max
})

const flag: Rule = { must: "true or false", accepts: (value) => typeof value === "boolean" }

const nullable = (rule: Rule): Rule => ({
  must: `${rule.must}, or null`,
  accepts: (value) => value === null || rule.accepts(value)
})

const required = (rule: Rule): Rule => ({ ...rule, required: true })

const limit = nullable({
  must: "a number of USD, 0 or more",
  accepts: (value) => typeof value === "number" && value >= 0 && value < Infinity
})

const limitReset = nullable({
  must: "\"daily\", \"weekly\" or \"monthly\"",
  accepts: (value) => value === "daily" || value === "weekly" || value === "monthly"
})

const timestampForm = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?Z$/

/** Checks the format and the calendar: `Date.parse` would read 30 February as 2 March. */
const isTimestamp = (value: unknown): boolean => {
  if (!isString(value) || !timestampForm.test(value)) return false
  const millis = Date.parse(value)
  return !Number.isNaN(millis) && new Date(millis).toISOString().slice(0, 10) === value.slice(0, 10)
}

const timestamp = nullable({
  must: "an ISO-8601 UTC timestamp with seconds (YYYY-MM-DDTHH:MM:SSZ)",
  accepts: isTimestamp
})

const uuidForm = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

const uuid: Rule = { must: "a UUID", accepts: (value) => isString(value) && uuidForm.test(value) }

const createRules: Rules = {
  name: required(text(1)),
  limit,
  limit_reset: limitReset,
  include_byok_in_limit: flag,
  expires_at: timestamp,
  creator_user_id: nullable(text(1)),
  workspace_id: uuid,
  external: { must: "an object with a user", accepts: isRecord }
}

const externalRules: Rules = { "external.user": required(text(1, 512)), "external.api_key": text(32, 512) }

const updateRules: Rules = {
  name: { must: "a string", accepts: isString },
  disabled: flag,
  limit,
  limit_reset: limitReset,
  include_byok_in_limit: flag,
  workspace_id: uuid
}

const queryFlag: Rule = {
  must: "\"true\" or \"false\"",
  accepts: (value) => value === "true" || value === "false"
}

const listRules: Rules = {
  include_disabled: queryFlag,
  include_expired: queryFlag,
  offset: {
    must: "a whole number, 0 or more",
    accepts: (value) => isString(value) && /^\d{1,16}$/.test(value) && Number.isSafeInteger(Number(value))
  },
  workspace_id: uuid
}

const pageRules: Rules = {
  offset: listRules.offset!,
  limit: { must: "a whole number from 1", accepts: (value) => isString(value) && /^[1-9]\d{0,5}$/.test(value) }
}

const fieldOf = (record: Readonly<Record<string, unknown>>, field: string): unknown =>
  Object.hasOwn(record, field) ? record[field] : undefined

const violations = (rules: Rules, record: Readonly<Record<string, unknown>>): ReadonlyArray<string> =>
  Object.entries(rules).flatMap(([field, rule]) => {
    const value = fieldOf(record, field)
    const isValid = value === undefined ? rule.required !== true : rule.accepts(value)
    return isValid ? [] : [`${field} must be ${rule.must}`]
  })

/** The record, or a message that names every invalid field. */
const resultOf = <A>(found: ReadonlyArray<string>, valid: () => A): Result<A> =>
  found.length === 0
    ? { ok: true, value: valid() }
    : { ok: false, message: `Invalid request parameters: ${found.join("; ")}` }

const parse = (body: string): Result<Readonly<Record<string, unknown>>> => {
  let json: unknown
  try {
    json = JSON.parse(body)
  } catch {
    return { ok: false, message: "Invalid request parameters: the body is not JSON" }
  }
  return isRecord(json)
    ? { ok: true, value: json }
    : { ok: false, message: "Invalid request parameters: the body must be a JSON object" }
}

export const createBody = (body: string): Result<CreateBody> => {
  const parsed = parse(body)
  if (!parsed.ok) return parsed
  const record = parsed.value
  const external = fieldOf(record, "external")
  const found = [
    ...violations(createRules, record),
    ...isRecord(external)
      ? violations(externalRules, {
        "external.user": fieldOf(external, "user"),
        "external.api_key": fieldOf(external, "api_key")
      })
      : []
  ]
  return resultOf(found, () => record as unknown as CreateBody)
}

export const updateBody = (body: string): Result<UpdateBody> => {
  const parsed = parse(body)
  return parsed.ok ? resultOf(violations(updateRules, parsed.value), () => parsed.value as UpdateBody) : parsed
}

/** Whether an update contains no field to change. */
export const isEmptyUpdate = (body: UpdateBody): boolean =>
  Object.keys(updateRules).every((field) => !Object.hasOwn(body, field))

export const listQuery = (query: Readonly<Record<string, string>>): Result<ListQuery> =>
  resultOf(violations(listRules, query), () => ({
    includeDisabled: query.include_disabled === "true",
    includeExpired: query.include_expired === "true",
    offset: Number(query.offset ?? "0"),
    workspaceId: query.workspace_id?.toLowerCase()
  }))

/** Which page of a list. */
export const pageQuery = (
  query: Readonly<Record<string, string>>
): Result<{ readonly offset: number; readonly limit: number | undefined }> =>
  resultOf(violations(pageRules, query), () => ({
    offset: Number(query.offset ?? "0"),
    limit: query.limit === undefined ? undefined : Number(query.limit)
  }))

/** The hashes in a body: at least one. */
export const hashesBody = (body: string, field: string): Result<ReadonlyArray<string>> => {
  const parsed = parse(body)
  if (!parsed.ok) return parsed
  const value = fieldOf(parsed.value, field)
  const isValid = Array.isArray(value) && value.length > 0 && value.every(isString)
  return resultOf(isValid ? [] : [`${field} must be a list of at least one hash`], () => value as Array<string>)
}
