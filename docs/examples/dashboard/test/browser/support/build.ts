/** Global setup: finds the browser and builds the page. */
import { execFileSync } from "node:child_process"
import * as Fs from "node:fs"
import * as Os from "node:os"
import * as Path from "node:path"
import { fileURLToPath } from "node:url"
import type { TestProject } from "vitest/node"

declare module "vitest" {
  interface ProvidedContext {
    /** Path of the browser; empty if there is none. */
    readonly chromium: string
    /** Directory of the built page. */
    readonly directory: string
  }
}

/** An invalid `CHROMIUM_PATH` is an error, not a reason to skip the tests. Empty means no browser. */
const findChromium = (): string => {
  const named = process.env["CHROMIUM_PATH"]
  const path = named ?? "/usr/bin/chromium"
  if (path === "" || Fs.existsSync(path)) return path
  if (named !== undefined) throw new Error(`CHROMIUM_PATH: there is no ${named}`)
  return ""
}

const dashboard = fileURLToPath(new URL("../../..", import.meta.url))

/** A production build, without React's checks. */
const build = (directory: string): void => {
  execFileSync("npm", ["run", "--silent", "build:app", "--", "--outDir", directory], {
    cwd: dashboard,
    env: { ...process.env, NODE_ENV: "production" },
    stdio: "inherit"
  })
}

export default ({ provide }: TestProject): () => void => {
  const chromium = findChromium()
  const directory = Fs.mkdtempSync(Path.join(Os.tmpdir(), "dashboard-page-"))
  provide("chromium", chromium)
  provide("directory", directory)
  if (chromium === "") console.warn("No Chromium: set CHROMIUM_PATH to test the dashboard in a browser.")
  else build(directory)
  return () => Fs.rmSync(directory, { recursive: true })
}
