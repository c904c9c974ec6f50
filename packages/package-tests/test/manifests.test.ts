/** What npm shows of the published packages, where nothing of the repository is but the package itself. */
import { readdirSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { describe, expect, it } from "vitest"

const packages = fileURLToPath(new URL("../..", import.meta.url))

interface Manifest {
  readonly name: string
  readonly private?: boolean
  readonly repository?: unknown
  readonly publishConfig?: { readonly provenance?: boolean }
}

const published = readdirSync(packages)
  .map((folder) => ({
    folder,
    manifest: JSON.parse(readFileSync(`${packages}${folder}/package.json`, "utf8")) as Manifest
  }))
  .filter(({ manifest }) => manifest.private !== true)

describe.each(published)("$manifest.name", ({ folder, manifest }) => {
  it("links to nothing outside of the package", () => {
    const text = readFileSync(`${packages}${folder}/README.md`, "utf8")
    const links = Array.from(text.matchAll(/\]\(([^)\s]+)\)|(?:src|srcset|href)="([^"]+)"/g), ([, a, b]) => a ?? b!)
    expect(links.filter((link) => !/^(?:https:\/\/|#)/.test(link))).toEqual([])
  })

  it("promises provenance only where npm can check it: it compares the repository", () => {
    if (manifest.publishConfig?.provenance === true) expect(manifest.repository).toBeDefined()
  })
})

it("the published packages are found", () => {
  expect(published.map(({ folder }) => folder)).toEqual(expect.arrayContaining(["adapters", "cli", "core", "sandbox"]))
})
