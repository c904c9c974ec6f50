/** The table in docs/runtimes.md. */
import type { ScenarioResult } from "../smoke/suite.js"

/** The results of a runtime. */
export interface Row {
  readonly name: string
  readonly version: string
  readonly results: ReadonlyArray<ScenarioResult>
}

const note = ({ results }: Row, name: string): string => results.find((failure) => failure.name === name)?.note ?? "?"

const passed = ({ results }: Row): string => {
  const count = results.filter(({ error }) => error === undefined).length
  return count === results.length ? `all ${count}` : `${count} of ${results.length}`
}

const line = (row: Row): string =>
  `| ${row.name} ${row.version} | ${passed(row)} | \`${note(row, "adapters: a connection is refused")}\` | ${
    note(row, "adapters: a response is lost")
  } |`

/** The table in Markdown. */
export const table = (rows: ReadonlyArray<Row>): string =>
  [
    "| runtime | scenarios passed | `outcome` after a refused connection | a `create` whose response is lost is sent |",
    "|---|---|---|---|",
    ...rows.map(line)
  ].join("\n")

const place = /(<!-- runtimes -->\n)[^]*?(\n<!-- \/runtimes -->)/

/** Replaces the table between its markers. */
export const withTable = (text: string, rows: ReadonlyArray<Row>): string => {
  if (!place.test(text)) throw new Error("the page has no <!-- runtimes --> marker")
  return text.replace(place, (_, before: string, after: string) => `${before}\n${table(rows)}\n${after}`)
}

/** Whether two tables are the same, except for the version of Chromium. */
export const sameExceptChromium = (one: string, other: string): boolean => {
  const rest = (text: string) => text.replaceAll(/Chromium [\d.]+/g, "Chromium")
  return rest(one) === rest(other)
}
