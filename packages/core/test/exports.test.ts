/** What each entry point exports: a name that goes or comes is a decision, not an accident. */
import { describe, expect, it } from "@effect/vitest"
import { readdirSync } from "node:fs"
import { basename } from "node:path"

/** Every module of the package is an entry point: read from the folder, so that none is missing here. */
const entries = readdirSync(new URL("../src", import.meta.url))
  .filter((name) => name.endsWith(".ts"))
  .map((name) => basename(name, ".ts"))
  .map((name) => name === "index" ? "." : `./${name}`)

describe.each(entries)("%s", (entry) => {
  it("exports", async () => {
    const module = await import(`@openrouter-keys/core${entry.slice(1)}`) as object
    expect(Object.keys(module).sort()).toMatchSnapshot()
  })
})
