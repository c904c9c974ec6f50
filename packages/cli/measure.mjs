/**
 * How long the command takes to start, beside `node -e 0`: the median of alternating runs on a sandbox with 12 keys.
 *
 * `npm run build && node packages/cli/measure.mjs [RUNS]`
 */
import { start } from "@openrouter-keys/sandbox"
import { spawn } from "node:child_process"
import { cpus } from "node:os"
import process from "node:process"
import { fileURLToPath } from "node:url"

const bin = fileURLToPath(new URL("bin/openrouter-keys.js", import.meta.url))
const runs = Number(process.argv[2] ?? 21)

const sandbox = await start({ keys: 12 })
const env = { ...process.env, OPENROUTER_BASE_URL: sandbox.url, OPENROUTER_MANAGEMENT_KEY: sandbox.managementKey }

const contestants = {
  "node -e 0": ["-e", "0"],
  "openrouter-keys --version": [bin, "--version"],
  "openrouter-keys --help": [bin, "--help"],
  "openrouter-keys list": [bin, "list"]
}

/** Milliseconds from the start of a process to its end. */
const time = (args) =>
  new Promise((resolve, reject) => {
    const started = performance.now()
    spawn(process.execPath, args, { env, stdio: ["ignore", "ignore", "inherit"] }).on("close", (code) =>
      code === 0 ? resolve(performance.now() - started) : reject(new Error(`${args.join(" ")} ended with ${code}`)))
  })

const times = Object.fromEntries(Object.keys(contestants).map((name) => [name, []]))
for (let run = 0; run < runs; run++) {
  for (const [name, args] of Object.entries(contestants)) times[name].push(await time(args))
}
await sandbox.close()

const quantile = (values, share) => [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) * share)]
const base = quantile(times["node -e 0"], 0.5)
console.log(`Node ${process.version}, ${cpus().length} cores, ${runs} runs each; milliseconds`)
console.log("| | median | fastest | above node |\n|---|---|---|---|")
for (const [name, values] of Object.entries(times)) {
  const median = quantile(values, 0.5)
  console.log(
    `| \`${name}\` | ${median.toFixed(0)} | ${quantile(values, 0).toFixed(0)} | ${(median - base).toFixed(0)} |`
  )
}
