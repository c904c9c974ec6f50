/** Writes rows: a table on a terminal, tab-separated values elsewhere, or JSON or CSV by option. */
import * as Effect from "effect/Effect"
import type { CommandError, OutputClosed } from "./failure.js"
import { Host } from "./host.js"
import type { Format } from "./shared.js"
import { type Cell, type Column, renderFacts, tableOf } from "./table.js"
import { safe, safeJson } from "./text.js"

/** A row as data: its fields by name. */
export type Data = Readonly<Record<string, unknown>>

/** How rows are written in each format. */
export interface Shape<Row> {
  /** Fields in the order of CSV. */
  readonly fields: ReadonlyArray<string>
  /** Fields of tab-separated values. */
  readonly tsv: ReadonlyArray<string>
  /** The row as data. */
  readonly data: (row: Row) => Data
  /** Columns on a terminal. */
  readonly columns: ReadonlyArray<Column<Row>>
}

type Written = Effect.Effect<void, CommandError | OutputClosed, Host>

const pick = (data: Data, fields: ReadonlyArray<string> | true): Data =>
  fields === true ? data : Object.fromEntries(fields.map((field) => [field, data[field] ?? null]))

/** A number without an exponent, and without rounding errors in its last digits. */
const plainNumber = (value: number): string => {
  if (Math.abs(value) >= 1e21) return String(BigInt(value))
  const text = String(Number(value.toPrecision(15)))
  return text.includes("e") ? value.toFixed(12).replace(/\.?0+$/, "") : text
}

const plain = (value: unknown): string => {
  if (value === null || value === undefined) return ""
  if (typeof value === "number") return plainNumber(value)
  return safe(typeof value === "string" ? value : typeof value === "boolean" ? String(value) : JSON.stringify(value))
}

/** Writes a cell that a spreadsheet would evaluate as a formula as text. */
const csvCell = (value: unknown): string => {
  const text = plain(value)
  const guarded = typeof value === "string" && /^[=+\-@]/.test(text) ? `'${text}` : text
  return /[",]/.test(guarded) ? `"${guarded.replaceAll("\"", "\"\"")}"` : guarded
}

/** Lines of CSV (RFC 4180). */
export const toCsv = (fields: ReadonlyArray<string>, rows: ReadonlyArray<Data>): string =>
  [fields.join(","), ...rows.map((row) => fields.map((field) => csvCell(row[field])).join(",")), ""].join("\r\n")

const toTsv = (fields: ReadonlyArray<string>, rows: ReadonlyArray<Data>): string =>
  rows.map((row) => `${fields.map((field) => plain(row[field])).join("\t")}\n`).join("")

/** JSON that is safe on a terminal. */
export const toJson = (value: unknown): string => `${safeJson(JSON.stringify(value, null, 2))}\n`

/** Writes rows. */
export const writeRows = <Row>(rows: ReadonlyArray<Row>, shape: Shape<Row>, { csv, json }: Format): Written =>
  Effect.flatMap(Host, (host) => {
    if (json !== undefined) return host.write(toJson(rows.map((row) => pick(shape.data(row), json))))
    if (csv) return host.write(toCsv(shape.fields, rows.map(shape.data)))
    if (!host.stdout.isTerminal) return host.write(toTsv(shape.tsv, rows.map(shape.data)))
    return rows.length === 0 ? Effect.void : Effect.flatMap(tableOf(rows, shape.columns, host.stdout), host.write)
  })

/** How one object is written in each format. */
export interface Facts {
  readonly fields: ReadonlyArray<string>
  readonly data: Data
  /** Lines on a terminal. */
  readonly lines: ReadonlyArray<readonly [name: string, value: Cell | string]>
}

/** Writes one object: names and values, each pair on a line. */
export const writeFacts = ({ data, fields, lines }: Facts, { csv, json }: Format): Written =>
  Effect.flatMap(Host, (host) => {
    if (json !== undefined) return host.write(toJson(pick(data, json)))
    if (csv) return host.write(toCsv(fields, [data]))
    if (!host.stdout.isTerminal) {
      return host.write(fields.map((field) => `${field}\t${plain(data[field])}\n`).join(""))
    }
    return host.write(renderFacts(lines, host.stdout))
  })
