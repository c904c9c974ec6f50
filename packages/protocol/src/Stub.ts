/**
 * Builders for tests. They fill in the fields of a key or an error that a test leaves out.
 *
 * @module
 */
import type { ApiKey, CurrentKey } from "./ApiKey.js"
import * as OpenRouterError from "./OpenRouterError.js"

/** A key with the given fields; by default without limit, usage or expiry. */
export const key = (fields: Partial<ApiKey> = {}): ApiKey => ({
  hash: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
  name: "Test key",
  label: "sk-or-v1-0e6...1c96",
  disabled: false,
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
  createdAt: "2025-08-24T10:30:00Z",
  updatedAt: null,
  lastUsedAt: null,
  expiresAt: null,
  creatorUserId: null,
  externalUser: null,
  workspaceId: null,
  ...fields
})

/** A management key as `getCurrentKeyMetadata` returns it, with the given fields. */
export const currentKey = (fields: Partial<CurrentKey> = {}): CurrentKey => ({
  label: "sk-or-v1-0e6...1c96",
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
  isFreeTier: false,
  isManagementKey: true,
  isProvisioningKey: true,
  expiresAt: null,
  creatorUserId: null,
  workspaceId: null,
  organizationId: null,
  allowedDataRegions: [],
  freeModelDailyRequests: null,
  rateLimit: null,
  ...fields
})

/** Error classes by tag. */
export const errorClasses = {
  InvalidRequest: OpenRouterError.InvalidRequest,
  ConnectionError: OpenRouterError.ConnectionError,
  RequestTimeout: OpenRouterError.RequestTimeout,
  BadRequest: OpenRouterError.BadRequest,
  Unauthorized: OpenRouterError.Unauthorized,
  Forbidden: OpenRouterError.Forbidden,
  NotFound: OpenRouterError.NotFound,
  Conflict: OpenRouterError.Conflict,
  TooManyRequests: OpenRouterError.TooManyRequests,
  InternalServerError: OpenRouterError.InternalServerError,
  UnexpectedStatus: OpenRouterError.UnexpectedStatus,
  InvalidResponse: OpenRouterError.InvalidResponse
}

type Classes = typeof errorClasses

/** Tag of an error: the name of its class. */
export type ErrorTag = keyof Classes

/** The error with a tag. */
export type ErrorOf<Tag extends ErrorTag> = InstanceType<Classes[Tag]>

/** Fields of an error, all optional. */
export type ErrorStub<Tag extends ErrorTag> = Partial<ConstructorParameters<Classes[Tag]>[0]>

/** An error with the given fields. `operation` defaults to one that has this error. */
export const error = <Tag extends ErrorTag>(tag: Tag, fields: ErrorStub<Tag> = {}): ErrorOf<Tag> => {
  const Class: new(init: OpenRouterError.ErrorInit<OpenRouterError.ErrorFields>) => unknown = errorClasses[tag]
  return new Class({ operation: operations[tag] ?? (hasKey(fields) ? "create" : "get"), ...fields }) as ErrorOf<Tag>
}

/** Operations for errors that `get` does not have. */
const operations: { readonly [Tag in ErrorTag]?: "create" | "update" } = { BadRequest: "create", Conflict: "update" }

const hasKey = (fields: object): boolean => "createdKey" in fields
