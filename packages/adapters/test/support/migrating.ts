/** Tests the rows of docs/migrating.md against the reference client and ours. */
import { readFileSync } from "node:fs"
import { assert, it } from "vitest"
import type { CannedResponse } from "./server.js"

const doc = readFileSync(new URL("../../../../docs/migrating.md", import.meta.url), "utf8")

const rowsOf = (section: string): ReadonlyArray<string> =>
  (doc.split(`### ${section}\n`)[1] ?? "").split(/^##/m)[0]!.split("\n")
    .flatMap((line) => /^\| (.+?) \|/.exec(line)?.[1] ?? [])
    .filter((title) => title !== "difference")

export type Row = (title: string, test: () => Promise<void>) => void

/** Tests every row of a section. */
export const section = (title: string, tests: (row: Row) => void): void => {
  const tested: Array<string> = []
  tests((title, test) => {
    tested.push(title)
    it(title, test, 15_000)
  })
  it(`has no other rows: "${title}"`, () => {
    assert.deepStrictEqual(tested, rowsOf(title))
  })
}

/** Options without retries. */
export const once = { retries: { strategy: "none" } } as const

/** A documented error response. */
export const problem = (status: number, message = "as documented"): CannedResponse => ({
  status,
  body: { error: { code: status, message } }
})

/** Values that do not compile. */
export const anything = <A>(value: unknown): A => value as A
