/** Tables on a phone: their rows are stacked, so every cell knows what its column is called. */
import type { MarkdownOptions } from "vitepress"

type MarkdownIt = Parameters<NonNullable<MarkdownOptions["config"]>>[0]

/** More columns than these are figures, which want to stand side by side. */
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
