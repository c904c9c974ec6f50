/** Packs the packages as for publishing. */
import { mkdir, readdir, rm } from "node:fs/promises"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { npm } from "./shell.js"

/** Root of the repository. */
export const root = fileURLToPath(new URL("../../..", import.meta.url))

/** Folder for generated and installed files. */
export const cache = join(root, "node_modules", ".cache", "package-tests")

/** The published packages. */
export const names = ["protocol", "core", "core-effect-4", "adapters", "sandbox", "fleet", "cli"] as const

/** One of the published packages. */
export type Name = typeof names[number]

/** The packages for Effect 3. */
export const forEffect3: ReadonlyArray<Name> = names.filter((name) => name !== "core-effect-4" && name !== "cli")

/** Their names in the registry. */
export const packageName = (name: Name): string => `@openrouter-keys/${name}`

/** Paths of the packed packages. */
export type Tarballs = Readonly<Record<Name, string>>

/** Packs the built packages. */
export const pack = async (): Promise<Tarballs> => {
  const folder = join(cache, "tarballs")
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  await npm(
    ["pack", "--silent", "--pack-destination", folder, ...names.map((name) => `--workspace=packages/${name}`)],
    {
      cwd: root
    }
  )
  const files = await readdir(folder)
  const pathOf = (name: Name) => {
    const file = files.find((file) => new RegExp(`^openrouter-keys-${name}-\\d`).test(file))
    if (file === undefined) throw new Error(`${packageName(name)} was not packed`)
    return join(folder, file)
  }
  return {
    protocol: pathOf("protocol"),
    core: pathOf("core"),
    "core-effect-4": pathOf("core-effect-4"),
    adapters: pathOf("adapters"),
    sandbox: pathOf("sandbox"),
    fleet: pathOf("fleet"),
    cli: pathOf("cli")
  }
}
