/** A key as the service sends it, with a limit of 10 USD. */
export const key = ({ name, usage }: { readonly name: string; readonly usage: number }) => ({
  hash: name,
  name,
  label: "sk-or-v1-0e6...1c96",
  disabled: false,
  limit: 10,
  limit_remaining: 10 - usage,
  limit_reset: null,
  include_byok_in_limit: false,
  usage,
  usage_daily: usage,
  usage_weekly: usage,
  usage_monthly: usage,
  byok_usage: 0,
  byok_usage_daily: 0,
  byok_usage_weekly: 0,
  byok_usage_monthly: 0,
  created_at: "2027-03-01T10:30:00Z",
  updated_at: null
})
