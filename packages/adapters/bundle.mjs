/**
 * Builds `dist`: every entry point as an ES module and as CommonJS, with shared code in chunks, and the declarations.
 * Effect and core are bundled; protocol, React, TanStack Query and undici stay imports.
 *
 * Run after the compiler has written the declarations to `dist/.types`.
 */
import { decode, encode } from "@jridgewell/sourcemap-codec"
import { build } from "esbuild"
import { readFile } from "node:fs/promises"
import { dirname, join, relative, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { parseAst } from "rollup/parseAst"
import {
  declarationsOf,
  filesOf,
  sharedDeclaration,
  toCommonJS,
  withoutDocs,
  withoutMap,
  withRollup,
  writeDist
} from "../../scripts/packageFiles.mjs"
import { forOlderPlatforms } from "./olderPlatforms.mjs"

const root = dirname(fileURLToPath(import.meta.url))
const path = (...parts) => join(root, ...parts)

/** The entry points: every module except the internal ones. */
const entries = (await filesOf(path("src"))).filter((file) => !file.startsWith("internal"))

// =====================================================================================================================
// Modules
// =====================================================================================================================

/** Packages that stay imports, including subpaths. */
const external = ["@openrouter-keys/protocol", "react", "@tanstack/react-query", "undici"]

/** The module with "use client". In a shared chunk, the directive would apply to all modules or none. */
const clientModule = "internal/react-query/context"

/** Keeps the client module as a separate module that others import. */
const keepClientModule = {
  name: "keep the client module",
  setup: ({ onResolve }) => {
    onResolve({ filter: /\/context\.js$/ }, ({ importer, resolveDir, path: specifier }) => {
      if (importer === "" || resolve(resolveDir, specifier) !== path("src", `${clientModule}.js`)) return undefined
      // Chunks and hooks are both in a folder of `dist/esm`.
      return { path: `../${clientModule}.js`, external: true, sideEffects: false }
    })
  }
}

/**
 * Resolves `effect` to core's copy, also for the modules of the adapters. In the workspace both have a copy, because
 * the root has Effect 3.
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

/**
 * Modules of Effect that the Promise API has no use for. A call reaches them only through methods that nobody calls,
 * such as the comparison of two causes, which bundlers cannot know. They would be a tenth of an application's bundle.
 */
const replaced = new Map(["Duration", "Equal", "Formatter", "Hash"].map((name) => [name, path("slim", `${name}.mjs`)]))
const notFound = new Set(replaced.keys())

/** Members of Effect's values that compare, hash and show them. Nobody calls them: no value of Effect is exported. */
const isUnusedMember = ({ computed, key, kind, type }) => {
  if (type !== "MethodDefinition" && type !== "Property") return false
  if (kind === "constructor" || key.type === "PrivateIdentifier") return false
  if (!computed) return key.name === "toJSON" || key.name === "toString"
  return key.name === "NodeInspectSymbol" ||
    (key.type === "MemberExpression" && /^(?:Equal|Hash)$/.test(key.object.name))
}

/** Removes members from the code of a module. */
const withoutMembers = (code, isRemoved) => {
  const ranges = []
  const visit = (node) => {
    if (Array.isArray(node)) return node.forEach(visit)
    if (typeof node?.type !== "string") return
    if (!isRemoved(node)) return Object.values(node).forEach(visit)
    // With the comma that follows in an object.
    ranges.unshift([node.start, node.end + /^\s*,?/.exec(code.slice(node.end))[0].length])
  }
  visit(parseAst(code))
  // From the end, so that positions stay valid.
  return ranges.reduce((text, [from, to]) => text.slice(0, from) + text.slice(to), code)
}

const effectFiles = {
  name: "files of Effect",
  setup: ({ onLoad }) => {
    onLoad({ filter: /[\\/]node_modules[\\/]effect[\\/]dist[\\/].*\.js$/ }, async ({ path: file }) => {
      const name = /dist[\\/](\w+)\.js$/.exec(file)?.[1]
      notFound.delete(name)
      const code = await readFile(replaced.get(name) ?? file, "utf8")
      return { contents: withoutDocs(forOlderPlatforms(withoutMembers(code, isUnusedMember))), loader: "js" }
    })
  }
}

const bundled = await build({
  absWorkingDir: root,
  entryPoints: [...entries, `${clientModule}.ts`].map((file) => join("src", file)),
  plugins: [keepClientModule, oneEffect, effectFiles],
  outdir: "dist/esm",
  bundle: true,
  splitting: true,
  chunkNames: "chunks/[hash]",
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
if (bundled.warnings.length > 0) throw new Error("the bundle has warnings: see above")
if (notFound.size > 0) throw new Error(`Effect has no modules ${[...notFound].join(", ")} to replace`)
const built = new Map(bundled.outputFiles.map(({ path: file, text }) => [relative(path("dist/esm"), file), text]))

/** rollup removes directives. */
const banner = ({ fileName }) => fileName === `${clientModule}.js` ? `"use client";` : ""

/** Without code of Effect that is not used, but that esbuild keeps: constants, and classes with computed members. */
const shaken = await withRollup(built, { banner, external, format: "es", sourcemap: true }, {
  moduleSideEffects: false,
  propertyReadSideEffects: false,
  tryCatchDeoptimization: false,
  unknownGlobalSideEffects: false
})

/** The source map of a file: only lines of the adapters, whose sources are in the package. */
const toOwnLines = (text) => {
  const map = JSON.parse(text)
  const own = new Map()
  map.sources.forEach((source, index) => {
    if (/^(?:\.\.\/)+src\//.test(source)) own.set(index, own.size)
  })
  const mappings = decode(map.mappings).map((line) =>
    line
      .filter(([, source]) => own.has(source))
      // Stack traces need lines only, and a position for each expression would double the size.
      .filter(([, source, row], index, all) => source !== all[index - 1]?.[1] || row !== all[index - 1][2])
      .map(([column, source, row, start]) => [column, own.get(source), row, start])
  )
  const sources = [...own.keys()].map((index) => map.sources[index])
  return JSON.stringify({ version: 3, sources, names: [], mappings: encode(mappings) })
}

const esm = new Map([...shaken].map(([file, text]) => [file, file.endsWith(".map") ? toOwnLines(text) : text]))

const cjs = await toCommonJS(
  new Map([...esm].map(([file, text]) => [file, text.replace(/^"use client";\n/, "")])),
  external,
  banner
)

// =====================================================================================================================
// Declarations
// =====================================================================================================================

const emitted = path("dist/.types")

/** The map of a declaration, relative to its published path. */
const moved = (file, format, text) => {
  const map = JSON.parse(text)
  const sourceOf = (source) => resolve(dirname(join(emitted, file)), source)
  return JSON.stringify({
    ...map,
    sources: map.sources.map((source) => relative(dirname(path("dist", format, file)), sourceOf(source)))
  })
}

for (const [file, text] of await declarationsOf(emitted, entries, external)) {
  // TanStack Query has types of its own for each format, which are not compatible.
  const hasBoth = file.includes("react-query/")
  const map = await readFile(join(emitted, `${file}.map`), "utf8")
  const [format, mapped] = hasBoth ? ["esm", esm] : ["cjs", cjs]
  mapped.set(file, text).set(`${file}.map`, moved(file, format, map))
  if (hasBoth) cjs.set(file, withoutMap(text))
  else esm.set(file, sharedDeclaration(file))
}

await writeDist(path("dist"), { cjs, esm })
