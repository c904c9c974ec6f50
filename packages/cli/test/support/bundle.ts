import { mkdirSync, mkdtempSync, rmSync } from "node:fs"
import { fileURLToPath } from "node:url"
import type { TestProject } from "vitest/node"
import { bundle, type BundledFile } from "../../bundle.mjs"

declare module "vitest" {
  interface ProvidedContext {
    /** Path of the bundled command `openrouter-keys`. */
    readonly cli: string
    /** The files of the bundle. */
    readonly bundledFiles: ReadonlyArray<BundledFile>
  }
}

const root = fileURLToPath(new URL("../..", import.meta.url))

/** Bundles the command from its sources into a folder of this run, so that tests run what users run. */
export const setup = async (project: TestProject): Promise<() => void> => {
  mkdirSync(`${root}node_modules`, { recursive: true })
  const folder = mkdtempSync(`${root}node_modules/.cli-`)
  project.provide("bundledFiles", await bundle(folder))
  project.provide("cli", `${folder}/bin.js`)
  return () => rmSync(folder, { recursive: true, force: true })
}
