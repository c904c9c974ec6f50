/**
 * The contract of responses, similar to JSON Schema: the statuses of each operation and their bodies.
 */
import type { Operation as OperationName } from "../../src/fake/index.js"

interface Schema {
  readonly type: "string" | "number" | "integer" | "boolean" | "object" | "array"
  readonly nullable?: boolean
  readonly pattern?: RegExp
  readonly minimum?: number
  readonly const?: unknown
  readonly items?: Schema
  /** Properties are required unless they are in `optional`. Others are not allowed. */
  readonly properties?: Readonly<Record<string, Schema>>
  readonly optional?: ReadonlyArray<string>
}

const text: Schema = { type: "string" }
const flag: Schema = { type: "boolean" }
const usd: Schema = { type: "number", minimum: 0 }
const count: Schema = { type: "integer", minimum: 0 }
const uuid: Schema = { type: "string", pattern: /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/ }
/** ISO-8601 UTC with seconds and optional fractions. */
const timestamp: Schema = { type: "string", pattern: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)$/ }

const orNull = (schema: Schema): Schema => ({ ...schema, nullable: true })

const object = (properties: Readonly<Record<string, Schema>>, ...optional: ReadonlyArray<string>): Schema => ({
  type: "object",
  properties,
  optional
})

const usage = {
  usage: usd,
  usage_daily: usd,
  usage_weekly: usd,
  usage_monthly: usd,
  byok_usage: usd,
  byok_usage_daily: usd,
  byok_usage_weekly: usd,
  byok_usage_monthly: usd
}

const limit = {
  limit: orNull(usd),
  limit_remaining: orNull(usd),
  limit_reset: orNull({ type: "string", pattern: /^(daily|weekly|monthly)$/ }),
  include_byok_in_limit: flag
}

const key = object({
  hash: { type: "string", pattern: /^[0-9a-f]{64}$/ },
  name: text,
  label: { type: "string", pattern: /^sk-or-v1-[0-9a-f]{3}\.\.\.[0-9a-f]{4}$/ },
  disabled: flag,
  ...limit,
  ...usage,
  created_at: timestamp,
  updated_at: orNull(timestamp),
  last_used_at: orNull(timestamp),
  expires_at: orNull(timestamp),
  creator_user_id: orNull(text),
  workspace_id: uuid,
  external_user: orNull(text)
})

const currentKey = object({
  label: text,
  ...limit,
  ...usage,
  is_free_tier: flag,
  is_management_key: flag,
  is_provisioning_key: flag,
  expires_at: orNull(timestamp),
  creator_user_id: orNull(text),
  workspace_id: orNull(uuid),
  organization_id: orNull(text),
  allowed_data_regions: { type: "array", items: { type: "string", pattern: /^(global|europe|us)$/ } },
  free_model_daily_requests: object({ limit: count, used: count, remaining: count }),
  // Legacy: the number is always -1.
  rate_limit: object({ requests: { type: "integer", const: -1 }, interval: text, note: text })
})

const problem = object({ error: object({ code: count, message: text, metadata: { type: "object" } }, "metadata") })

interface Operation {
  readonly success: readonly [status: number, body: Schema]
  readonly errors: ReadonlyArray<number>
}

/** The responses of each operation. Each may respond 403 to a key that cannot manage keys. */
export const contract: { readonly [Name in OperationName]: Operation } = {
  list: { success: [200, object({ data: { type: "array", items: key } })], errors: [400, 401, 403, 429, 500] },
  create: {
    success: [201, object({ data: key, key: { type: "string", pattern: /^sk-or-v1-[0-9a-f]{64}$/ } })],
    errors: [400, 401, 403, 429, 500]
  },
  get: { success: [200, object({ data: key })], errors: [401, 403, 404, 429, 500] },
  update: { success: [200, object({ data: key })], errors: [400, 401, 403, 404, 409, 429, 500] },
  delete: {
    success: [200, object({ deleted: { type: "boolean", const: true } })],
    errors: [401, 403, 404, 429, 500]
  },
  getCurrentKeyMetadata: { success: [200, object({ data: currentKey })], errors: [401, 429, 500] }
}

const typeOf = (value: unknown): string => {
  if (Array.isArray(value)) return "array"
  return value === null ? "null" : typeof value
}

const violationsOfObject = (
  { optional = [], properties }: Schema,
  value: object,
  at: string
): ReadonlyArray<string> => {
  if (properties === undefined) return []
  const record = value as Readonly<Record<string, unknown>>
  const unknown = Object.keys(record).filter((name) => !(name in properties)).map((name) => `${at}.${name} is unknown`)
  return Object.entries(properties).reduce<ReadonlyArray<string>>((found, [name, schema]) => {
    if (name in record) return [...found, ...violations(schema, record[name], `${at}.${name}`)]
    return optional.includes(name) ? found : [...found, `${at}.${name} is missing`]
  }, unknown)
}

const violations = (schema: Schema, value: unknown, at: string): ReadonlyArray<string> => {
  if (value === null) return schema.nullable === true ? [] : [`${at} is null`]
  const fits = schema.type === "integer" ? Number.isInteger(value) : typeOf(value) === schema.type
  if (!fits) return [`${at} is no ${schema.type}`]
  if ("const" in schema && value !== schema.const) return [`${at} is not ${String(schema.const)}`]
  if (schema.pattern?.test(String(value)) === false) return [`${at} does not match ${schema.pattern}`]
  if (schema.minimum !== undefined && Number(value) < schema.minimum) return [`${at} is below ${schema.minimum}`]
  if (Array.isArray(value) && schema.items !== undefined) {
    const { items } = schema
    return value.flatMap((item, index) => violations(items, item, `${at}.${index}`))
  }
  return schema.type === "object" ? violationsOfObject(schema, value as object, at) : []
}

/** The violations of the contract in a response. */
export const breaches = (
  operation: OperationName,
  response: { readonly status: number; readonly headers: Headers; readonly json: unknown }
): ReadonlyArray<string> => {
  const { errors, success } = contract[operation]
  const { headers, json, status } = response
  const type = headers.get("content-type") ?? ""
  const wrongType = /^application\/json\b/.test(type) ? [] : [`content-type is ${type}`]
  if (status === success[0]) return [...wrongType, ...violations(success[1], json, "body")]
  if (!errors.includes(status)) return [`${operation} must not respond with ${status}`]
  const { code } = (json as { readonly error?: { readonly code?: unknown } }).error ?? {}
  const wrongCode = code === status ? [] : [`error.code is ${String(code)}, the status ${status}`]
  return [...wrongType, ...wrongCode, ...violations(problem, json, "body")]
}
