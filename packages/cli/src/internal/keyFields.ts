/** Names of output fields, in their order. */

/** All fields of a key, the most used first. */
export const keyFields = [
  "hash",
  "name",
  "label",
  "disabled",
  "limit",
  "limitRemaining",
  "limitReset",
  "includeByokInLimit",
  "usage",
  "usageDaily",
  "usageWeekly",
  "usageMonthly",
  "byokUsage",
  "byokUsageDaily",
  "byokUsageWeekly",
  "byokUsageMonthly",
  "createdAt",
  "updatedAt",
  "lastUsedAt",
  "expiresAt",
  "creatorUserId",
  "workspaceId",
  "externalUser",
  "state"
] as const

/** Fields of a change. */
export const changeFields = ["action", "hash", "name", "label"] as const

/** Fields of `whoami`. */
export const whoamiFields = [
  "label",
  "isManagementKey",
  "limit",
  "limitRemaining",
  "limitReset",
  "usage",
  "usageDaily",
  "usageWeekly",
  "usageMonthly",
  "isFreeTier",
  "creatorUserId",
  "organizationId",
  "expiresAt"
] as const

/** Fields of a rotation. */
export const rotationFields = [
  "id",
  "name",
  "step",
  "state",
  "reason",
  "wakesAt",
  "predecessor",
  "successor",
  "startedAt",
  "updatedAt"
] as const

/** Fields of the changes of a plan. */
export const declarationFields = ["change", "name", "hash", "detail", "givesMore"] as const

/** Fields of a row of spending. */
export const spendFields = ["period", "group", "name", "keys", "usage", "byokUsage"] as const

/** Fields of a request of `bulk create`. */
export const bulkFields = ["id", "result", "hash", "name", "label", "error"] as const
