import { build } from "esbuild"
import { fileURLToPath } from "node:url"
import { assert, describe, expect, it } from "vitest"

const root = fileURLToPath(new URL("../../..", import.meta.url))

/** All modules that an import loads, by their paths: what node loads too, since it runs whatever is reachable. */
const reachable = async (specifier: string): Promise<ReadonlyArray<string>> => {
  const { metafile } = await build({
    stdin: { contents: `import "${specifier}"`, resolveDir: `${root}packages/adapters` },
    absWorkingDir: root,
    bundle: true,
    conditions: ["@openrouter-keys/source"],
    format: "esm",
    platform: "node",
    // A module that a bundler would leave out is loaded all the same.
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
 * The module's name. What a module of Effect has inside follows from it, and other packages are named as a whole: their
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
 * Start-up takes longer with each module. A line that comes here unforeseen is most likely a barrel, or a module that
 * brings others with it: look for another way, or run with `-u` where it is worth its time.
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

  it("and would show a barrel", async () => {
    assert.includeMembers([...await loaded("effect")], ["effect/index", "effect/Stream", "effect/Effect"])
  })
})
