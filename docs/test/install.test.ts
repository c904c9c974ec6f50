/**
 * The newest versions of Effect's packages on npm are for Effect 4, so a line that installs one of them without a
 * version does not work with the packages for Effect 3. Each such line must name the version.
 */
import { readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { markdownFiles, root } from "../site/pages.js"

/** Packages whose `latest` on npm is for Effect 4. `@effect/platform` has no such version. */
const versions: Readonly<Record<string, string>> = {
  effect: "3",
  "@effect/platform-node": "0.108",
  "@effect/vitest": "0.30",
  "@effect/opentelemetry": "0.64"
}

/** The packages that each command of a page installs. */
const installed = (text: string): ReadonlyArray<ReadonlyArray<string>> =>
  Array.from(
    text.matchAll(/\b(?:npm (?:install|i)|pnpm add|yarn add|bun add|deno add)((?: +[^\s`&|;]+)+)/g),
    ([, packages]) => packages!.trim().split(/ +/).filter((name) => !name.startsWith("-"))
  )

/** What is wrong with a command; empty for a good one. */
const problems = (packages: ReadonlyArray<string>): ReadonlyArray<string> => {
  // The newest versions are those for Effect 4.
  if (packages.includes("@openrouter-keys/core-effect-4")) {
    return packages.filter((name) => name === "@openrouter-keys/core" || name.endsWith("@3"))
  }
  const named = packages.filter((name) => name in versions).map((name) => `${name} without @${versions[name]}`)
  const others = packages.flatMap((name) => {
    const [, bare, version] = /^(@?[^@]+)@(.+)$/.exec(name) ?? []
    const wanted = bare === undefined ? undefined : versions[bare]
    return wanted === undefined || version === wanted ? [] : [`${name} instead of @${wanted}`]
  })
  const needsEffect = packages.includes("@openrouter-keys/core") && !packages.includes("effect@3")
  return [...named, ...others, ...needsEffect ? ["@openrouter-keys/core without effect@3"] : []]
}

describe("commands that install packages name the version of Effect", () => {
  const commands = markdownFiles.map((page) => [page, installed(readFileSync(`${root}${page}`, "utf8"))] as const)

  it.each(commands)("in %s", (_, all) => {
    expect(all.flatMap(problems)).toEqual([])
  })

  it("and are found: the core's page has one", () => {
    const [, core] = commands.find(([page]) => page === "packages/core/README.md")!
    expect(core.flat()).toContain("effect@3")
  })

  it.each([
    ["npm install effect", ["effect without @3"]],
    ["npm i -D @effect/vitest effect@3", ["@effect/vitest without @0.30"]],
    ["pnpm add effect@4", ["effect@4 instead of @3"]],
    ["npm install @openrouter-keys/core", ["@openrouter-keys/core without effect@3"]],
    ["npm install @openrouter-keys/core-effect-4 effect@4", []],
    ["npm install @openrouter-keys/core-effect-4 effect@3", ["effect@3"]],
    ["npm install @openrouter-keys/core effect@3 @effect/platform-node@0.108", []]
  ])("%s is judged", (command, expected) => {
    expect(installed(command).flatMap(problems)).toEqual(expected)
  })
})
