/** Tables that fit the terminal. */
import * as Effect from "effect/Effect"
import type { Look, Paint } from "./style.js"
import { cut, isolate, loadWidths, pad, safe, widthOf } from "./text.js"

/** The text of all cells, which decides whether `string-width` is loaded. */
const textOf = <Row>(rows: ReadonlyArray<Row>, columns: ReadonlyArray<Column<Row>>): string =>
  rows.map((row) =>
    columns.map(({ cell }) => {
      const made = cell(row)
      return typeof made === "string" ? made : made.text
    }).join("")
  ).join("").replaceAll("\n", "")

/** Text of a cell, and its look. */
export interface Cell {
  readonly text: string
  readonly look?: Look | undefined
}

/** One column. */
export interface Column<Row> {
  readonly title: string
  readonly cell: (row: Row) => Cell | string
  readonly align?: "left" | "right"
  /** How many terminal cells it keeps if the terminal is narrow. Default: it is not cut. */
  readonly shrinksTo?: number
  /** If the terminal is too narrow, columns with higher numbers are removed first, but never the first column. */
  readonly rank?: number
}

const gap = 2

interface Laid {
  readonly title: string
  readonly cells: ReadonlyArray<Cell>
  readonly align: "left" | "right"
  readonly shrinksTo: number | undefined
  readonly rank: number
  width: number
}

const layOut = <Row>(rows: ReadonlyArray<Row>, column: Column<Row>): Laid => {
  const cells = rows.map((row): Cell => {
    const cell = column.cell(row)
    return typeof cell === "string" ? { text: safe(cell) } : { ...cell, text: safe(cell.text) }
  })
  const width = Math.max(widthOf(column.title), ...cells.map(({ text }) => widthOf(text)))
  const { align = "left", rank = 0, shrinksTo, title } = column
  return { title, cells, align, shrinksTo, rank, width }
}

const total = (columns: ReadonlyArray<Laid>): number =>
  columns.reduce((sum, { width }) => sum + width, 0) + gap * Math.max(0, columns.length - 1)

/** Cuts cells and then removes columns by rank, until the table fits. */
const fit = (columns: ReadonlyArray<Laid>, cells: number): ReadonlyArray<Laid> => {
  const excess = total(columns) - cells
  if (excess <= 0) return columns
  const spare = columns.reduce((sum, { shrinksTo, width }) => sum + Math.max(0, width - (shrinksTo ?? width)), 0)
  if (spare < excess && columns.length > 1) {
    const last = columns.slice(1).reduce((found, column) => column.rank >= found.rank ? column : found)
    return fit(columns.filter((column) => column !== last), cells)
  }
  let left = excess
  // The last columns first: names come first.
  return columns.reduceRight<ReadonlyArray<Laid>>((done, column) => {
    const least = Math.max(1, spare < excess ? 1 : column.shrinksTo ?? column.width)
    const less = Math.min(left, Math.max(0, column.width - least))
    left -= less
    return [{ ...column, width: column.width - less }, ...done]
  }, [])
}

/** The table as lines, headed by titles. No line is longer than `cells`. */
export const renderTable = <Row>(
  rows: ReadonlyArray<Row>,
  columns: ReadonlyArray<Column<Row>>,
  { cells, paint }: { readonly cells: number; readonly paint: Paint }
): string => {
  const shown = fit(columns.map((column) => layOut(rows, column)), cells)
  const lineOf = (parts: ReadonlyArray<Cell>): string =>
    parts.map(({ look, text }, index) => {
      const { align, width } = shown[index]!
      const part = cut(text, width)
      const isLast = index === parts.length - 1 && align === "left"
      const space = isLast ? "" : " ".repeat(Math.max(0, width - widthOf(part)))
      const painted = paint(look, isolate(part))
      return align === "left" ? painted + space : space + painted
    }).join(" ".repeat(gap)).trimEnd()
  const head = lineOf(shown.map(({ title }) => ({ text: title, look: "dim" as const })))
  const body = rows.map((_, index) => lineOf(shown.map(({ cells }) => cells[index]!)))
  return [head, ...body, ""].join("\n")
}

/** Loads what it needs to measure the text, and lays out the table. */
export const tableOf = <Row>(
  rows: ReadonlyArray<Row>,
  columns: ReadonlyArray<Column<Row>>,
  out: { readonly cells: number; readonly paint: Paint }
): Effect.Effect<string> =>
  Effect.map(Effect.promise(() => loadWidths(textOf(rows, columns))), () => renderTable(rows, columns, out))

/** Names and values, a line each. */
export const renderFacts = (
  facts: ReadonlyArray<readonly [name: string, value: Cell | string]>,
  { paint }: { readonly paint: Paint }
): string => {
  const width = Math.max(0, ...facts.map(([name]) => widthOf(name)))
  return facts.map(([name, value]) => {
    const { look, text } = typeof value === "string" ? { text: value, look: undefined } : value
    // The terminal wraps a longer value, so that it can be copied whole.
    return `${paint("dim", pad(name, width))}${" ".repeat(gap)}${paint(look, isolate(safe(text)))}\n`
  }).join("")
}
