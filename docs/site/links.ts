/** Converts links between files of the repository to links between pages of the site. */
import { relative } from "node:path/posix"
import type { MarkdownOptions } from "vitepress"
import { placeOf, root, targetOf } from "./pages.js"

type MarkdownIt = Parameters<NonNullable<MarkdownOptions["config"]>>[0]
type Tokens = ReturnType<MarkdownIt["parse"]>

/** Converts links to pages to those of the site, and replaces links to other files by their text. */
const relink = (page: string, tokens: Tokens): Tokens => {
  let isOpen = false
  return tokens.filter((token) => {
    const href = token.type === "link_open" ? token.attrGet("href") : null
    const file = href === null ? undefined : targetOf(page, href)
    const place = file === undefined ? undefined : placeOf(file)
    if (place !== undefined) token.attrSet("href", `/${place}${/#.*$/.exec(href!)?.[0] ?? ""}`)
    if (file !== undefined && place === undefined) {
      isOpen = true
      return false
    }
    if (!isOpen || token.type !== "link_close") return true
    isOpen = false
    return false
  })
}

/** The plugin of markdown-it. */
export const links = (md: MarkdownIt): void => {
  md.core.ruler.push("repository_links", ({ env, tokens }) => {
    const page = relative(root, env.realPath ?? env.path)
    for (const token of tokens) {
      if (token.children !== null) token.children = relink(page, token.children)
    }
  })
}
