/** A declared key beside the existing one: which fields differ, and whether the difference gives more. */
import type { ApiKey } from "@openrouter-keys/protocol/ApiKey"
import type { DeclaredKey } from "../../Declaration.js"
import type { FieldChange, FieldValue, PlannedField, SeenKey } from "../../Plan.js"

/** What a plan keeps of a key. */
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

/** Whether a key was ever used, by any sign of it. */
export const isUsed = ({ byokUsage, lastUsedAt, usage }: ApiKey): boolean =>
  usage > 0 || byokUsage > 0 || lastUsedAt !== null

/** Fields that `update` can change; the others need another key. */
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

/** Equal in meaning: the service writes the same moment in several ways. */
const isSame = (field: PlannedField, a: FieldValue, b: FieldValue): boolean =>
  a === b || (field === "expiresAt" && a !== null && b !== null && secondOf(a) === secondOf(b))

/** The API keeps seconds. */
const secondOf = (time: FieldValue): number => Math.floor(Date.parse(String(time)) / 1_000)

/** The fields of a key that are not as declared. Fields that are not declared stay as they are. */
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

/** The more often usage starts again, the more can be spent. A value that is not known here may be never. */
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
