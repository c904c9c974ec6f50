/**
 * Builds `dist`: all modules in a few files, as ES modules and as CommonJS, with an entry point for each public module
 * that re-exports from them, and the declarations. A program loads two or three files instead of seventy.
 *
 * Run after the compiler has written the declarations to `dist/.types`. Another folder than `dist` may be named.
 */
import { build } from "esbuild"
import { readFile } from "node:fs/promises"
import { dirname, join, resolve } from "node:path"
import process from "node:process"
import { fileURLToPath } from "node:url"
import {
  declarationsOf,
  filesOf,
  reindented,
  sharedDeclaration,
  toCommonJS,
  withoutDocs,
  withoutMap,
  writeDist
} from "../../scripts/packageFiles.mjs"

const root = dirname(fileURLToPath(import.meta.url))
const source = join(root, "src")
const dist = resolve(process.argv[2] ?? join(root, "dist"))

/** Modules with files of their own, so that programs that do not use them do not load them. */
const separate = ["Documentation.ts", "fake/index.ts"]

/** The other public modules except the index, which is assembled from them: `ApiKey.ts`, `client/Call.ts`. */
const modules = (await filesOf(source))
  .map((file) => file.replaceAll("\\", "/"))
  .filter((file) => /^(?:client\/)?[^/]+$/.test(file) && file !== "index.ts" && !separate.includes(file))

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
  entryPoints: [
    { in: "all", out: "internal/protocol" },
    ...separate.map((file) => ({ in: file, out: file.replace(/\.ts$/, "") }))
  ],
  splitting: true,
  chunkNames: "internal/[name]-[hash]",
  plugins: [{
    // Calls that declare fields have no effects: bundlers omit the requests and responses that a program does not use.
    name: "pure declarations",
    setup: (build) => {
      build.onLoad({ filter: /(?:ApiKey|KeyRequest|Restriction)\.ts$/ }, async ({ path }) => ({
        contents: (await readFile(path, "utf8")).replace(/\bField\.[a-z]\w*(?=[(<])/g, "/* @__PURE__ */ $&"),
        loader: "ts"
      }))
    }
  }, {
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
const esm = new Map(bundled.outputFiles.map(({ path, text }) => [path.split("/out/").at(-1), withoutDocs(text)]))

/** The exported names of each module, from a build that is otherwise not used. */
const { metafile } = await build({ ...options, entryPoints: [...modules, ...separate, "index.ts"], metafile: true })
const exportsOf = new Map(Object.values(metafile.outputs).map(({ entryPoint, exports }) => [entryPoint, exports]))

/** An entry point, which re-exports names of `internal/protocol.js`. */
const entryOf = (file, names) => {
  const from = `${file.includes("/") ? ".." : "."}/internal/protocol.js`
  return names.length === 0 ? "export {};\n" : `export { ${names.join(", ")} } from "${from}";\n`
}

const owners = new Map()
for (const file of modules) {
  const names = exportsOf.get(file)
  for (const name of names) {
    // `export *` leaves out names that two modules export.
    if (owners.has(name)) throw new Error(`${owners.get(name)} and ${file} both export ${name}: rename one`)
    owners.set(name, file)
  }
  esm.set(file.replace(/\.ts$/, ".js"), entryOf(file, names))
}

/** Lines of the index that stay: namespaces, as in `export * as Field from "./Field.js"`, and separate modules. */
const lines = [
  ...(await readFile(join(source, "index.ts"), "utf8")).matchAll(/^export \*(?: as (\w+))? from "\.\/(.*)\.js"$/gm)
]
  .filter(([, namespace, module]) => namespace !== undefined || separate.includes(`${module}.ts`))
const elsewhere = lines.flatMap(([, namespace, module]) => namespace ?? exportsOf.get(`${module}.ts`))
const names = exportsOf.get("index.ts").filter((name) => !elsewhere.includes(name))
esm.set("index.js", entryOf("index.ts", names) + lines.map(([line]) => `${line};\n`).join(""))

const cjs = await toCommonJS(esm, [])

// =====================================================================================================================
// Declarations
// =====================================================================================================================

const entries = ["index.ts", ...separate, ...modules]
for (const [file, text] of await declarationsOf(join(dist, ".types"), entries, [])) {
  cjs.set(file, reindented(withoutMap(text)))
}
for (const entry of entries) {
  const file = entry.replace(/\.ts$/, ".d.ts")
  esm.set(file, sharedDeclaration(file))
}

await writeDist(dist, { cjs, esm })
