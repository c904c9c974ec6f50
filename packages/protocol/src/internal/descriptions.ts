// dprint-ignore-file
/** The doc comments of fields. Written by test/hover.slow.test.ts. */
export const descriptions = {
  ApiKey: {
    hash: "Identifies the key in `get`, `update` and `delete`: the SHA-256 of the secret key, in hex.",
    name: "Name of the key.",
    disabled: "Whether the key is switched off.",
    createdAt: "When the key was created, ISO-8601.",
    updatedAt: "When the key was last changed, ISO-8601; `null` for never.",
    lastUsedAt: "When the key was last used, ISO-8601 UTC; `null` if the service has recorded no use or does not say.",
    label: "Label that is safe to show: the first and last characters of the key, such as `sk-or-v1-0e6...1c96`.",
    limit: "Spending limit in USD; `null` for no limit.",
    limitRemaining: "Amount of the limit that is left in the current period, in USD; `null` for no limit.",
    limitReset: "When usage counted against the limit resets (midnight UTC, weeks from Monday); `null` for never.",
    includeByokInLimit: "Whether usage of your own provider keys (BYOK) counts against the limit.",
    usage: "OpenRouter credits used over the key's life, in USD.",
    usageDaily: "OpenRouter credits used in the current UTC day, in USD.",
    usageWeekly: "OpenRouter credits used in the current UTC week (Monday to Sunday), in USD.",
    usageMonthly: "OpenRouter credits used in the current UTC month, in USD.",
    byokUsage: "External (BYOK) usage over the key's life, in USD.",
    byokUsageDaily: "External (BYOK) usage in the current UTC day, in USD.",
    byokUsageWeekly: "External (BYOK) usage in the current UTC week (Monday to Sunday), in USD.",
    byokUsageMonthly: "External (BYOK) usage in the current UTC month, in USD.",
    expiresAt: "When the key expires, ISO-8601 UTC; `null` for never.",
    creatorUserId: "User ID of the key's creator: in an organization, the member who created it.",
    workspaceId: "ID of the workspace the key belongs to.",
    externalUser: "The partner's end user the key was created for."
  },
  CurrentKey: {
    label: "Label that is safe to show: the first and last characters of the key, such as `sk-or-v1-0e6...1c96`.",
    limit: "Spending limit in USD; `null` for no limit.",
    limitRemaining: "Amount of the limit that is left in the current period, in USD; `null` for no limit.",
    limitReset: "When usage counted against the limit resets (midnight UTC, weeks from Monday); `null` for never.",
    includeByokInLimit: "Whether usage of your own provider keys (BYOK) counts against the limit.",
    usage: "OpenRouter credits used over the key's life, in USD.",
    usageDaily: "OpenRouter credits used in the current UTC day, in USD.",
    usageWeekly: "OpenRouter credits used in the current UTC week (Monday to Sunday), in USD.",
    usageMonthly: "OpenRouter credits used in the current UTC month, in USD.",
    byokUsage: "External (BYOK) usage over the key's life, in USD.",
    byokUsageDaily: "External (BYOK) usage in the current UTC day, in USD.",
    byokUsageWeekly: "External (BYOK) usage in the current UTC week (Monday to Sunday), in USD.",
    byokUsageMonthly: "External (BYOK) usage in the current UTC month, in USD.",
    expiresAt: "When the key expires, ISO-8601 UTC; `null` for never.",
    creatorUserId: "User ID of the key's creator: in an organization, the member who created it.",
    workspaceId: "ID of the workspace the key belongs to.",
    isFreeTier: "Whether the account has never bought credits.",
    isManagementKey: "Whether this is a management key; `null` if the server does not say.",
    isProvisioningKey: "Former name of `isManagementKey`; `null` if the server no longer sends it.",
    organizationId: "ID of the organization that owns the key; `null` if a person owns it.",
    allowedDataRegions: "Regions the key's requests may be processed in; empty if none is permitted or the server does not say.",
    freeModelDailyRequests: "The account's daily allowance of requests to free models; `null` if the server does not say.",
    rateLimit: "Legacy rate limit, safe to ignore; `null` if the server does not say."
  },
  RateLimit: {
    requests: "Number of requests per interval.",
    interval: "The interval, as in `10s`.",
    note: "A note from the service."
  },
  FreeModelDailyRequests: {
    used: "Requests made in the current UTC day.",
    limit: "Requests allowed per UTC day.",
    remaining: "Requests left in the current UTC day."
  },
  ListRequest: {
    includeDisabled: "Whether disabled keys are listed too. Default: `false`.",
    includeExpired: "Whether expired keys are listed too. Sent only if given, because older releases of the service do not support it.",
    offset: "How many of the most recent keys to skip. A page holds 100. Default: 0.",
    workspaceId: "ID (UUID) of the workspace whose keys are listed. Default: the default workspace."
  },
  CreateKeysRequest: {
    name: "Name of the key, at least one character.",
    limit: "Spending limit in USD; `null`, the default, for no limit.",
    limitReset: "When usage counted against the limit resets (midnight UTC, weeks from Monday); `null`, the default, for never.",
    includeByokInLimit: "Whether usage of your own provider keys (BYOK) counts against the limit. Default: `false`.",
    expiresAt: "When the key expires, sent as ISO-8601 UTC; cannot be changed later. `null`, the default, for never.",
    creatorUserId: "User ID of the organization member who creates the key. Cannot be changed later.",
    workspaceId: "ID (UUID) of the workspace to create the key in. Default: the default workspace.",
    external: "The end user that a partner creates the key for."
  },
  External: {
    user: "Your identifier of the end user, 1 to 512 characters.",
    apiKey: "Your own lookup key, 32 to 512 characters with enough entropy. Stored as a hash and never returned."
  },
  GetKeyRequest: {
    hash: "The key's hash, as `list` and `create` return it: letters, digits, `_` and `-`."
  },
  UpdateKeysRequest: {
    hash: "The key's hash, as `list` and `create` return it: letters, digits, `_` and `-`.",
    requestBody: "Changes to the key. Fields that are left out do not change."
  },
  KeyChanges: {
    name: "New name, at least one character.",
    disabled: "Whether the key is switched off.",
    limit: "New spending limit in USD, `null` for no limit. Changing it does not change usage.",
    limitReset: "When usage counted against the limit resets (midnight UTC, weeks from Monday); `null` for never.",
    includeByokInLimit: "Whether usage of your own provider keys (BYOK) counts against the limit.",
    workspaceId: "ID (UUID) of the workspace to move the key to. Older releases of the service cannot move keys."
  }
}
