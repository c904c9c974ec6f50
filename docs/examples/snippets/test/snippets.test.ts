/** The code in the README and the docs is these files, and each of them runs. */
import { assert, describe, it } from "@effect/vitest"
import { Sandbox } from "@openrouter-keys/sandbox"
import { Effect } from "effect"
import { readdir, readFile } from "node:fs/promises"
import { fileURLToPath } from "node:url"
import { vi } from "vitest"

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const root = (path: string): string => here(`../../../../${path}`)

const codeIn = (markdown: string): ReadonlyArray<string> =>
  [...markdown.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, code]) => code!)

const filesIn = async (folder: string): Promise<ReadonlyArray<string>> =>
  Promise.all((await readdir(folder)).map((name) => readFile(`${folder}/${name}`, "utf8")))

describe("every block of code stands in a file here", () => {
  it.each([["README.md", 5], ["docs/observability.md", 1]])("%s", async (page, blocks) => {
    const code = codeIn(await readFile(root(page), "utf8"))
    const files = [...await filesIn(here("../src")), ...await filesIn(here("."))]
    assert.lengthOf(code, blocks)
    for (const block of code) assert.include(files, block)
  })
})

describe("the examples run on the sandbox", () => {
  it.live.each(["effect", "promise", "result", "observability"])("%s", (name) =>
    Effect.gen(function*() {
      const { managementKey, requests, url } = yield* Sandbox
      vi.stubEnv("OPENROUTER_API_KEY", managementKey)
      vi.stubEnv("OPENROUTER_BASE_URL", url)
      const shown = [vi.spyOn(console, "log"), vi.spyOn(console, "dir")].map((spy) => spy.mockImplementation(() => {}))
      const { main } = yield* Effect.promise(() =>
        import(`../src/${name}.ts`) as Promise<{ readonly main?: Effect.Effect<unknown, unknown> }>
      )
      if (main !== undefined) yield* main
      assert.isAtLeast((yield* requests).length, 1)
      assert.notMatch(JSON.stringify(shown.map(({ mock }) => mock.calls)), /sk-or-v1-[0-9a-f]{64}/)
    }).pipe(Effect.provide(Sandbox.layer({ keys: 3 }))))
})
