/** The page docs/benchmarks.md. */
import { type Figure, isMet } from "./figure.js"
import { type Profile, profileTable } from "./profile.js"
import { markdownTable } from "./report.js"

/** A run: what came of it, where and when. */
export interface Run {
  readonly figures: ReadonlyArray<Figure>
  readonly profiles: ReadonlyArray<Profile>
  readonly machine: Readonly<Record<string, string>>
  readonly versions: ReadonlyArray<string>
  readonly date: Date
  readonly seconds: number
}

const missed = (figures: ReadonlyArray<Figure>): string => {
  const aimed = figures.filter((figure) => isMet(figure) !== undefined)
  const lacking = aimed.filter((figure) => isMet(figure) === false)
  return lacking.length === 0
    ? `All of the ${aimed.length} targets were met.`
    : `${aimed.length - lacking.length} of the ${aimed.length} targets were met. Missed: ${
      lacking.map(({ what, who }) => `${what} (${who})`).join("; ")
    }.`
}

/** The page. `npm run bench` writes it, so that it is never edited by hand. */
export const document = ({ date, figures, machine, profiles, seconds, versions }: Run): string =>
  `# Benchmarks

Beside the official SDK and the platform itself, in one run. Written by \`npm run bench\`; what is measured, and how, is
told in [packages/bench](../packages/bench/README.md).

${missed(figures)}

${markdownTable(figures)}

## Where the time goes

The processor's time of a call that lists one key, by whose code it is, from a sampling profile of each client by itself. A
profile costs time of its own, so the sums are above the times of the table.

${profileTable(profiles)}

In the adapter, most of a call is the request itself; its Effect, version 4, is bundled and counts as this library. In core,
a call takes more: on Effect 3, a timeout that also ends what cannot be interrupted, a span and metrics are fibers and steps
of the runtime, and each of them is an object that is soon garbage. So core misses targets that the adapter meets.

The budget of one operation from core cannot be met beside that of own code: Effect's runtime, HTTP client and Schema are
81 kB by themselves, and a service of six operations comes with all of them, its checks, retries and errors.

## How to read it

- Lower is better. Times are medians, in microseconds (µs) or milliseconds (ms); kB and MB are thousands and millions of
  bytes.
- "÷ official" is how many times the official SDK's figure: below 1 is less. "÷ floor" is how many times that of plain
  \`fetch\` and \`JSON.parse\` (in decoding, of \`JSON.parse\` alone), which no client can do without.
- "half of them": between which ratios to the official SDK the middle half of the rounds lies. Where that is wide, the
  machine was busy with something else.
- All contenders take turns in small batches, and a ratio is the median of the ratios within each turn. So ratios hold
  where times do not: on another machine, or beside a noisy neighbour. They may differ a little from the ratio of the
  medians.
- Times over loopback have no network in them. To a service tens of milliseconds away, what differs here is a small part
  of a call.

## Where and when

${date.toISOString().slice(0, 10)}, in ${Math.round(seconds)} seconds.

${Object.entries(machine).map(([name, value]) => `- ${name}: ${value}`).join("\n")}
- Versions: ${versions.join(", ")}
`
