/** Functions for the builds of bundled packages: convert to CommonJS, collect declarations, write files. */
import { transform } from "esbuild"
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises"
import { dirname, join, relative, resolve } from "node:path"
import { rollup } from "rollup"

/** The files of a folder, recursively. */
export const filesOf = async (folder) => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  return entries.filter((entry) => entry.isFile()).map((entry) => relative(folder, join(entry.parentPath, entry.name)))
}

/** Whether a specifier is one of some packages, or a module of one. */
const isOneOf = (packages) => (specifier) =>
  packages.some((name) => specifier === name || specifier.startsWith(`${name}/`))

/** Removes the reference to a source map. CommonJS has no maps: it is for older tools, and readable without. */
export const withoutMap = (text) => text.replace(/\/\/# sourceMappingURL=.*\n?$/, "")

/**
 * Bundles with rollup, from a map of paths to texts, and keeps the modules. Removes code that is not used, by
 * rollup's option `treeshake`; by default nothing. Returns a map from paths to texts.
 */
export const withRollup = async (files, { external, ...outputOptions }, treeshake = false) => {
  // Deep enough for the relative paths in source maps.
  const root = resolve("packages/package/dist/esm")
  const bundle = await rollup({
    input: [...files.keys()].filter((file) => file.endsWith(".js")).map((file) => join(root, file)),
    external: isOneOf(external),
    plugins: [{
      name: "files",
      resolveId: (specifier, importer) => specifier.startsWith(".") ? resolve(dirname(importer), specifier) : specifier,
      load: (id) => ({ code: files.get(relative(root, id)), map: files.get(relative(root, `${id}.map`)) ?? null })
    }],
    treeshake,
    onLog: (_, { code, message }) => {
      // The caller adds removed directives again.
      if (code !== "EMPTY_BUNDLE" && code !== "MODULE_LEVEL_DIRECTIVE") throw new Error(message)
    }
  })
  const { output } = await bundle.generate({
    dir: root,
    preserveModules: true,
    preserveModulesRoot: root,
    hoistTransitiveImports: false,
    ...outputOptions
  })
  return new Map(output.map((file) => [file.fileName, file.type === "chunk" ? file.code : file.source]))
}

/**
 * Converts ES modules to CommonJS, module by module, without comments and indentation. Takes and returns a map from
 * paths to texts.
 */
export const toCommonJS = async (esm, external, banner = () => "") => {
  const modules = new Map(
    [...esm].filter(([file]) => file.endsWith(".js")).map(([file, text]) => [file, withoutMap(text)])
  )
  const cjs = await withRollup(modules, {
    external,
    banner,
    format: "cjs",
    exports: "named",
    esModule: true,
    interop: "esModule"
  })
  const compact = {
    format: "cjs",
    legalComments: "none",
    lineLimit: 120,
    minifySyntax: true,
    minifyWhitespace: true,
    target: "es2022"
  }
  const files = [...cjs].map(async ([file, text]) => [file, (await transform(text, compact)).code])
  return new Map([["package.json", `{ "type": "commonjs" }\n`], ...await Promise.all(files)])
}

/** Removes doc comments, which editors read from the declarations. */
export const withoutDocs = (code) => code.replace(/^ *\/\*\*(?: .*\*\/|\n(?: *\*.*\n)*? *\*\/)\n/gm, "")

/** Indents a declaration by two spaces; the compiler uses four. */
export const reindented = (text) => text.replace(/^(?: {4})+/gm, (spaces) => spaces.slice(spaces.length / 2))

const fromSpecifier = /(?:from|import)\s*\(?\s*"([^"]+)"/g

/**
 * The declarations that entry points reach, by path. Others may import packages that users have not installed. Throws for
 * an import of a package that is not `external`.
 */
export const declarationsOf = async (folder, entries, external) => {
  const isExternal = isOneOf(external)
  const found = new Map()
  const collect = async (file) => {
    if (found.has(file)) return
    const text = await readFile(join(folder, file), "utf8")
    found.set(file, text)
    for (const [, specifier] of text.replace(/\/\*[^]*?\*\//g, "").matchAll(fromSpecifier)) {
      if (specifier.startsWith(".")) {
        await collect(join(dirname(file), specifier.replace(/\.js$/, ".d.ts")))
      } else if (!isExternal(specifier)) {
        throw new Error(`${file} imports types from "${specifier}", which is not a dependency of the package`)
      }
    }
  }
  for (const entry of entries) await collect(entry.replace(/\.tsx?$/, ".d.ts"))
  return found
}

/**
 * The declaration of an ES module that exports that of the CommonJS module: one copy of the types, which are then the
 * same for both. Only this direction is allowed.
 */
export const sharedDeclaration = (file) => {
  const path = relative(dirname(join("esm", file)), join("cjs", file)).replaceAll("\\", "/")
  return `export * from "${path.replace(/\.d\.ts$/, ".js")}";\n`
}

const writeChanged = async (file, text) => {
  if (await readFile(file, "utf8").catch(() => undefined) === text) return
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, text)
}

/**
 * Writes `dist` from the maps `esm` and `cjs` of paths to texts. Unchanged files are not written again, so that
 * concurrent builds are safe. Other files are removed, except for the compiler's output in `.types`, which makes builds
 * incremental.
 */
export const writeDist = async (dist, { cjs, esm }) => {
  const inFolder = (folder, files) => [...files].map(([file, text]) => [join(folder, file), text])
  const files = new Map([...inFolder("esm", esm), ...inFolder("cjs", cjs)])
  for (const [file, text] of files) await writeChanged(join(dist, file), text)
  for (const file of await filesOf(dist)) {
    if (!files.has(file) && !file.startsWith(".types")) await rm(join(dist, file))
  }
}
