import { readdirSync, readFileSync } from "node:fs"
import { expect, test } from "vitest"

const root = new URL("../", import.meta.url)

const page = readFileSync(new URL("../../testing.md", root), "utf8")

/** The fenced blocks of the page, with the file named above each. */
const blocks = Array.from(
  page.matchAll(/^(?:\[`[^`\n]+`\]\(examples\/testing\/(?<file>[^)\n]+)\):\n\n)?```\w*\n(?<text>.*?)^```$/gms),
  ({ groups }) => ({ file: groups?.file, text: groups?.text })
)

test("every block of docs/testing.md is a file of these recipes", () => {
  expect(blocks.length).toBeGreaterThan(0)
  for (const { file, text } of blocks) {
    expect(file, text).toBeDefined()
    expect(text).toBe(readFileSync(new URL(file!, root), "utf8"))
  }
})

test("every recipe is on the page", () => {
  // The page shows the global setup, not its test.
  const others = ["page.test.ts", "globalSetup.test.ts"]
  const recipes = readdirSync(new URL("test", root)).filter((name) => !others.includes(name))
  expect(blocks.map(({ file }) => file)).toEqual(expect.arrayContaining(recipes.map((name) => `test/${name}`)))
})
