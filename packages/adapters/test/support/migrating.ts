/** Tests of the rows of docs/migrating.md: what the reference client does, and what ours does. */
import { readFileSync } from "node:fs"
import { assert, it } from "vitest"
import type { Answer } from "./server.js"

const doc = readFileSync(new URL("../../../../docs/migrating.md", import.meta.url), "utf8")

const rowsOf = (section: string): ReadonlyArray<string> =>
  (doc.split(`### ${section}\n`)[1] ?? "").split(/^##/m)[0]!.split("\n")
    .flatMap((line) => /^\| (.+?) \|/.exec(line)?.[1] ?? [])
    .filter((title) => title !== "difference")

export type Row = (title: string, test: () => Promise<void>) => void

/** Tests each row of a section, none left out. */
export const section = (title: string, tests: (row: Row) => void): void => {
  const tested: Array<string> = []
  tests((title, test) => {
    tested.push(title)
    it(title, test, 15_000)
  })
  it(`and that are all rows of "${title}"`, () => {
    assert.deepStrictEqual(tested, rowsOf(title))
  })
}

/** For calls that are sent once. */
export const once = { retries: { strategy: "none" } } as const

/** An error as the API documents it. */
export const problem = (status: number, message = "as documented"): Answer => ({
  status,
  body: { error: { code: status, message } }
})

/** What the compiler would refuse. */
export const anything = <A>(value: unknown): A => value as A
