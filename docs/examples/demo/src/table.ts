/**
 * Formats tables with aligned columns.
 */

/** Rows of cells, the headings first. */
export type Table = ReadonlyArray<ReadonlyArray<string>>

const gap = "  "

/** The rows as lines of at most `width` columns. Wraps the widest column if the table would be wider. */
export const layOut = (table: Table, width: number): ReadonlyArray<ReadonlyArray<string>> => {
  const widths = fit(natural(table), width)
  return table.map((row) => {
    const cells = row.map((cell, column) => wrap(cell, widths[column]!))
    const height = Math.max(...cells.map((lines) => lines.length))
    return Array.from(
      { length: height },
      (_, line) => cells.map((lines, column) => (lines[line] ?? "").padEnd(widths[column]!)).join(gap).trimEnd()
    )
  })
}

const natural = (table: Table): ReadonlyArray<number> =>
  table[0]!.map((_, column) => Math.max(...table.map((row) => row[column]!.length)))

const fit = (widths: ReadonlyArray<number>, width: number): ReadonlyArray<number> => {
  const excess = widths.reduce((sum, each) => sum + each + gap.length, -gap.length) - width
  const widest = widths.indexOf(Math.max(...widths))
  return excess <= 0 ? widths : widths.map((each, column) => column === widest ? Math.max(each - excess, 12) : each)
}

/** Breaks a text between words, and within words that are too long. */
export const wrap = (text: string, width: number): ReadonlyArray<string> =>
  text.match(new RegExp(`.{1,${width}}(?=\\s|$)|.{1,${width}}`, "g"))?.map((line) => line.trim()) ?? [""]
