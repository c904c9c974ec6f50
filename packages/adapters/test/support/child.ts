/** Scripts that run in their own process. */
import { spawn } from "node:child_process"
import { mkdir, mkdtemp, rm } from "node:fs/promises"
import { fileURLToPath } from "node:url"
import { build } from "vite"
import { forOlderPlatforms } from "../../olderPlatforms.mjs"

/** Inside the package, so that dependencies outside the bundle resolve. */
const cache = fileURLToPath(new URL("../../node_modules/.cache/", import.meta.url))

/**
 * Bundles the scripts with the packages of the workspace from their sources: no build or loader is needed. Returns
 * functions to run and to remove them.
 */
export const bundle = async <Name extends string>(scripts: Readonly<Record<Name, URL>>) => {
  await mkdir(cache, { recursive: true })
  const outDir = await mkdtemp(`${cache}children-`)
  await build({
    configFile: false,
    plugins: [{
      name: "older platforms",
      transform: (code, id) => /[\\/]node_modules[\\/]effect[\\/]/.test(id) ? forOlderPlatforms(code) : undefined
    }],
    logLevel: "error",
    ssr: {
      noExternal: [/^@openrouter-keys\//, /^effect(\/|$)/],
      resolve: { conditions: ["@openrouter-keys/source", "module", "node", "import", "default"] }
    },
    build: {
      ssr: true,
      outDir,
      target: "node20",
      rollupOptions: {
        input: Object.fromEntries(Object.entries<URL>(scripts).map(([name, url]) => [name, fileURLToPath(url)])),
        output: { entryFileNames: "[name].mjs", chunkFileNames: "[name]-[hash].mjs" }
      }
    }
  })
  return {
    run: (name: Name) => run(`${outDir}/${name}.mjs`),
    remove: () => rm(outDir, { recursive: true })
  }
}

export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

const run = (path: string): Promise<Ended> =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, ["--expose-gc", path], { timeout: 60_000 })
    const read = { stdout: "", stderr: "" }
    child.stdout.on("data", (text) => read.stdout += String(text))
    child.stderr.on("data", (text) => read.stderr += String(text))
    child.on("close", (code) => resolve({ code, ...read }))
  })
