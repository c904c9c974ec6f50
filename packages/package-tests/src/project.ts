/** Creates projects: folders with installed dependencies. */
import { existsSync } from "node:fs"
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { npm } from "./shell.js"
import { cache } from "./tarballs.js"

/** Dependencies of a project. */
export interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>
  readonly overrides?: Readonly<Record<string, string>>
  /** Its workspaces, each a folder with dependencies of its own. */
  readonly members?: Readonly<Record<string, Readonly<Record<string, string>>>>
}

/** A tarball as a dependency. */
export const file = (path: string): string => `file:${path}`

/** Installs the dependencies of a project. */
export const install = async (folder: string, flags: ReadonlyArray<string> = []): Promise<void> => {
  const usual = ["--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund", "--no-update-notifier"]
  await npm(["install", ...usual, ...flags], { cwd: folder })
}

/** Creates a project and installs its dependencies. Replaces an earlier one of the same name. */
export const create = async (
  name: string,
  { members, ...manifest }: Manifest,
  flags: ReadonlyArray<string> = []
): Promise<string> => {
  const folder = join(cache, name)
  await rm(folder, { recursive: true, force: true })
  const write = async (folder: string, manifest: object): Promise<void> => {
    await mkdir(folder, { recursive: true })
    await writeFile(
      join(folder, "package.json"),
      JSON.stringify({ private: true, type: "module", ...manifest }, null, 2)
    )
  }
  await write(folder, { name, ...manifest, ...(members && { workspaces: Object.keys(members) }) })
  for (const [member, dependencies] of Object.entries(members ?? {})) {
    await write(join(folder, member), { name: `${name}-${member}`, dependencies })
  }
  await install(folder, flags)
  return folder
}

/** Installs tools, unless they are installed already. */
export const tools = async (name: string, dependencies: Manifest["dependencies"]): Promise<string> => {
  const folder = join(cache, name)
  const done = join(folder, "node_modules", ".installed")
  const wanted = JSON.stringify(dependencies)
  if (existsSync(done) && await readFile(done, "utf8") === wanted) return folder
  await create(name, { dependencies })
  await writeFile(done, wanted)
  return folder
}

/** Copies a folder of this package's build, or of its sources, into a project. */
export const copy = async (from: URL, project: string, name: string): Promise<string> => {
  const to = join(project, name)
  await cp(from, to, { recursive: true })
  return to
}
