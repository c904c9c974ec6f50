/** How the command is bundled, for the build and for the tests. */
import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"

const root = fileURLToPath(new URL(".", import.meta.url))
const { version } = JSON.parse(readFileSync(`${root}package.json`, "utf8"))

/** @type {import("esbuild").BuildOptions} */
export const options = {
  absWorkingDir: root,
  entryPoints: ["src/bin.ts"],
  bundle: true,
  splitting: true,
  chunkNames: "[name]-[hash]",
  platform: "node",
  format: "esm",
  target: "node20",
  conditions: ["@openrouter-keys/source", "module"],
  mainFields: ["module", "main"],
  external: ["@libsql/client"],
  minify: true,
  legalComments: "none",
  logLevel: "warning",
  define: {
    CLI_VERSION: JSON.stringify(version),
    // Node loads its fetch, which takes as long as all the rest, when `Request` is named. Nothing here sends by fetch.
    Request: "undefined"
  },
  // CommonJS dependencies use it.
  banner: { js: "import { createRequire as $from } from \"node:module\"; const require = $from(import.meta.url);" }
}
