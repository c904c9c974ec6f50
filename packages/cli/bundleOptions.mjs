/** How the command is bundled, for the build and for the tests. */
import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"

const root = fileURLToPath(new URL(".", import.meta.url))
const { version } = JSON.parse(readFileSync(`${root}package.json`, "utf8"))

/**
 * Loads Node's modules without `import`, which reads every property of a module and so loads unused parts, such as streams
 * of the process, TLS and fetch. That would take longer than everything else.
 *
 * @type {import("esbuild").Plugin}
 */
const builtins = {
  name: "builtins",
  setup: (build) => {
    build.onResolve({ filter: /^node:/ }, ({ path }) => ({ path, namespace: "builtin", sideEffects: false }))
    build.onLoad({ filter: /.*/, namespace: "builtin" }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule(${JSON.stringify(path)})`
    }))
  }
}

/** @type {import("esbuild").BuildOptions} */
export const options = {
  absWorkingDir: root,
  entryPoints: ["src/main.ts"],
  bundle: true,
  splitting: true,
  chunkNames: "[name]-[hash]",
  platform: "node",
  format: "esm",
  target: "node20",
  conditions: ["@openrouter-keys/source", "module"],
  mainFields: ["module", "main"],
  external: ["@libsql/client"],
  plugins: [builtins],
  minify: true,
  legalComments: "none",
  logLevel: "warning",
  define: {
    CLI_VERSION: JSON.stringify(version),
    // Node loads its fetch, which takes as long as all the rest, when `Request` is named. Nothing here sends by fetch.
    Request: "undefined"
  },
  // CommonJS dependencies use it.
  banner: {
    js: "const require = process.getBuiltinModule(\"node:module\").createRequire(import.meta.url);"
  }
}

/** The entry point, which loads one of the other bundles. */
const binOptions = {
  ...options,
  entryPoints: ["src/bin.ts"],
  external: ["./keyMain.js", "./main.js"],
  banner: {}
}

/**
 * The commands on single keys. They share no code with the other bundles, so they are one file, without parts of modules that
 * only other commands use.
 */
const keysOptions = { ...options, entryPoints: ["src/keyMain.ts"], splitting: false, banner: {} }

/** Options of each bundle. */
export const bundles = [binOptions, keysOptions, options]
