/** Sample responses of the service. */
import { Struct } from "effect"

/** Looks like a real key. */
export const bearer = `sk-or-v1-${"b".repeat(64)}`
export const createdKey = `sk-or-v1-${"c".repeat(64)}`
export const hash = "d".repeat(64)

/** A key with every field of today's contract. */
export const wireKey = {
  byok_usage: 17.38,
  byok_usage_daily: 1.38,
  byok_usage_monthly: 17.38,
  byok_usage_weekly: 7.38,
  created_at: "2025-08-24T10:30:00Z",
  creator_user_id: "user_1",
  disabled: false,
  expires_at: "2027-12-31T23:59:59Z",
  external_user: null,
  hash,
  include_byok_in_limit: false,
  label: "sk-or-v1-0e6...1c96",
  last_used_at: "2026-11-01T08:30:00Z",
  limit: 100,
  limit_remaining: 74.5,
  limit_reset: "monthly",
  name: "Production",
  updated_at: "2025-02-19T20:52:27.363244+00:00",
  usage: 25.5,
  usage_daily: 5.5,
  usage_monthly: 25.5,
  usage_weekly: 15.5,
  workspace_id: "0df9e665-d932-5740-b2c7-b52af166bc11"
}

/** A key of the API's first release. */
export const firstWireKey = Struct.omit(
  wireKey,
  "creator_user_id",
  "expires_at",
  "external_user",
  "last_used_at",
  "workspace_id"
)

/** The current key, with every field of today's contract. */
export const wireCurrentKey = {
  allowed_data_regions: ["global", "europe"],
  byok_usage: 17.38,
  byok_usage_daily: 1.38,
  byok_usage_monthly: 17.38,
  byok_usage_weekly: 7.38,
  creator_user_id: "user_1",
  expires_at: null,
  free_model_daily_requests: { limit: 50, remaining: 38, used: 12 },
  include_byok_in_limit: false,
  is_free_tier: false,
  is_management_key: true,
  is_provisioning_key: true,
  label: "sk-or-v1-0e6...1c96",
  limit: null,
  limit_remaining: null,
  limit_reset: null,
  organization_id: null,
  rate_limit: { interval: "10s", note: "deprecated", requests: -1 },
  usage: 25.5,
  usage_daily: 5.5,
  usage_monthly: 25.5,
  usage_weekly: 15.5,
  workspace_id: null
}

export const page = (...keys: ReadonlyArray<object>): string => JSON.stringify({ data: keys })
export const created = JSON.stringify({ data: wireKey, key: createdKey })
export const errorBody = (code: number, message: string): string => JSON.stringify({ error: { code, message } })
