import { readdirSync, readFileSync } from "node:fs"
import { assert, describe, it } from "vitest"
import * as protocol from "../src/index.js"

const src = new URL("../src/", import.meta.url)

const modules = readdirSync(src).filter((file) => file.endsWith(".ts") && file !== "index.ts")

/** Modules with generic names. */
const namespaces: Readonly<Record<string, object>> = {
  Field: protocol.Field,
  Restriction: protocol.Restriction,
  Stub: protocol.Stub
}

describe("the index", () => {
  it("exports everything of the public modules, directly or under the module's name", async () => {
    for (const file of modules) {
      const module = await import(new URL(file, src).href) as Readonly<Record<string, unknown>>
      const place = (namespaces[file.replace(".ts", "")] ?? protocol) as Readonly<Record<string, unknown>>
      for (const [name, value] of Object.entries(module)) assert.strictEqual(place[name], value, `${file}: ${name}`)
    }
  })

  it("lists every module, including those with only types", () => {
    const index = readFileSync(new URL("index.ts", src), "utf8")
    for (const file of modules) assert.include(index, `"./${file.replace(".ts", ".js")}"`)
  })
})

describe("the sources", () => {
  const files = readdirSync(src, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"))

  it("import only each other, so that they run everywhere", () => {
    for (const file of files) {
      const specifiers = readFileSync(new URL(file, src), "utf8").matchAll(/^(?! \*).*?(?:from|import\()\s*"([^"]+)"/gm)
      for (const [, specifier] of specifiers) assert.match(specifier!, /^\.{1,2}\//, file)
    }
  })

  it("use only features of Safari 15.4", () => {
    const recent =
      /URL\.canParse|Object\.groupBy|structuredClone|\.toSorted|\.toReversed|AbortSignal\.any|\(\?<[=!]|static \{/
    for (const file of files) {
      const found = recent.exec(readFileSync(new URL(file, src), "utf8"))
      assert.isNull(found, `${file}: ${String(found?.[0])}`)
    }
  })
})
