/** Formats keys, as rows and one by one. */
import type { ApiKey } from "@openrouter-keys/protocol/ApiKey"
import { alarm, gauge, limitOf, moment, usd, when } from "./format.js"
import { keyFields } from "./keyFields.js"
import { shortHash, type State, stateOf } from "./keys.js"
import type { Facts, Shape } from "./output.js"
import type { Look } from "./style.js"
import type { Cell } from "./table.js"

/** A key as data: its fields and its state. */
const keyData = (key: ApiKey, now: number): Readonly<Record<string, unknown>> => ({
  ...key,
  state: stateOf(key, now)
})

const looks: Readonly<Record<State, Look | undefined>> = {
  active: undefined,
  disabled: "dim",
  expired: "dim",
  exhausted: "red"
}

/** The usage that counts against the limit. */
const spentOfLimit = ({ limit, limitRemaining }: ApiKey): number | null =>
  limit === null || limitRemaining === null ? null : limit - limitRemaining

const shareOf = (key: ApiKey): number | null => {
  const spent = spentOfLimit(key)
  if (spent === null || key.limit === null) return null
  return key.limit === 0 ? 1 : spent / key.limit
}

const gaugeOf = (key: ApiKey, cells: number): Cell => {
  const share = shareOf(key)
  return share === null ? { text: "" } : { text: gauge(share, cells), look: alarm(share) }
}

const stateCell = (state: State): Cell => ({ text: state, look: looks[state] })

/** Rows of keys. */
export const keyShape = (now: number): Shape<ApiKey> => ({
  fields: keyFields,
  tsv: ["hash", "name", "state", "usage", "limit", "limitRemaining", "limitReset", "expiresAt", "label"],
  data: (key) => keyData(key, now),
  columns: [
    { title: "NAME", cell: ({ name }) => name, shrinksTo: 14 },
    { title: "STATE", cell: (key) => stateCell(stateOf(key, now)), rank: 3 },
    { title: "SPENT", cell: ({ usage }) => usd(usage), align: "right", rank: 1 },
    { title: "LIMIT", cell: ({ limit, limitReset }) => limitOf(limit, limitReset), align: "right", rank: 2 },
    { title: "USED OF LIMIT", cell: (key) => gaugeOf(key, 8), rank: 5 },
    { title: "EXPIRES", cell: ({ expiresAt }) => when(expiresAt, now, ""), rank: 6 },
    { title: "HASH", cell: ({ hash }) => ({ text: shortHash(hash), look: "dim" }), rank: 4 }
  ]
})

/** One key in full. */
export const keyFacts = (key: ApiKey, now: number): Facts => {
  const { look } = stateCell(stateOf(key, now))
  const share = gaugeOf(key, 20)
  const byok = key.byokUsage === 0 ? [] : [["BYOK", usd(key.byokUsage)] as const]
  const user = key.externalUser === null ? [] : [["End user", key.externalUser] as const]
  return {
    fields: keyFields,
    data: keyData(key, now),
    lines: [
      ["Name", { text: key.name, look: "bold" }],
      ["State", { text: stateOf(key, now), look }],
      ["Limit", limitOf(key.limit, key.limitReset)],
      ...(share.text === "" ? [] : [["Used of limit", share] as const]),
      ["Spent", `${usd(key.usage)} in all`],
      ["", `${usd(key.usageDaily)} today, ${usd(key.usageWeekly)} this week, ${usd(key.usageMonthly)} this month`],
      ...byok,
      ["Created", moment(key.createdAt)],
      ["Last used", key.lastUsedAt === null ? "never" : when(key.lastUsedAt, now)],
      ["Expires", key.expiresAt === null ? "never" : `${moment(key.expiresAt)}, ${when(key.expiresAt, now)}`],
      ...user,
      ["Workspace", key.workspaceId ?? ""],
      ["Label", key.label],
      ["Hash", key.hash]
    ]
  }
}
