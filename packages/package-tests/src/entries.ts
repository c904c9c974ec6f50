/** Reads the entry points of an installed package from its `exports`. */
import { readdir, readFile } from "node:fs/promises"
import { join } from "node:path"
import { type Name, packageName } from "./tarballs.js"

/** A file, or files by condition. */
type Target = string | { readonly [condition: string]: Target }

type Exports = Readonly<Record<string, Target | null>>

/** The file that `import` checkImports. */
const fileOf = (target: Target): string =>
  typeof target === "string" ? target : fileOf(target["import"] ?? target["default"]!)

const filesOf = async (folder: string): Promise<ReadonlyArray<string>> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map((entry) => `./${join(entry.parentPath, entry.name)}`)
}

/** The parts of paths that match `*` in a pattern: `ApiKeys` of `./dist/ApiKeys.js` for `./dist/*.js`. */
const matchesOf = (pattern: string, paths: ReadonlyArray<string>): ReadonlyArray<string> => {
  const [start = "", end] = pattern.split("*")
  // Any name resolves to the same file.
  if (end === undefined) return ["any"]
  return paths.filter((path) => path.startsWith(start) && path.endsWith(end)).map((path) =>
    path.slice(start.length, path.length - end.length)
  )
}

const isHidden = (entry: string, exports: Exports): boolean =>
  Object.entries(exports).some(([key, target]) => target === null && entry.startsWith(key.replace("*", "")))

/** The entry points of a package in a project, such as `./funcs/apiKeysList`. */
export const entriesOf = async (project: string, name: Name): Promise<ReadonlyArray<string>> => {
  const folder = join(project, "node_modules", packageName(name))
  const { exports } = JSON.parse(await readFile(join(folder, "package.json"), "utf8")) as { readonly exports: Exports }
  const files = (await filesOf(folder)).map((path) => path.replace(`./${folder}`, "."))
  return Object.entries(exports).flatMap(([key, target]) => {
    if (target === null) return []
    if (!key.includes("*")) return [key]
    return matchesOf(fileOf(target), files).map((match) => key.replace("*", match)).filter((entry) =>
      !isHidden(entry, exports)
    )
  })
}

/** The import specifier of an entry point. */
export const specifier = (name: Name, entry: string): string => packageName(name) + entry.slice(1)
