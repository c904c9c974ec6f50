// Runs every `check:*` script of package.json, also after one has failed: one run shows all there is to mend.
import { spawnSync } from "node:child_process"
import { readFileSync } from "node:fs"

const { scripts } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"))

const failed = Object.keys(scripts).filter((name) => name.startsWith("check:")).filter((name) => {
  console.log(`\n> ${name}`)
  const started = performance.now()
  const { status } = spawnSync(`npm run --silent ${name}`, { shell: true, stdio: "inherit" })
  console.log(`${status === 0 ? "passed" : "FAILED"} in ${((performance.now() - started) / 1000).toFixed(1)} s`)
  return status !== 0
})

if (failed.length > 0) {
  console.error(`\nFailed: ${failed.join(", ")}`)
  process.exitCode = 1
}
