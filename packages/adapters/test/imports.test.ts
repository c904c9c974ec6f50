import { build } from "esbuild"
import { fileURLToPath } from "node:url"
import { assert, describe, expect, it } from "vitest"

const root = fileURLToPath(new URL("../../..", import.meta.url))

/** The paths of all modules that an import loads. */
const reachable = async (specifier: string): Promise<ReadonlyArray<string>> => {
  const { metafile } = await build({
    stdin: { contents: `import "${specifier}"`, resolveDir: `${root}packages/adapters` },
    absWorkingDir: root,
    bundle: true,
    conditions: ["@openrouter-keys/source"],
    format: "esm",
    platform: "node",
    // Modules without used exports are loaded too.
    ignoreAnnotations: true,
    metafile: true,
    write: false,
    logLevel: "error"
  })
  return Object.keys(metafile.inputs).filter((path) => path !== "<stdin>")
}

const own = /^packages\/([\w-]+)\/src\/(.+)\.tsx?$/
const effects = /node_modules\/(effect|@effect\/[\w-]+)\/dist\/(?:esm\/)?(\w+|\w+\/\w+|internal\/.+)\.js$/
const other = /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules\/)/

/**
 * The name of a module. Internal modules of Effect are omitted, and other packages are named as a whole: their
 * files change with their versions.
 */
const nameOf = (path: string): string | undefined => {
  const [, workspace, module] = own.exec(path) ?? []
  if (workspace !== undefined) return `@openrouter-keys/${workspace}/${module}`
  const [, effect, exported = ""] = effects.exec(path) ?? []
  if (effect !== undefined) return exported.startsWith("internal/") ? undefined : `${effect}/${exported}`
  return other.exec(path)?.[1] ?? path
}

const loaded = async (specifier: string): Promise<ReadonlyArray<string>> => {
  const names = new Set((await reachable(specifier)).map(nameOf))
  return [...names].filter((name) => name !== undefined).sort()
}

/**
 * Each module makes start-up slower. An unexpected new line is probably a barrel, or a module that imports
 * many others: avoid it, or run with `-u` if it is worth the time.
 */
describe("importing loads no more than these modules", () => {
  it.each([
    ["@openrouter-keys/core", "core"],
    ["@openrouter-keys/adapters/core", "adapters-core"],
    ["@openrouter-keys/adapters/funcs/apiKeysList", "adapters-funcs-apiKeysList"]
  ])("%s", async (specifier, file) => {
    const names = await loaded(specifier)
    await expect(`${names.join("\n")}\n`).toMatchFileSnapshot(`./__snapshots__/imports/${file}.txt`)
  })

  it("and detects a barrel", async () => {
    assert.includeMembers([...await loaded("effect")], ["effect/index", "effect/Stream", "effect/Effect"])
  })
})
