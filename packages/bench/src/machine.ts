/** The machine and the versions of a run. */
import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import * as Os from "node:os"

/** The machine, by name and value. */
export const machine = (): Readonly<Record<string, string>> => {
  const cpus = Os.cpus()
  return {
    "CPU": `${cpus[0]?.model.trim() ?? "unknown"}, ${cpus.length} cores`,
    "memory": `${Math.round(Os.totalmem() / 1024 ** 3)} GiB`,
    "system": `${Os.type()} ${Os.release()} (${Os.arch()})`,
    "load": `${Os.loadavg()[0]!.toFixed(1)} when it began`,
    "Node": `${process.versions.node} (its fetch is undici ${process.versions["undici"]})`
  }
}

/** What is compared, and the package that resolves it. */
const compared = [
  ["@openrouter/sdk", "bench"],
  ["effect", "core"],
  ["effect", "core-effect-4"],
  ["@effect/platform", "core"],
  ["undici", "bench"],
  ["size-limit", "bench"]
] as const

/** The versions of the packages compared and of their dependencies. */
export const versions = (): ReadonlyArray<string> =>
  compared.map(([name, by]) => {
    const { resolve } = createRequire(new URL(`../../${by}/package.json`, import.meta.url))
    const manifest = JSON.parse(readFileSync(resolve(`${name}/package.json`), "utf8")) as { readonly version: string }
    return `${name} ${manifest.version}`
  })
