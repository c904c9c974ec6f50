/** Compares declared keys with existing ones: which fields differ, and whether a change permits more. */
import type { ApiKey } from "@openrouter-keys/protocol/ApiKey"
import type { DeclaredKey } from "../../Declaration.js"
import type { FieldChange, FieldValue, PlannedField, SeenKey } from "../../Plan.js"

/** The fields of a key that a plan stores. */
export const seenOf = (key: SeenKey): SeenKey => ({
  hash: key.hash,
  label: key.label,
  name: key.name,
  disabled: key.disabled,
  limit: key.limit,
  limitReset: key.limitReset,
  includeByokInLimit: key.includeByokInLimit,
  expiresAt: key.expiresAt,
  creatorUserId: key.creatorUserId,
  workspaceId: key.workspaceId,
  externalUser: key.externalUser
})

/** Whether any field shows that a key was used. */
export const isUsed = ({ byokUsage, lastUsedAt, usage }: ApiKey): boolean =>
  usage > 0 || byokUsage > 0 || lastUsedAt !== null

/** Fields that `update` can change; the others need a new key. */
const changeable: ReadonlySet<PlannedField> = new Set(["name", "disabled", "limit", "limitReset", "includeByokInLimit"])

/** Whether `update` can change a field. */
export const isChangeable = ({ field }: FieldChange): boolean => changeable.has(field)

const compared = [
  "limit",
  "limitReset",
  "includeByokInLimit",
  "disabled",
  "expiresAt",
  "creatorUserId",
  "workspaceId",
  "externalUser"
] as const

/** Whether two values are equal: the service formats the same time in several ways. */
const isSame = (field: PlannedField, a: FieldValue, b: FieldValue): boolean =>
  a === b || (field === "expiresAt" && a !== null && b !== null && secondOf(a) === secondOf(b))

/** The API stores times in seconds. */
const secondOf = (time: FieldValue): number => Math.floor(Date.parse(String(time)) / 1_000)

/** The fields of a key that differ from its declaration. Fields that are not declared are ignored. */
export const differences = (declared: DeclaredKey, key: SeenKey): ReadonlyArray<FieldChange> => {
  const wanted: Partial<Record<PlannedField, FieldValue>> = { ...declared, disabled: declared.disabled ?? false }
  return compared.flatMap((field): ReadonlyArray<FieldChange> => {
    const after = wanted[field]
    const before = key[field]
    return after === undefined || isSame(field, before, after)
      ? []
      : [{ field, before, after, givesMore: givesMore(field, before, after, declared.limit) }]
  })
}

/** From least to most spending: more frequent resets permit more. An unknown value may mean never. */
const resets: ReadonlyArray<FieldValue> = [null, "monthly", "weekly", "daily"]

const givesMore = (field: PlannedField, before: FieldValue, after: FieldValue, limit: number | null): boolean => {
  switch (field) {
    case "limit":
      return before !== null && (after === null || Number(after) > Number(before))
    case "limitReset":
      return limit !== null && resets.indexOf(after) > resets.indexOf(before)
    case "includeByokInLimit":
      return limit !== null && after === false
    case "disabled":
      return after === false
    case "expiresAt":
      return before !== null && (after === null || secondOf(after) > secondOf(before))
    default:
      return false
  }
}

/** Spent in the period of the limit, in USD. */
export const spentOf = (key: ApiKey, limitReset: string | null, includeByok: boolean): number => {
  switch (limitReset) {
    case "daily":
      return key.usageDaily + (includeByok ? key.byokUsageDaily : 0)
    case "weekly":
      return key.usageWeekly + (includeByok ? key.byokUsageWeekly : 0)
    case "monthly":
      return key.usageMonthly + (includeByok ? key.byokUsageMonthly : 0)
    default:
      return key.usage + (includeByok ? key.byokUsage : 0)
  }
}
