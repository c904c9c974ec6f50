import { readdirSync, readFileSync } from "node:fs"
import { expect, test } from "vitest"

const root = new URL("../", import.meta.url)

const page = readFileSync(new URL("../../testing.md", root), "utf8")

const docs = new URL("../../", root)

/** The fenced blocks of the page, with the path named above each, relative to the page. */
const blocks = Array.from(
  page.matchAll(/^(?:\[`[^`\n]+`\]\((?<file>[^)\n]+)\):\n\n)?```\w*\n(?<text>.*?)^```$/gms),
  ({ groups }) => ({ file: groups?.file, text: groups?.text })
)

test("every block of docs/testing.md is the file that is named above it", () => {
  expect(blocks.length).toBeGreaterThan(0)
  for (const { file, text } of blocks) {
    expect(file, text).toBeDefined()
    expect(text).toBe(readFileSync(new URL(file!, docs), "utf8"))
  }
})

test("every recipe is on the page", () => {
  // The page shows the global setup, not its test.
  const others = ["page.test.ts", "globalSetup.test.ts"]
  const recipes = readdirSync(new URL("test", root)).filter((name) => !others.includes(name))
  expect(blocks.map(({ file }) => file)).toEqual(
    expect.arrayContaining(recipes.map((name) => `examples/testing/test/${name}`))
  )
})
