/** READMEs and manifests, as npm shows them. */
import { readdirSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { describe, expect, it } from "vitest"

const packages = fileURLToPath(new URL("../..", import.meta.url))

interface Manifest {
  readonly name: string
  readonly private?: boolean
  readonly repository?: unknown
  readonly devDependencies?: Readonly<Record<string, string>>
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

it("the adapters bundle the version of Effect that core-effect-4 is tested with", () => {
  const versionIn = (folder: string): unknown =>
    published.find((each) => each.folder === folder)?.manifest.devDependencies?.["effect"]
  expect(versionIn("adapters")).toMatch(/^4\./)
  expect(versionIn("adapters")).toBe(versionIn("core-effect-4"))
})

it("finds the published packages", () => {
  expect(published.map(({ folder }) => folder)).toEqual(expect.arrayContaining(["adapters", "cli", "core", "sandbox"]))
})
