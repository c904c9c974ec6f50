/**
 * Builds `dist`: all modules in a few files, as ES modules and as CommonJS, with an entry point for each public module
 * that only names what is in them, and the declarations. A program loads two or three files instead of seventy.
 *
 * Run after the compiler has written the declarations to `dist/.types`. Another folder than `dist` may be named.
 */
import { build } from "esbuild"
import { readFile } from "node:fs/promises"
import { dirname, join, resolve } from "node:path"
import process from "node:process"
import { fileURLToPath } from "node:url"
import { declarationsOf, filesOf, toCommonJS, withoutMap, writeDist } from "../../scripts/packageFiles.mjs"

const root = dirname(fileURLToPath(import.meta.url))
const source = join(root, "src")
const dist = resolve(process.argv[2] ?? join(root, "dist"))

/** What can be imported beside the index and the fake, which are put together of others. */
const modules = (await filesOf(source)).filter((file) => !/[\\/]/.test(file) && file !== "index.ts")

const options = {
  absWorkingDir: source,
  outdir: "out",
  bundle: true,
  format: "esm",
  target: "es2022",
  platform: "neutral",
  legalComments: "none",
  logLevel: "warning",
  write: false
}

// =====================================================================================================================
// Modules
// =====================================================================================================================

const bundled = await build({
  ...options,
  entryPoints: [{ in: "all", out: "protocol" }, { in: "fake/index.ts", out: "fake/index" }],
  splitting: true,
  chunkNames: "chunks/[name]-[hash]",
  plugins: [{
    name: "all modules",
    setup: (build) => {
      build.onResolve({ filter: /^all$/ }, () => ({ path: "all", namespace: "all" }))
      build.onLoad({ filter: /.*/, namespace: "all" }, () => ({
        contents: modules.map((file) => `export * from "./${file}"`).join("\n"),
        loader: "ts",
        resolveDir: source
      }))
    }
  }]
})
const esm = new Map(bundled.outputFiles.map(({ path, text }) => [path.split("/out/").at(-1), text]))

/** The names that a module exports. */
const exportsOf = async (file) => {
  const { metafile } = await build({ ...options, entryPoints: [file], metafile: true })
  const [{ exports }] = Object.values(metafile.outputs)
  return exports
}

const namesFrom = (names) =>
  names.length === 0 ? "export {};\n" : `export { ${names.join(", ")} } from "./protocol.js";\n`
for (const file of modules) esm.set(file.replace(/\.ts$/, ".js"), namesFrom(await exportsOf(file)))

/** Modules that the index exports as one name each: `export * as Field from "./Field.js"`. */
const namespaces = [...(await readFile(join(source, "index.ts"), "utf8")).matchAll(/^export \* as (\w+) from .*$/gm)]
const names = (await exportsOf("index.ts")).filter((name) => !namespaces.some(([, namespace]) => namespace === name))
esm.set("index.js", namesFrom(names) + namespaces.map(([line]) => `${line};\n`).join(""))

const cjs = await toCommonJS(esm)

// =====================================================================================================================
// Declarations
// =====================================================================================================================

for (
  const [file, text] of await declarationsOf(join(dist, ".types"), ["index.ts", "fake/index.ts", ...modules], ["none"])
) {
  esm.set(file, withoutMap(text))
  cjs.set(file, withoutMap(text))
}

await writeDist(dist, { cjs, esm })
