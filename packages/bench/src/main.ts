/** `npm run bench`: measures, prints one table, and writes docs/benchmarks.md. */
import { writeFileSync } from "node:fs"
import { parseArgs } from "node:util"
import { useCpu } from "./clock.js"
import type { Length } from "./contest.js"
import { document } from "./document.js"
import type { Figure } from "./figure.js"
import { groups } from "./groups/index.js"
import { machine, versions } from "./machine.js"
import { profiles } from "./profile.js"
import { plainTable } from "./report.js"

const usage = `Usage: npm run bench [-- --quick] [-- --cpu] [-- --only PATTERN]

  --quick         a fifth of the time, for a first look
  --cpu           the processor's time of calls in place of the clock's, for a machine that others use too
  --only PATTERN  what matches this regular expression, such as "list of|decoding"
  --help

A whole run writes docs/benchmarks.md; these options only print.
`

const { values: options } = parseArgs({
  options: { quick: { type: "boolean" }, cpu: { type: "boolean" }, only: { type: "string" }, help: { type: "boolean" } }
})

const say = (text: string): void => void process.stdout.write(`${text}\n`)

const length = (milliseconds: number, least: Partial<Length> = {}): Length => ({
  warmUps: 3,
  leastRounds: 5,
  ...least,
  milliseconds: options.quick === true ? milliseconds / 5 : milliseconds
})

const measure = async (): Promise<ReadonlyArray<Figure>> => {
  const pattern = new RegExp(options.only ?? "", "i")
  const figures = []
  for (const group of groups) {
    const isChosen = (scenario: string) => pattern.test(`${group.name}: ${scenario}`)
    if (!group.scenarios.some(isChosen)) continue
    process.stderr.write(`measuring: ${group.name}\n`)
    figures.push(...await group.run(isChosen, length))
  }
  return figures
}

const run = async () => {
  if (options.cpu === true) useCpu()
  const where = machine()
  const figures = await measure()
  if (figures.length === 0) throw new Error("nothing matches: see packages/bench/README.md for what there is")
  say(plainTable(figures))
  if (options.quick === true || options.cpu === true || options.only !== undefined) return
  process.stderr.write("profiling\n")
  const page = {
    figures,
    profiles: await profiles(),
    machine: where,
    versions: versions(),
    date: new Date(),
    seconds: performance.now() / 1000
  }
  writeFileSync(new URL("../../../docs/benchmarks.md", import.meta.url), document(page))
}

if (options.help === true) say(usage)
else await run()
