/**
 * `npm run cli -- list`: the command from its sources. Where no management key is set, it works on a sandbox on localhost
 * with sample keys, which are kept from one run to the next below `node_modules`.
 */
import { build } from "esbuild"
import { spawn } from "node:child_process"
import { mkdirSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { bundle } from "./bundle.mjs"
import { options } from "./bundleOptions.mjs"

const folder = fileURLToPath(new URL("node_modules/.cli-try", import.meta.url))
const [command, ...words] = process.argv.slice(2)
const args = command === undefined ? [] : [command, ...words]
const hasKey = Boolean(process.env["OPENROUTER_MANAGEMENT_KEY"] || process.env["OPENROUTER_API_KEY"]) ||
  args.some((word) => word.startsWith("--api-key-"))
const needsKey = !(args.length === 0 || ["help", "completions"].includes(args[0]) ||
  args.some((word) => /^(--help|-h|--version)$/.test(word)))

/** Starts the sandbox, and returns the environment that points to it. */
const sandbox = async () => {
  const { define: _, ...rest } = options
  await build({
    ...rest,
    entryPoints: ["../sandbox/src/index.ts"],
    outfile: `${folder}/sandbox/index.js`,
    splitting: false
  })
  const { start } = await import(`${folder}/sandbox/index.js`)
  const running = await start({ keys: 12, stateFile: `${folder}/keys.json` })
  process.stderr.write(`No management key is set, so this is a sandbox with sample keys (${running.url}).\n`)
  return {
    env: { OPENROUTER_BASE_URL: running.url, OPENROUTER_MANAGEMENT_KEY: running.managementKey, XDG_STATE_HOME: folder },
    close: () => running.close()
  }
}

mkdirSync(folder, { recursive: true })
await bundle(`${folder}/cli`)
const { close, env } = hasKey || !needsKey ? { close: () => {}, env: {} } : await sandbox()
// npm starts scripts in the repository; the command runs where it was called.
const cwd = process.env["INIT_CWD"] ?? process.cwd()
const child = spawn(process.execPath, [`${folder}/cli/bin.js`, ...args], {
  stdio: "inherit",
  cwd,
  env: { ...process.env, ...env }
})
// The command gets the terminal's Ctrl-C itself, and says how it ends.
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => {})
child.on("close", async (code) => {
  await close()
  process.exitCode = code ?? 1
})
