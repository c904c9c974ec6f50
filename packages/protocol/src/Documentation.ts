/**
 * Descriptions and examples of fields, for schemas and generated documents. They are apart from the declarations, so
 * that programs without schemas do not load them.
 *
 * @module
 */
import { apiKeyFields, currentKeyFields, freeModelDailyRequestsFields, rateLimitFields } from "./ApiKey.js"
import type { Fields } from "./Field.js"
import { descriptions } from "./internal/descriptions.js"
import { createKeysRequest, external, getKeyRequest, keyChanges, listRequest, updateKeysRequest } from "./KeyRequest.js"

/** Documentation of a field. */
export interface FieldDocumentation {
  /** The text of the field's doc comment. */
  readonly description: string
  /** A sample value. Secrets and records of a request have none. */
  readonly example?: unknown
}

/** Documentation of the fields of a record, by name. */
export interface Documentation {
  readonly [name: string]: FieldDocumentation
}

const hash = "f01d52606dc8f0a8303a7b5cc3fa07109c2e346cec7c0a16b40de462992ce943"
const name = "My Production Key"
const expiresAt = "2027-12-31T23:59:59Z"
const creatorUserId = "user_2dHFtVWx2n56w6HkM0000000000"
const workspaceId = "0df9e665-d932-5740-b2c7-b52af166bc11"

const spending = {
  label: "sk-or-v1-0e6...1c96",
  limit: 100,
  limitRemaining: 74.5,
  limitReset: "monthly",
  includeByokInLimit: false,
  usage: 25.5,
  usageDaily: 5.5,
  usageWeekly: 15.5,
  usageMonthly: 25.5,
  byokUsage: 17.38,
  byokUsageDaily: 1.38,
  byokUsageWeekly: 7.38,
  byokUsageMonthly: 17.38,
  expiresAt,
  creatorUserId,
  workspaceId
}
const freeModelDailyRequests = { used: 12, limit: 50, remaining: 38 }
const rateLimit = { requests: -1, interval: "10s", note: "This field is deprecated and safe to ignore." }

/** Sample values by record and field. */
const examples: Readonly<Record<keyof typeof descriptions, Readonly<Record<string, unknown>>>> = {
  ApiKey: {
    hash,
    name,
    disabled: false,
    createdAt: "2025-08-24T10:30:00Z",
    updatedAt: "2025-08-24T15:45:00Z",
    lastUsedAt: "2026-11-01T08:15:00Z",
    ...spending,
    externalUser: "customer-1"
  },
  CurrentKey: {
    ...spending,
    isFreeTier: false,
    isManagementKey: true,
    isProvisioningKey: true,
    organizationId: "org_2dHFtVWx2n56w6HkM0000000000",
    allowedDataRegions: ["global"],
    freeModelDailyRequests,
    rateLimit
  },
  RateLimit: rateLimit,
  FreeModelDailyRequests: freeModelDailyRequests,
  ListRequest: { includeDisabled: true, includeExpired: true, offset: 100, workspaceId },
  CreateKeysRequest: {
    name,
    limit: 50,
    limitReset: "monthly",
    includeByokInLimit: true,
    expiresAt,
    creatorUserId,
    workspaceId
  },
  External: { user: "customer-1" },
  GetKeyRequest: { hash },
  UpdateKeysRequest: { hash },
  KeyChanges: { name, disabled: true, limit: 75, limitReset: "daily", includeByokInLimit: true, workspaceId }
}

/** The declared records by the names of their types. */
export const documentedRecords: Readonly<Record<keyof typeof descriptions, Fields>> = {
  ApiKey: apiKeyFields,
  CurrentKey: currentKeyFields,
  RateLimit: rateLimitFields,
  FreeModelDailyRequests: freeModelDailyRequestsFields,
  ListRequest: listRequest.fields,
  CreateKeysRequest: createKeysRequest.fields,
  External: external.fields,
  GetKeyRequest: getKeyRequest.fields,
  UpdateKeysRequest: updateKeysRequest.fields,
  KeyChanges: keyChanges.fields
}

type RecordName = keyof typeof descriptions

/** Documentation of the fields of a declared record; without entries for other records. */
export const documentationOf = (fields: Fields): Documentation => {
  const record = (Object.keys(documentedRecords) as Array<RecordName>).find((each) =>
    documentedRecords[each] === fields
  )
  return record === undefined ? {} : Object.fromEntries(
    Object.entries<string>(descriptions[record]).map(([name, description]) => [
      name,
      { description, ...(name in examples[record] ? { example: examples[record][name] } : {}) }
    ])
  )
}
