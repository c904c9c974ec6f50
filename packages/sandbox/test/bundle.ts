import { build, type BuildOptions } from "esbuild"
import { mkdirSync, mkdtempSync, rmSync } from "node:fs"
import { fileURLToPath } from "node:url"
import type { TestProject } from "vitest/node"

declare module "vitest" {
  interface ProvidedContext {
    /** Path of the bundled command. */
    readonly bin: string
  }
}

const root = fileURLToPath(new URL("..", import.meta.url))

/** Options to bundle a program from the sources into one file for Node. */
export const forNode: BuildOptions = {
  absWorkingDir: root,
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node20",
  conditions: ["@openrouter-keys/source", "module"],
  // CommonJS dependencies use it.
  banner: { js: "import { createRequire as $from } from \"node:module\"; const require = $from(import.meta.url)" }
}

/**
 * Bundles the command from its sources into a folder of this run: nothing needs to be built, nobody who builds at the
 * same time is in the way, and one file starts five times faster than a thousand. The folder lies as deep in the package
 * as `dist/internal`, for the sake of paths to `package.json`, and where git does not look.
 */
export const setup = async (project: TestProject): Promise<() => void> => {
  mkdirSync(`${root}node_modules`, { recursive: true })
  const folder = mkdtempSync(`${root}node_modules/.bin-`)
  const bin = `${folder}/bin.mjs`
  await build({ ...forNode, entryPoints: ["src/bin.ts"], outfile: bin })
  project.provide("bin", bin)
  return () => rmSync(folder, { recursive: true, force: true })
}
