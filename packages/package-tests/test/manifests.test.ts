/** READMEs and manifests, as npm shows them. */
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
  it("has a README without relative links", () => {
    const text = readFileSync(`${packages}${folder}/README.md`, "utf8")
    const links = Array.from(text.matchAll(/\]\(([^)\s]+)\)|(?:src|srcset|href)="([^"]+)"/g), ([, a, b]) => a ?? b!)
    expect(links.filter((link) => !/^(?:https:\/\/|#)/.test(link))).toEqual([])
  })

  it("requests provenance only if it names a repository, which npm compares", () => {
    if (manifest.publishConfig?.provenance === true) expect(manifest.repository).toBeDefined()
  })
})

it("finds the published packages", () => {
  expect(published.map(({ folder }) => folder)).toEqual(expect.arrayContaining(["adapters", "core", "sandbox"]))
})
