/**
 * What the contract forbids, field by field. A refusal names each field that is wrong and says what it must be.
 */
import * as Either from "effect/Either"
import * as Predicate from "effect/Predicate"

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
}

/** A list request's query. */
export interface ListQuery {
  readonly includeDisabled: boolean
  readonly offset: number
  readonly workspaceId: string | undefined
}

/** What a value must be, in words, and whether it is. */
interface Rule {
  readonly must: string
  readonly accepts: (value: unknown) => boolean
  readonly required?: boolean
}

type Rules = Readonly<Record<string, Rule>>

const text = (min: number, max = Infinity): Rule => ({
  must: max === Infinity ? `a string of at least ${min} character` : `a string of ${min} to ${max} characters`,
  accepts: (value) => typeof value === "string" && value.length >= min && value.length <= max
})

const flag: Rule = { must: "true or false", accepts: Predicate.isBoolean }

const nullable = (rule: Rule): Rule => ({
  must: `${rule.must}, or null`,
  accepts: (value) => value === null || rule.accepts(value)
})

const required = (rule: Rule): Rule => ({ ...rule, required: true })

const limit = nullable({
  must: "a number of USD, 0 or more",
  accepts: (value) => Predicate.isNumber(value) && value >= 0
})

const limitReset = nullable({
  must: "\"daily\", \"weekly\" or \"monthly\"",
  accepts: (value) => value === "daily" || value === "weekly" || value === "monthly"
})

const timestampForm = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/

/** Of the right form, and a day that the calendar has: `Date.parse` would make 2 March of 30 February. */
const isTimestamp = (value: unknown): boolean => {
  if (typeof value !== "string" || !timestampForm.test(value)) return false
  const millis = Date.parse(value)
  return !Number.isNaN(millis) && new Date(millis).toISOString().slice(0, 10) === value.slice(0, 10)
}

const timestamp = nullable({
  must: "an ISO-8601 UTC timestamp with seconds (YYYY-MM-DDTHH:MM:SSZ)",
  accepts: isTimestamp
})

const uuidForm = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

const uuid: Rule = { must: "a UUID", accepts: (value) => typeof value === "string" && uuidForm.test(value) }

const createRules: Rules = {
  name: required(text(1)),
  limit,
  limit_reset: limitReset,
  include_byok_in_limit: flag,
  expires_at: timestamp,
  creator_user_id: nullable(text(1)),
  workspace_id: uuid,
  external: { must: "an object with a user", accepts: Predicate.isRecord }
}

const externalRules: Rules = { "external.user": required(text(1, 512)), "external.api_key": text(32, 512) }

const updateRules: Rules = {
  name: { must: "a string", accepts: Predicate.isString },
  disabled: flag,
  limit,
  limit_reset: limitReset,
  include_byok_in_limit: flag
}

const listRules: Rules = {
  include_disabled: { must: "\"true\" or \"false\"", accepts: (value) => value === "true" || value === "false" },
  offset: {
    must: "a whole number, 0 or more",
    accepts: (value) => typeof value === "string" && /^\d+$/.test(value) && Number.isSafeInteger(Number(value))
  },
  workspace_id: uuid
}

const violations = (rules: Rules, record: Readonly<Record<string, unknown>>): ReadonlyArray<string> =>
  Object.entries(rules).flatMap(([field, rule]) => {
    const value = record[field]
    const fine = value === undefined ? rule.required !== true : rule.accepts(value)
    return fine ? [] : [`${field} must be ${rule.must}`]
  })

/** The record, or one message that names every field at fault. */
const verdict = <A>(found: ReadonlyArray<string>, valid: () => A): Either.Either<A, string> =>
  found.length === 0 ? Either.right(valid()) : Either.left(`Invalid request parameters: ${found.join("; ")}`)

const parse = (body: string): Either.Either<Readonly<Record<string, unknown>>, string> =>
  Either.try({ try: (): unknown => JSON.parse(body), catch: () => "Invalid request parameters: the body is not JSON" })
    .pipe(Either.filterOrLeft(Predicate.isRecord, () => "Invalid request parameters: the body must be a JSON object"))

export const createBody = (body: string): Either.Either<CreateBody, string> =>
  Either.flatMap(parse(body), (record) => {
    const external = Predicate.isRecord(record.external) ? record.external : undefined
    const found = [
      ...violations(createRules, record),
      ...external === undefined ? [] : violations(externalRules, {
        "external.user": external.user,
        "external.api_key": external.api_key
      })
    ]
    return verdict(found, () => record as unknown as CreateBody)
  })

export const updateBody = (body: string): Either.Either<UpdateBody, string> =>
  Either.flatMap(parse(body), (record) => verdict(violations(updateRules, record), () => record as UpdateBody))

export const listQuery = (query: Readonly<Record<string, string>>): Either.Either<ListQuery, string> =>
  verdict(violations(listRules, query), () => ({
    includeDisabled: query.include_disabled === "true",
    offset: Number(query.offset ?? "0"),
    workspaceId: query.workspace_id?.toLowerCase()
  }))
