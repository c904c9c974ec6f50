/**
 * Formats responses and errors as tables.
 */
import type { RequestAborted } from "@openrouter-keys/adapters"
import type { ApiKey, CurrentKey, OpenRouterError } from "@openrouter-keys/core"
import type { Table } from "./table.js"

/** A table with an optional remark below it. */
export interface View {
  readonly table: Table
  readonly remark?: string
  readonly isError?: boolean
}

const maxRows = 5

/** One key, or a page of them. */
export const keysView = ({ data }: { readonly data: ApiKey | ReadonlyArray<ApiKey> }): View => {
  const keys: ReadonlyArray<ApiKey> = "hash" in data ? [data] : data
  const table = [["NAME", "LABEL", "LIMIT", "LEFT", "USED", "STATE"], ...keys.slice(0, maxRows).map(keyRow)]
  return keys.length > maxRows ? { table, remark: `… and ${keys.length - maxRows} more on this page` } : { table }
}

const keyRow = (key: ApiKey): ReadonlyArray<string> => [
  key.name,
  key.label,
  limitOf(key),
  key.limitRemaining === null ? "-" : usd(key.limitRemaining),
  usd(key.usage),
  key.disabled ? "disabled" : "enabled"
]

/** A new key, shown by its label, which is the redacted secret. */
export const createdView = ({ data }: { readonly data: ApiKey }): View => ({
  ...keysView({ data }),
  remark: `key: ${data.label} (the secret, redacted here; the API returns it only once)`
})

export const currentKeyView = ({ data }: { readonly data: CurrentKey }): View => ({
  table: [
    ["LABEL", "MANAGEMENT KEY", "LIMIT", "USED", "FREE TIER"],
    [data.label, yesNo(data.isManagementKey), limitOf(data), usd(data.usage), yesNo(data.isFreeTier)]
  ]
})

export const deletedView = ({ deleted }: { readonly deleted: true }): View => ({
  table: [["DELETED"], [yesNo(deleted)]]
})

export const errorView = (error: OpenRouterError.OpenRouterError | RequestAborted): View => ({
  isError: true,
  table: [
    ["ERROR", "STATUS", "OUTCOME", "MESSAGE"],
    [error._tag, "statusCode" in error ? String(error.statusCode) : "-", error.outcome, error.message]
  ]
})

const dollars = new Intl.NumberFormat("en-US", { style: "currency", currency: "USD", maximumFractionDigits: 6 })

const usd = (amount: number): string => dollars.format(amount)

const limitOf = ({ limit, limitReset }: { readonly limit: number | null; readonly limitReset: string | null }) =>
  limit === null ? "none" : `${usd(limit)}${limitReset === null ? "" : ` ${limitReset}`}`

const yesNo = (flag: boolean | null): string => flag === null ? "-" : flag ? "yes" : "no"
