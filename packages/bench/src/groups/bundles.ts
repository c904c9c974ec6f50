/** Bundle sizes: bundled and minified by esbuild, compressed by gzip, measured by size-limit. */
import { spawnSync } from "node:child_process"
import { fileURLToPath } from "node:url"
import { bundles as all } from "../bundles.js"
import { type Figure, figure } from "../figure.js"
import type { Group } from "../group.js"

interface Measured {
  readonly name: string
  readonly size: number
}

const measure = (): ReadonlyArray<Measured> => {
  const bin = fileURLToPath(new URL("bin.js", import.meta.resolve("size-limit")))
  // It exits with an error if a limit is exceeded, and prints the sizes all the same.
  const { stdout } = spawnSync(process.execPath, [bin, "--json"], {
    cwd: fileURLToPath(new URL("../../../..", import.meta.url)),
    encoding: "utf8"
  })
  return JSON.parse(stdout) as ReadonlyArray<Measured>
}

const figures = (): ReadonlyArray<Figure> => {
  const sizes = new Map(measure().map(({ name, size }) => [name, size / 1e3]))
  return all.map(({ name, official, target }) => ({
    scenario: "bundle, min + gzip",
    client: name,
    value: sizes.get(name)!,
    unit: "kB",
    toOfficial: official === undefined ? undefined : sizes.get(name)! / sizes.get(official)!,
    target: target === undefined ? undefined : figure(target)
  }))
}

/** Bundle sizes. */
export const bundles: Group = {
  name: "bundles",
  scenarios: ["bundle, min + gzip"],
  run: () => Promise.resolve(figures())
}
