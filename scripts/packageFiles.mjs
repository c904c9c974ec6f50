/** Functions for the builds of bundled packages: convert to CommonJS, collect declarations, write files. */
import { transform } from "esbuild"
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises"
import { dirname, join, relative } from "node:path"

/** The files of a folder, recursively. */
export const filesOf = async (folder) => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  return entries.filter((entry) => entry.isFile()).map((entry) => relative(folder, join(entry.parentPath, entry.name)))
}

/** Removes the reference to a source map. CommonJS has no maps: it is for older tools, and readable without. */
export const withoutMap = (text) => text.replace(/\/\/# sourceMappingURL=.*\n?$/, "")

/**
 * Converts ES modules to CommonJS file by file, so that both have the same modules: esbuild splits only ES modules into
 * chunks. Takes and returns a map from paths to texts.
 */
export const toCommonJS = async (esm) => {
  const cjs = new Map([["package.json", `{ "type": "commonjs" }\n`]])
  for (const [file, text] of esm) {
    if (!file.endsWith(".js")) continue
    cjs.set(file, (await transform(withoutMap(text), { format: "cjs", platform: "node", target: "es2022" })).code)
  }
  return cjs
}

const fromSpecifier = /(?:from|import)\s*\(?\s*"([^"]+)"/g

/**
 * The declarations that entry points reach, by path. Others may import packages that users have not installed. Throws for
 * an import of a package that is not `external`.
 */
export const declarationsOf = async (folder, entries, external) => {
  const isExternal = (specifier) => external.some((name) => specifier === name || specifier.startsWith(`${name}/`))
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
