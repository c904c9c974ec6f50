/** Installs the recipes: small projects in the folder `recipes`. */
import { cp, mkdtemp, readdir, readFile, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { file, install } from "./project.js"
import { forEffect3, packageName, type Tarballs } from "./tarballs.js"

const sources = fileURLToPath(new URL("../recipes", import.meta.url))

/** Names of all recipes. */
export const recipes = async (): Promise<ReadonlyArray<string>> =>
  (await readdir(sources, { withFileTypes: true })).filter((entry) => entry.isDirectory()).map(({ name }) => name)

/** Sections of a package.json. */
interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
}

/** Replaces our packages with their tarballs, including indirect dependencies, which npm cannot find elsewhere. */
const fromTarballs = (manifest: Manifest, tarballs: Tarballs): object => {
  const ours = Object.fromEntries(forEffect3.map((name) => [packageName(name), file(tarballs[name])]))
  const replaced = (section: Readonly<Record<string, string>> = {}) =>
    Object.fromEntries(Object.entries(section).map(([name, version]) => [name, ours[name] ?? version]))
  return {
    ...manifest,
    dependencies: replaced(manifest.dependencies),
    devDependencies: replaced(manifest.devDependencies),
    overrides: Object.fromEntries(
      Object.entries(ours).filter(([name]) => !(name in { ...manifest.dependencies, ...manifest.devDependencies }))
    )
  }
}

/**
 * Copies a recipe and installs its dependencies, outside the repository, so that tools do not find the repository's
 * settings.
 */
export const installRecipe = async (name: string, tarballs: Tarballs): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), `openrouter-keys-${name}-`))
  await cp(join(sources, name), folder, { recursive: true })
  const path = join(folder, "package.json")
  const manifest = JSON.parse(await readFile(path, "utf8")) as Manifest
  await writeFile(path, JSON.stringify(fromTarballs(manifest, tarballs), null, 2))
  await install(folder)
  return folder
}
