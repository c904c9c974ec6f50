/** Keys for tests, with defaults for omitted fields. */
import type { ApiKey } from "@openrouter-keys/core/ApiKey"

/** A fixed time for tests. */
export const now = Date.parse("2027-06-15T12:00:00Z")

/** A key with no limit and no usage. */
export const aKey = (fields: Partial<ApiKey> = {}): ApiKey => ({
  hash: fields.name ?? "hash",
  name: "CI",
  label: "sk-or-v1-0e6...1c96",
  disabled: false,
  createdAt: "2027-01-01T00:00:00Z",
  updatedAt: null,
  lastUsedAt: null,
  limit: null,
  limitRemaining: null,
  limitReset: null,
  includeByokInLimit: false,
  usage: 0,
  usageDaily: 0,
  usageWeekly: 0,
  usageMonthly: 0,
  byokUsage: 0,
  byokUsageDaily: 0,
  byokUsageWeekly: 0,
  byokUsageMonthly: 0,
  expiresAt: null,
  creatorUserId: null,
  workspaceId: null,
  externalUser: null,
  ...fields
})
