/**
 * Builds `dist`: the command as a few files, with all that it needs but libSQL, whose binaries differ by platform. Commands
 * without a state load nothing of fleet's engine.
 */
import { build } from "esbuild"
import { rmSync } from "node:fs"
import { dirname, resolve } from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"
import { options } from "./bundleOptions.mjs"

/** Writes the bundled command into a folder. */
export const bundle = async (outdir) => {
  rmSync(outdir, { recursive: true, force: true })
  return build({ ...options, outdir })
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await bundle(resolve(dirname(fileURLToPath(import.meta.url)), "dist"))
}
