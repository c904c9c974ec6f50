/** What each entry point exports: a name that goes or comes is a decision, not an accident. */
import { readdirSync } from "node:fs"
import { createRequire } from "node:module"
import { describe, expect, it } from "vitest"

/** Every file that is not internal is an entry point of its own. */
const modules = readdirSync(new URL("../src", import.meta.url))
  .filter((file) => file.endsWith(".ts") && file !== "index.ts")
  .map((file) => `/${file.replace(".ts", "")}`)

const load = (subpath: string): Promise<object> => import(`@openrouter-keys/core-effect-4${subpath}`)

describe.each(["", ...modules])(".%s", (subpath) => {
  it("exports", async () => {
    expect(Object.keys(await load(subpath)).sort()).toMatchSnapshot()
  })
})

const { resolve } = createRequire(import.meta.url)

it.each(readdirSync(new URL("../src/internal", import.meta.url)))("internal/%s cannot be imported", (file) => {
  for (const path of [file, file.replace(/\.ts$/, ""), file.replace(/\.ts$/, ".js")]) {
    expect(() => resolve(`@openrouter-keys/core-effect-4/internal/${path}`)).toThrow(
      expect.objectContaining({ code: "ERR_PACKAGE_PATH_NOT_EXPORTED" })
    )
  }
})
