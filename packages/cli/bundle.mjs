/**
 * Builds `dist`: the command as a few files, with all that it needs but libSQL, whose binaries differ by platform. Commands
 * without a state load nothing of fleet's engine, and those on single keys are one file.
 */
import { build } from "esbuild"
import { rmSync } from "node:fs"
import { basename, dirname, resolve } from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"
import { bundles } from "./bundleOptions.mjs"

/** Writes the bundled command into a folder. Returns its files, with the inputs and imports of each. */
export const bundle = async (outdir) => {
  rmSync(outdir, { recursive: true, force: true })
  const built = await Promise.all(bundles.map((each) => build({ ...each, outdir, metafile: true })))
  const outputs = built.flatMap(({ metafile }) => Object.entries(metafile.outputs))
  return outputs.map(([path, { imports, inputs }]) => ({
    name: basename(path),
    inputs: Object.keys(inputs),
    imports: imports.map(({ kind, path }) => ({ name: basename(path), isDynamic: kind === "dynamic-import" }))
  }))
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await bundle(resolve(dirname(fileURLToPath(import.meta.url)), "dist"))
}
