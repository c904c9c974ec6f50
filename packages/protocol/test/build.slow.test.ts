/** Builds the package in a temporary folder: ES modules and CommonJS. */
import { execFile, execFileSync } from "node:child_process"
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import process from "node:process"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { afterAll, assert, beforeAll, describe, it } from "vitest"

const root = fileURLToPath(new URL("..", import.meta.url))
const tsc = fileURLToPath(new URL("../../../node_modules/@typescript/native/bin/tsc", import.meta.url))

const execute = promisify(execFile)

let project: string
let folder: string

const run = (file: string, text: string): unknown => {
  writeFileSync(join(project, file), text)
  return JSON.parse(execFileSync(process.execPath, [join(project, file)], { encoding: "utf8" }))
}

beforeAll(() => {
  project = mkdtempSync(join(tmpdir(), "protocol-"))
  folder = join(project, "node_modules/@openrouter-keys/protocol")
  const dist = join(folder, "dist")
  const build = join(root, "tsconfig.build.json")
  const buildInfo = join(project, ".tsbuildinfo")
  execFileSync(process.execPath, [tsc, "-p", build, "--outDir", join(dist, ".types"), "--tsBuildInfoFile", buildInfo])
  execFileSync(process.execPath, [join(root, "bundle.mjs"), dist])
  cpSync(join(root, "package.json"), join(folder, "package.json"))
}, 120_000)

afterAll(() => rmSync(project, { recursive: true, force: true }))

describe("the package as built", () => {
  it("can be imported and required with the same names, by index and by subpath", () => {
    const names = ["", "/ApiKey", "/Operation", "/OpenRouterError", "/RetryPolicy", "/fake"]
    const keys =
      `console.log(JSON.stringify(all.map((module) => Object.keys(module).filter((name) => name !== "default").sort())))`
    const specifiers = JSON.stringify(names.map((name) => `@openrouter-keys/protocol${name}`))
    const imported = run(
      "keys.mjs",
      `const all = await Promise.all(${specifiers}.map((name) => import(name)))\n${keys}`
    )
    const required = run("keys.cjs", `const all = ${specifiers}.map((name) => require(name))\n${keys}`)
    assert.deepStrictEqual(imported, required)
    for (const each of imported as ReadonlyArray<ReadonlyArray<string>>) assert.isNotEmpty(each)
  })

  it("does not export its internals", () => {
    const code = run(
      "internal.mjs",
      `const { code } = await import("@openrouter-keys/protocol/internal/decode").catch((error) => error)
      console.log(JSON.stringify(code))`
    )
    assert.strictEqual(code, "ERR_PACKAGE_PATH_NOT_EXPORTED")
  })

  it("works with `instanceof`, whether imported or required", () => {
    const found = run(
      "instances.mjs",
      `import { createRequire } from "node:module"
      import * as imported from "@openrouter-keys/protocol"
      const required = createRequire(import.meta.url)("@openrouter-keys/protocol")
      const tags = ["InvalidRequest", "NotFound", "InvalidResponse"]
      const between = (from, to) => tags.map((tag) => {
        const error = from.Stub.error(tag)
        return [error instanceof to[tag], error instanceof to.Conflict, to.isOpenRouterError(error), error instanceof Error]
      })
      console.log(JSON.stringify({
        copies: imported.NotFound !== required.NotFound,
        results: [...between(imported, required), ...between(required, imported)]
      }))`
    )
    assert.deepStrictEqual(found, { copies: true, results: Array.from({ length: 6 }, () => [true, false, true, true]) })
  })

  it("has types for old and new module resolutions", async () => {
    const file = join(project, "usage.ts")
    writeFileSync(
      file,
      `import { type ApiKey, operations } from "@openrouter-keys/protocol"
      import { decodeApiKey } from "@openrouter-keys/protocol/ApiKey"
      import * as fake from "@openrouter-keys/protocol/fake"
      const result = decodeApiKey({})
      export const key: ApiKey | undefined = result.ok ? result.value : undefined
      // @ts-expect-error: it is a name
      export const name: number = operations.get.name
      // @ts-expect-error: there is no such function
      fake.noSuchFunction()`
    )
    // Uses the older compiler for options that the native one no longer supports.
    const tsc6 = fileURLToPath(new URL("../../../node_modules/typescript/bin/tsc6", import.meta.url))
    const ways = [
      [tsc6, "--module", "commonjs", "--moduleResolution", "node10", "--ignoreDeprecations", "6.0"],
      [tsc, "--module", "node16"],
      [tsc, "--module", "esnext", "--moduleResolution", "bundler"]
    ] as const
    for (const [compiler, ...way] of ways) {
      const flags = [compiler, "--noEmit", "--strict", "--skipLibCheck", "--lib", "es2022", ...way]
      const { stdout } = await execute(process.execPath, [...flags, file], { cwd: project })
      assert.strictEqual(stdout, "")
    }
  }, 120_000)
})
