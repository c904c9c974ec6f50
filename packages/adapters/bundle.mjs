/**
 * Builds `dist`: every entry point as an ES module and as CommonJS, with what they share in chunks, and the declarations
 * that they lead to. Effect and core are bundled; protocol, React, TanStack Query and undici stay imports.
 *
 * Run after the compiler has written the declarations to `dist/.types`.
 */
import { decode, encode } from "@jridgewell/sourcemap-codec"
import { build } from "esbuild"
import { readFile } from "node:fs/promises"
import { dirname, join, relative, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { declarationsOf, filesOf, toCommonJS, withoutMap, writeDist } from "../../scripts/packageFiles.mjs"

const root = dirname(fileURLToPath(import.meta.url))
const path = (...parts) => join(root, ...parts)

/** What can be imported: every module but the internal ones. */
const entries = (await filesOf(path("src"))).filter((file) => !file.startsWith("internal"))

// =====================================================================================================================
// Modules
// =====================================================================================================================

/** What stays an import, subpaths included. */
const external = ["@openrouter-keys/protocol", "react", "@tanstack/react-query", "undici"]

/** The module that begins with "use client". In a chunk with others it would make all of them client modules, or none. */
const clientModule = "internal/react-query/context"

/** Leaves the client module a module of its own, which others import. */
const keepClientModule = {
  name: "keep the client module",
  setup: ({ onResolve }) => {
    onResolve({ filter: /\/context\.js$/ }, ({ importer, resolveDir, path: specifier }) => {
      if (importer === "" || resolve(resolveDir, specifier) !== path("src", `${clientModule}.js`)) return undefined
      // Chunks and hooks alike stand in a folder of `dist/esm`.
      return { path: `../${clientModule}.js`, external: true, sideEffects: false }
    })
  }
}

/**
 * Modules of Effect that have another content in the bundle.
 *
 * Most are never run by a call of this API, and esbuild cannot know it: what is exported in their place is all that is
 * read of them when Effect is loaded. Together they are a sixth of an application's bundle.
 */
const replacements = {
  // Copies of Effect in a process share what they make for all of it, whatever their versions. This one keeps to itself:
  // a program's own Effect must not run with services of this bundle.
  "GlobalValue.js": `
    const values = new Map()
    export const globalValue = (id, compute) => {
      if (!values.has(id)) values.set(id, compute())
      return values.get(id)
    }`,
  // Only `Config` reads it, and options are read from the environment by protocol.
  "internal/configProvider.js": `
    import { GenericTag } from "../Context.js"
    export const configProviderTag = GenericTag("effect/ConfigProvider"), fromEnv = () => undefined`,
  // The runtime counts fibers, where `RuntimeFlags.RuntimeMetrics` is on; nobody could read the counters.
  "internal/metric.js": `
    const metric = { unsafeUpdate: () => {} }
    export const counter = () => metric, histogram = () => metric, tagged = () => metric`,
  // Effects of another kind, which may be part of an effect. Ours are all of one kind.
  "Micro.js": "export {}",
  // For a supervisor that lists fibers. There is none.
  "SortedSet.js": "export {}"
}

const replaceModules = {
  name: "replace modules of Effect",
  setup: ({ onEnd, onLoad }) => {
    const replaced = new Set()
    onLoad({ filter: /[\\/]effect[\\/]dist[\\/]esm[\\/]/ }, ({ path: file }) => {
      const name = file.split(/[\\/]effect[\\/]dist[\\/]esm[\\/]/)[1].replaceAll("\\", "/")
      const contents = replacements[name]
      if (contents === undefined) return undefined
      replaced.add(name)
      return { contents, loader: "js" }
    })
    onEnd(() => {
      const missing = Object.keys(replacements).filter((name) => !replaced.has(name))
      if (missing.length > 0) throw new Error(`Effect no longer has ${missing.join(", ")}`)
    })
  }
}

const bundled = await build({
  absWorkingDir: root,
  entryPoints: [...entries, `${clientModule}.ts`].map((file) => join("src", file)),
  plugins: [keepClientModule, replaceModules],
  outdir: "dist/esm",
  bundle: true,
  splitting: true,
  chunkNames: "chunks/[name]-[hash]",
  format: "esm",
  target: "es2022",
  platform: "neutral",
  mainFields: ["module", "main"],
  conditions: ["@openrouter-keys/source"],
  external,
  jsx: "automatic",
  sourcemap: "linked",
  legalComments: "none",
  logLevel: "warning",
  write: false
})

/**
 * Chunks are imported by name wherever they are needed; beside that, esbuild imports them for their side effects, of
 * which they have none. The lines stay, empty, so that the source map holds.
 */
const withoutBareImports = (code) => code.replace(/^import "\.{1,2}\/chunks\/.*";$/gm, "")

/** The map from a file to our own lines. Those of Effect, which would double the package, are left out. */
const toOwnLines = (text) => {
  const map = JSON.parse(text)
  const own = new Map()
  map.sources.forEach((source, index) => {
    if (!source.includes("node_modules")) own.set(index, own.size)
  })
  const mappings = decode(map.mappings).map((line) =>
    line.flatMap(([column, source, ...place]) =>
      own.has(source) ? [[column, own.get(source), ...place.slice(0, 2)]] : []
    )
  )
  const ownOf = (list) => [...own.keys()].map((index) => list[index])
  return JSON.stringify({
    version: 3,
    sources: ownOf(map.sources),
    // Our sources are in the package, but for those of core.
    sourcesContent: ownOf(
      map.sources.map((source, index) => source.includes("core/src/") ? map.sourcesContent[index] : null)
    ),
    names: [],
    mappings: encode(mappings)
  })
}

const esm = new Map(
  bundled.outputFiles.map(({ path: file, text }) => [
    relative(path("dist/esm"), file),
    file.endsWith(".map") ? toOwnLines(text) : withoutBareImports(text)
  ])
)

const cjs = await toCommonJS(esm)

// =====================================================================================================================
// Declarations
// =====================================================================================================================

const emitted = path("dist/.types")

/** A declaration's map, as seen from where it is published. */
const moved = (file, text) => {
  const map = JSON.parse(text)
  const sourceOf = (source) => resolve(dirname(join(emitted, file)), source)
  return JSON.stringify({
    ...map,
    sources: map.sources.map((source) => relative(dirname(path("dist/esm", file)), sourceOf(source)))
  })
}
for (const [file, text] of await declarationsOf(emitted, entries, external)) {
  esm.set(file, text)
  esm.set(`${file}.map`, moved(file, await readFile(join(emitted, `${file}.map`), "utf8")))
  cjs.set(file, withoutMap(text))
}

await writeDist(path("dist"), { cjs, esm })
