/** `npm run bench`: measures, prints one table, and writes docs/benchmarks.md. */
import { writeFileSync } from "node:fs"
import { parseArgs } from "node:util"
import { useCpu } from "./clock.js"
import type { Length } from "./comparison.js"
import type { Figure } from "./figure.js"
import { groups } from "./groups/index.js"
import { machine, versions } from "./machine.js"
import { profiles } from "./profile.js"
import { report } from "./report.js"
import { plainTable } from "./tables.js"

const usage = `Usage: npm run bench [-- --quick] [-- --cpu] [-- --only PATTERN]

  --quick         takes a fifth of the time, for a first look
  --cpu           measures CPU time, for a machine that others use too
  --only PATTERN  runs scenarios that match this regular expression, such as "list of|decoding"
  --help          prints this

A full run writes docs/benchmarks.md; with any of these options it only prints.
`

const { values: options } = parseArgs({
  options: { quick: { type: "boolean" }, cpu: { type: "boolean" }, only: { type: "string" }, help: { type: "boolean" } }
})

const print = (text: string): void => void process.stdout.write(`${text}\n`)

const length = (milliseconds: number, overrides: Partial<Length> = {}): Length => ({
  warmUps: 3,
  minRounds: 5,
  ...overrides,
  milliseconds: options.quick === true ? milliseconds / 5 : milliseconds
})

const measure = async (): Promise<ReadonlyArray<Figure>> => {
  const pattern = new RegExp(options.only ?? "", "i")
  const figures = []
  for (const group of groups) {
    const isChosen = (scenario: string) => pattern.test(`${group.name}: ${scenario}`)
    if (!group.scenarios.some(isChosen)) continue
    process.stderr.write(`Measuring ${group.name}\n`)
    figures.push(...await group.run(isChosen, length))
  }
  return figures
}

const run = async () => {
  if (options.cpu === true) useCpu()
  const measuredOn = machine()
  const figures = await measure()
  if (figures.length === 0) throw new Error("no scenario matches: packages/bench/README.md lists them")
  print(plainTable(figures))
  if (options.quick === true || options.cpu === true || options.only !== undefined) return
  process.stderr.write("Profiling\n")
  const page = {
    figures,
    profiles: await profiles(),
    machine: measuredOn,
    versions: versions(),
    date: new Date(),
    seconds: performance.now() / 1000
  }
  writeFileSync(new URL("../../../docs/benchmarks.md", import.meta.url), report(page))
}

if (options.help === true) print(usage)
else await run()
