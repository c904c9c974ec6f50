/**
 * The tables of fields and errors on the pages match the types and their doc comments. `npm run docs:tables` updates
 * them.
 */
import { Operation } from "@openrouter-keys/core"
import { readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { markdownFiles, root } from "../site/pages.js"
import { errorsOf, type Field, fieldsOf, ownFieldsOf } from "./support/types.js"

const cell = (text: string): string => text.replaceAll("|", "\\|")

const row = (...cells: ReadonlyArray<string>): string => `| ${cells.map(cell).join(" | ")} |`

const table = (head: ReadonlyArray<string>, rows: ReadonlyArray<string>): string =>
  [row(...head), `|${"---|".repeat(head.length)}`, ...rows].join("\n")

const fieldTable = (fields: ReadonlyArray<Field>): string =>
  table(["field", "type", ""], fields.map(({ name, text, type }) => row(`\`${name}\``, `\`${type}\``, text)))

/** The table between `<!-- fields: ApiKey -->` or `<!-- errors: ListError -->` and `<!-- end -->`. */
const tables: { readonly [kind: string]: (name: string) => string } = {
  fields: (name) => fieldTable(fieldsOf(name)),
  "own fields": (name) => fieldTable(ownFieldsOf(name)),
  errors: (name) =>
    table(
      ["error", "when", "what to do"],
      errorsOf(name).map(({ name, remedy, when }) => row(`\`${name}\``, when, remedy))
    )
}

const marked = /^<!-- (?<kind>[a-z ]+): (?<name>[\w./]+) -->\n[\s\S]*?^<!-- end -->$/gm

const rendered = (page: string): string =>
  page.replace(
    marked,
    (_, kind: string, name: string) => `<!-- ${kind}: ${name} -->\n\n${tables[kind]!(name)}\n\n<!-- end -->`
  )

const pages = markdownFiles.map((file) => [file, readFileSync(`${root}${file}`, "utf8")] as const)
  .filter(([, text]) => /^<!-- [a-z ]+: /m.test(text))

describe("tables of fields and errors", () => {
  it.each(pages)("of %s are those of the types", async (file, text) => {
    await expect(rendered(text)).toMatchFileSnapshot(`${root}${file}`)
  })

  it("are on the page of each operation", () => {
    const operations = pages.filter(([file]) => file.startsWith("docs/operations/"))
    expect(operations.map(([file]) => file.replace(/^.*\/|\.md$/g, "")).sort()).toEqual(
      [...Object.keys(Operation.all), "listAll"].sort()
    )
  })
})
