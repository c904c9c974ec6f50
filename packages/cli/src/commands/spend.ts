/** `spend`: reports spending from the stored history. */
import * as Report from "@openrouter-keys/fleet/Report"
import * as Watch from "@openrouter-keys/fleet/Watch"
import * as Effect from "effect/Effect"
import { toCommandError } from "../internal/failure.js"
import { bar, counted, percent, usd } from "../internal/format.js"
import { Host, type HostService } from "../internal/host.js"
import { spendFields } from "../internal/keyFields.js"
import { type Shape, writeRows } from "../internal/output.js"
import { withApi } from "../internal/program.js"
import type { Format, Globals } from "../internal/shared.js"
import type { Program } from "../internal/spec.js"
import { databaseLayer } from "../internal/stateFile.js"
import { pad, widthOf } from "../internal/text.js"

interface Input extends Globals, Format {
  readonly by: "key" | "user" | "creator" | "workspace" | "prefix" | undefined
  readonly period: "day" | "week" | "month" | undefined
  readonly from: string | undefined
  readonly to: string | undefined
  readonly state: string | undefined
}

const nameOf = ({ group, name }: Report.SpendRow): string => group === null ? "(none)" : name

/** Bars are relative to the largest row, percentages to the total. */
const shapeOf = (
  rows: ReadonlyArray<Report.SpendRow>,
  by: Input["by"],
  hasPeriods: boolean
): Shape<Report.SpendRow> => {
  const most = Math.max(1e-12, ...rows.map(({ usage }) => usage))
  const total = Math.max(1e-12, rows.reduce((sum, { usage }) => sum + usage, 0))
  return {
    fields: spendFields,
    tsv: spendFields,
    data: (row) => ({ ...row }),
    columns: [
      ...(hasPeriods ? [{ title: "PERIOD", cell: ({ period }: Report.SpendRow) => period ?? "" }] : []),
      { title: (by ?? "key").toUpperCase(), cell: nameOf, shrinksTo: 12 },
      { title: "SPENT", cell: ({ usage }) => usd(usage), align: "right" },
      { title: "", cell: ({ usage }) => ({ text: percent(usage / total), look: "dim" }), align: "right", rank: 1 },
      { title: "", cell: ({ usage }) => ({ text: bar(usage / most, 20), look: "cyan" }), rank: 2 },
      { title: "BYOK", cell: ({ byokUsage }) => byokUsage === 0 ? "" : usd(byokUsage), align: "right", rank: 4 },
      { title: "KEYS", cell: ({ keys }) => String(keys), align: "right", rank: 3 }
    ]
  }
}

/** Spending by period, as a bar chart. */
const chart = (rows: ReadonlyArray<Report.SpendRow>, { stdout: { cells, paint } }: HostService): string => {
  const sums = new Map<string, number>()
  for (const { period, usage } of rows) sums.set(period ?? "", (sums.get(period ?? "") ?? 0) + usage)
  const entries = [...sums].map(([period, usage]) => ({ period, usage, amount: usd(usage) }))
  const most = Math.max(1e-12, ...sums.values())
  const amountCells = Math.max(0, ...entries.map(({ amount }) => widthOf(amount)))
  const periodCells = Math.max(0, ...entries.map(({ period }) => widthOf(period)))
  const room = Math.max(4, Math.min(60, cells - amountCells - periodCells - 4))
  return entries.map(({ amount, period, usage }) =>
    `${paint("dim", pad(period, periodCells))}  ${pad(amount, amountCells, "right")}  ${
      paint("cyan", bar(usage / most, room))
    }`.trimEnd()
  ).join("\n")
}

const groups = {
  user: "externalUser",
  key: "key",
  creator: "creator",
  workspace: "workspace",
  prefix: "prefix"
} as const

export const run = (input: Input): Program =>
  withApi(
    input,
    Effect.gen(function*() {
      const host = yield* Host
      const { by, from, period, to } = input
      yield* host.progress("Reading the keys")
      yield* Effect.mapError(Watch.observe(), toCommandError)
      const rows = yield* Effect.mapError(
        Report.spend({ by: groups[by ?? "key"], period, from, to }),
        toCommandError
      )
      const isShown = host.stdout.isTerminal && input.json === undefined && !input.csv
      if (isShown && period !== undefined && rows.length > 0) yield* host.write(`${chart(rows, host)}\n\n`)
      yield* writeRows(rows, shapeOf(rows, by, period !== undefined), input)
      if (isShown) {
        const total = rows.reduce((sum, { usage }) => sum + usage, 0)
        yield* host.say(`${usd(total)} in ${counted(rows.length, "row")}`)
      }
    }).pipe(Effect.provide(databaseLayer(input.state)))
  )
