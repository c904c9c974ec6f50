/** Adds the name of its column to each table cell, for phones, where rows are stacked. */
import type { MarkdownOptions } from "vitepress"

type MarkdownIt = Parameters<NonNullable<MarkdownOptions["config"]>>[0]

/** Tables with more columns contain figures and are not stacked. */
const mostColumns = 4

/** The plugin of markdown-it. */
export const tables = (md: MarkdownIt): void => {
  md.core.ruler.push("stacked_tables", ({ tokens }) => {
    let titles: Array<string> = []
    let column = 0
    tokens.forEach((token, index) => {
      if (token.type === "table_open") titles = []
      if (token.type === "tr_open") column = 0
      if (token.type === "th_open") titles.push(tokens[index + 1]!.content.replaceAll("`", ""))
      if (token.type === "td_open" && titles.length <= mostColumns) token.attrSet("data-column", titles[column++] ?? "")
    })
  })
}
