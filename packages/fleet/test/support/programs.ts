/** Programs that tests run in processes of their own. */
import { build } from "esbuild"
import { mkdirSync, mkdtempSync } from "node:fs"
import { fileURLToPath } from "node:url"

const root = fileURLToPath(new URL("../..", import.meta.url))

/**
 * Bundles programs of this folder, since a few files start faster than a thousand. Returns their folder, which the caller
 * removes. It is in the package, where they find libSQL.
 */
export const bundlePrograms = async (names: ReadonlyArray<string>): Promise<string> => {
  mkdirSync(`${root}node_modules`, { recursive: true })
  const outdir = mkdtempSync(`${root}node_modules/.programs-`)
  await build({
    absWorkingDir: root,
    entryPoints: names.map((name) => `test/support/${name}.ts`),
    outdir,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    splitting: true,
    platform: "node",
    format: "esm",
    target: "node20",
    conditions: ["@openrouter-keys/source", "module"],
    external: ["@libsql/client", "pg-native"],
    banner: { js: "import { createRequire as $from } from \"node:module\"; const require = $from(import.meta.url)" }
  })
  return outdir
}
