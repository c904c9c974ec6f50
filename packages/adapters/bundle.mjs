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
import { forOlderPlatforms } from "./olderPlatforms.mjs"

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
 * The Effect of core, also for the adapters' own modules. In the workspace both have a copy of that version, since the
 * root has Effect 3.
 */
const oneEffect = {
  name: "one copy of Effect",
  setup: ({ onResolve, resolve }) => {
    onResolve(
      { filter: /^effect(\/|$)/ },
      ({ importer, kind, path: specifier, pluginData }) =>
        pluginData === oneEffect || !importer.startsWith(path("src"))
          ? undefined
          : resolve(specifier, { kind, pluginData: oneEffect, resolveDir: path("../core-effect-4/src") })
    )
  }
}

const olderPlatforms = {
  name: "older platforms",
  setup: ({ onLoad }) => {
    onLoad({ filter: /[\\/]node_modules[\\/]effect[\\/]dist[\\/].*\.js$/ }, async ({ path: file }) => ({
      contents: forOlderPlatforms(await readFile(file, "utf8")),
      loader: "js"
    }))
  }
}

const bundled = await build({
  absWorkingDir: root,
  entryPoints: [...entries, `${clientModule}.ts`].map((file) => join("src", file)),
  plugins: [keepClientModule, oneEffect, olderPlatforms],
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
      map.sources.map((source, index) => source.includes("core-effect-4/src/") ? map.sourcesContent[index] : null)
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
