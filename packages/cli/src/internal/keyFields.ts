/** The fields of a key, by name and in the order of output. */

/** All fields of a key, the most asked for first. */
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

/** Fields of the row of a change. */
export const changeFields = ["action", "hash", "name", "label"] as const

/** Fields of the key that requests are made with. */
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
