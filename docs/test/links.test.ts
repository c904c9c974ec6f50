/** Links in the Markdown files lead to existing files and headings of the repository. */
import GithubSlugger from "github-slugger"
import { readFileSync, statSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { exists, markdownFiles, root, targetOf } from "../site/pages.js"

const read = (file: string): string => readFileSync(`${root}${file}`, "utf8")

/** A page without its code blocks. */
const prose = (text: string): string =>
  text.replace(/^```[\s\S]*?^```$/gm, "").replace(/`[^`\n]*`/g, (code) => code.replaceAll("[", " "))

const linksIn = (text: string): ReadonlyArray<string> =>
  Array.from(
    prose(text).matchAll(/\]\(([^)\s]+)\)|(?:src|srcset|href)="([^"]+)"/g),
    ([, markdown, html]) => (markdown ?? html)!
  )

const anchorsIn = (text: string): ReadonlySet<string> => {
  const slugger = new GithubSlugger()
  return new Set(
    Array.from(
      text.replace(/^```[\s\S]*?^```$/gm, "").matchAll(/^#+ (.*)$/gm),
      ([, title]) => slugger.slug(title!.replace(/[`*]|\[([^\]]*)\]\([^)]*\)/g, "$1"))
    )
  )
}

const isDirectory = (file: string): boolean => statSync(`${root}${file}`).isDirectory()

describe("links lead somewhere", () => {
  it.each(markdownFiles)("in %s", (page) => {
    for (const href of linksIn(read(page)).filter((href) => !/^[a-z]+:/.test(href))) {
      const file = href.startsWith("#") ? page : targetOf(page, href)!
      expect(file, href).toSatisfy(exists)
      const [, anchor] = href.split("#")
      if (anchor !== undefined) expect(anchorsIn(read(file)), href).toContain(anchor)
    }
  })

  it("and to every page, from the first one", () => {
    const seen = new Set<string>()
    const visit = (page: string): void => {
      if (seen.has(page)) return
      seen.add(page)
      for (const href of linksIn(read(page))) {
        const target = targetOf(page, href)
        if (target?.endsWith(".md") === true && !isDirectory(target)) visit(target)
      }
    }
    visit("docs/README.md")
    expect(markdownFiles.filter((file) => file.startsWith("docs/") && !seen.has(file))).toEqual([])
  })
})
