/** Formats figures as tables. */
import { type Figure, isMet } from "./figure.js"

const digits = (value: number): number => value >= 100 ? 0 : value >= 10 ? 1 : 2

/** A number with about three significant digits. */
const number = (value: number): string =>
  value.toLocaleString("en", { minimumFractionDigits: digits(value), maximumFractionDigits: digits(value) })

/** The value with its unit; from 10,000 µs on in milliseconds. */
const amount = ({ unit, value }: Figure): string =>
  unit === "µs" && value >= 10_000 ? `${number(value / 1_000)} ms` : `${number(value)} ${unit}`

const ratioText = (value: number | undefined): string => value === undefined ? "" : value.toFixed(2)

const targetText = ({ target, unit }: Figure): string => {
  if (target === undefined) return ""
  return target.of === "ratio" ? `≤ ${target.atMost.toFixed(2)}` : `≤ ${target.atMost} ${unit}`
}

const markText = (figure: Figure): string => {
  const met = isMet(figure)
  if (met === undefined) return ""
  return met ? "met" : "MISSED"
}

const columns = ["scenario", "client", "median", "÷ official", "middle half", "÷ baseline", "target", ""]

const cellsOf = (figure: Figure): ReadonlyArray<string> => [
  figure.scenario,
  figure.client,
  amount(figure),
  ratioText(figure.toOfficial),
  figure.spread === undefined ? "" : figure.spread.map(ratioText).join("–"),
  ratioText(figure.toBaseline),
  targetText(figure),
  markText(figure)
]

/** The lines of a table. A scenario that repeats the line above is left empty. */
const linesOf = (figures: ReadonlyArray<Figure>): ReadonlyArray<ReadonlyArray<string>> =>
  figures.map((figure, index) => {
    const [scenario = "", ...rest] = cellsOf(figure)
    return [figures[index - 1]?.scenario === scenario ? "" : scenario, ...rest]
  })

const isText = (column: number): boolean => column < 2 || column === 7

/** A table for the terminal. */
export const plainTable = (figures: ReadonlyArray<Figure>): string => {
  const lines = [columns, ...linesOf(figures)]
  const widths = columns.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)))
  const align = (cell: string, column: number) =>
    isText(column) ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)
  return lines.map((line) => line.map(align).join("  ").trimEnd()).join("\n")
}

/** A table in Markdown. */
export const markdownTable = (figures: ReadonlyArray<Figure>): string => {
  const rule = columns.map((_, column) => isText(column) ? "---" : "---:")
  return [columns, rule, ...linesOf(figures)].map((line) => `| ${line.join(" | ")} |`).join("\n")
}
