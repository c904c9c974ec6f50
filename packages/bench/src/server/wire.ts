/** Prepared response bodies: a page is a copy of a template with the hashes written in. */

const hash = (index: number): string => index.toString(16).padStart(64, "0")

const record = (index: number): Readonly<Record<string, unknown>> => ({
  hash: hash(index),
  name: `Customer ${index}`,
  label: "sk-or-v1-0e6...1c96",
  disabled: index % 10 === 9,
  limit: index % 3 === 0 ? null : 100,
  limit_remaining: index % 3 === 0 ? null : 74.5,
  limit_reset: index % 3 === 0 ? null : "monthly",
  include_byok_in_limit: false,
  usage: 25.5,
  usage_daily: 1.25,
  usage_weekly: 7.75,
  usage_monthly: 25.5,
  byok_usage: 17.38,
  byok_usage_daily: 0,
  byok_usage_weekly: 3.5,
  byok_usage_monthly: 17.38,
  created_at: "2025-02-19T20:52:27.363244+00:00",
  updated_at: index % 2 === 0 ? null : "2025-08-24T15:45:00Z",
  expires_at: index % 2 === 0 ? null : "2027-12-31T23:59:59Z",
  creator_user_id: "user_2dHFtVWx2n56w6HkM0000000000",
  workspace_id: "0df9e665-d932-5740-b2c7-b52af166bc11",
  external_user: null
})

/** Keys in a page. */
export const pageSize = 100

const template = (length: number) => {
  const body = Buffer.from(JSON.stringify({ data: Array.from({ length }, (_, index) => record(index)) }))
  return { body, ends: Array.from({ length }, (_, index) => body.indexOf(hash(index)) + 64) }
}

const templates = Array.from({ length: pageSize + 1 }, () => undefined as ReturnType<typeof template> | undefined)

/** The page that begins at `offset`, of `total` keys. */
export const page = (total: number, offset: number): Buffer => {
  const length = Math.max(0, Math.min(pageSize, total - offset))
  const { body, ends } = templates[length] ??= template(length)
  const copy = Buffer.from(body)
  for (const [index, end] of ends.entries()) {
    copy.write((offset + index).toString(16).padStart(8, "0"), end - 8, "latin1")
  }
  return copy
}

/** The response to `get`. */
export const one: Buffer = Buffer.from(JSON.stringify({ data: record(1) }))

/** The response to `create`. */
export const created: Buffer = Buffer.from(JSON.stringify({ data: record(1), key: `sk-or-v1-${hash(1)}` }))

/** The hash of an existing key. */
export const knownHash: string = hash(1)
