/** The table of runtimes on its page. */
import type { Finding } from "../smoke/suite.js"

/** What was seen on a runtime. */
export interface Row {
  readonly name: string
  readonly version: string
  readonly findings: ReadonlyArray<Finding>
}

const note = ({ findings }: Row, name: string): string => findings.find((finding) => finding.name === name)?.note ?? "?"

const passed = ({ findings }: Row): string => {
  const count = findings.filter(({ error }) => error === undefined).length
  return count === findings.length ? `all ${count}` : `${count} of ${findings.length}`
}

const line = (row: Row): string =>
  `| ${row.name} ${row.version} | ${passed(row)} | \`${note(row, "adapters: a connection is refused")}\` | ${
    note(row, "adapters: an answer is lost")
  } |`

/** The table in Markdown. */
export const table = (rows: ReadonlyArray<Row>): string =>
  [
    "| runtime | scenarios passed | `outcome` after a refused connection | a `create` whose response is lost is sent |",
    "|---|---|---|---|",
    ...rows.map(line)
  ].join("\n")

const place = /(<!-- runtimes -->\n)[^]*?(\n<!-- \/runtimes -->)/

/** A text with this table in the place of the one that it has between its marks. */
export const withTable = (text: string, rows: ReadonlyArray<Row>): string => {
  if (!place.test(text)) throw new Error("there is no <!-- runtimes --> on the page")
  return text.replace(place, (_, before: string, after: string) => `${before}\n${table(rows)}\n${after}`)
}

/** Whether two tables say the same, whichever Chromium the machine has. */
export const sameButForChromium = (one: string, other: string): boolean => {
  const rest = (text: string) => text.replaceAll(/Chromium [\d.]+/g, "Chromium")
  return rest(one) === rest(other)
}
