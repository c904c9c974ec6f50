/** The page docs/benchmarks.md. */
import { type Figure, isMet } from "./figure.js"
import { manyMachines } from "./manyMachines.js"
import { type Profile, profileTable } from "./profile.js"
import { markdownTable } from "./tables.js"

/** The results of a run, and where and when it ran. */
export interface Run {
  readonly figures: ReadonlyArray<Figure>
  readonly profiles: ReadonlyArray<Profile>
  readonly machine: Readonly<Record<string, string>>
  readonly versions: ReadonlyArray<string>
  readonly date: Date
  readonly seconds: number
}

const targetsMet = (figures: ReadonlyArray<Figure>): string => {
  const targeted = figures.filter((figure) => isMet(figure) !== undefined)
  const missed = targeted.filter((figure) => isMet(figure) === false)
  return missed.length === 0
    ? `All of the ${targeted.length} targets were met.`
    : `${targeted.length - missed.length} of the ${targeted.length} targets were met. Missed: ${
      missed.map(({ client, scenario }) => `${scenario} (${client})`).join("; ")
    }.`
}

/** The page as Markdown. `npm run bench` writes it; do not edit it by hand. */
export const report = ({ date, figures, machine, profiles, seconds, versions }: Run): string =>
  `# Benchmarks

All clients in one run, compared with the official SDK and with plain \`fetch\`. \`npm run bench\` writes this page;
[packages/bench](../packages/bench/README.md) says what is measured and how.

${targetsMet(figures)}

${markdownTable(figures)}

## Where the time goes

CPU time of a call that lists one key, by the package whose code runs, from a sampling profile of each client. Profiling
takes time too, so the sums exceed the times in the table.

${profileTable(profiles)}

In the adapter, most of a call is the request itself. Its Effect 4 is bundled and counts as this library. Core takes more
time: the timeout, the span and the metrics of a call are fibers and steps of the runtime, and each allocates objects, on
Effect 3 more than on Effect 4. So core misses targets that the adapter meets: with 64 calls at once, fetch in one fiber of
Effect 3 with one span already takes 1.25 of the official SDK's time, without a span 0.82. Four fifths of the time for importing
core are modules of Effect.

The bundle targets for one operation from core and core-effect-4 cannot be met: the runtime, HTTP client and Schema are 81 kB
of Effect 3 and 43 kB of Effect 4 by themselves, and the service comes with all six operations, validation, retries and
errors.

${manyMachines}## How to read it

- Lower is better. Times are medians, in microseconds (µs) or milliseconds (ms); kB and MB are thousands and millions of
  bytes.
- "÷ official" is the ratio to the official SDK: below 1 is less. "÷ baseline" is the ratio to plain \`fetch\` and
  \`JSON.parse\` (in decoding, to \`JSON.parse\` alone), which every client needs.
- "middle half" is the first and third quartile of the ratios to the official SDK. If they are far apart, the machine was
  busy with something else.
- The clients take turns in small batches, and a ratio is the median of the ratios within each round. So ratios can be
  compared between machines and runs; times cannot. A ratio may differ slightly from the ratio of the medians.
- Loopback has no network latency. With a service tens of milliseconds away, these differences are a small part of a
  call.

## Where and when

${date.toISOString().slice(0, 10)}, in ${Math.round(seconds)} seconds.

${Object.entries(machine).map(([name, value]) => `- ${name}: ${value}`).join("\n")}
- Versions: ${versions.join(", ")}
`
