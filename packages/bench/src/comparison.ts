/** Compares several ways to do the same thing, in turns and in small batches, so that noise affects all alike. */
import { microseconds } from "./clock.js"
import { type Figure, median, quantile, type Target } from "./figure.js"

/** One of the clients compared. */
export interface Entry {
  readonly client: string
  /** Takes one sample. */
  readonly sample: () => Promise<number>
  readonly target?: Target | undefined
}

/** A scenario, and the clients it is measured with. */
export interface Comparison {
  readonly scenario: string
  readonly unit: Figure["unit"]
  readonly entries: ReadonlyArray<Entry>
  /** The client that the others are compared with. */
  readonly official: string
  /** The client that does only what cannot be avoided. */
  readonly baseline?: string | undefined
  /** The entry whose median is subtracted from all others, such as the start of node itself. */
  readonly overhead?: string | undefined
}

/** How long a comparison runs: for a time, but at least a few rounds. */
export interface Length {
  readonly milliseconds: number
  readonly warmUps: number
  readonly minRounds: number
}

/** A sample: the mean time of `times` runs one after another, in microseconds. */
export const timed = (times: number, run: () => unknown) => async (): Promise<number> => {
  const start = microseconds()
  for (let time = 0; time < times; time++) await run()
  return (microseconds() - start) / times
}

/** As {@link timed}, for synchronous code. */
export const timedSync = (times: number, run: () => unknown) => (): Promise<number> => {
  const start = microseconds()
  for (let time = 0; time < times; time++) run()
  return Promise.resolve((microseconds() - start) / times)
}

/** One sample of each client. */
export type Round<Sample> = ReadonlyMap<string, Sample>

interface Runner<Sample> {
  readonly client: string
  readonly sample: () => Promise<Sample>
}

/** One sample of each client. Another one goes first in each round. */
const runRound = async <Sample>(runners: ReadonlyArray<Runner<Sample>>, first: number): Promise<Round<Sample>> => {
  const round = new Map<string, Sample>()
  for (let turn = 0; turn < runners.length; turn++) {
    const { client, sample } = runners[(first + turn) % runners.length]!
    round.set(client, await sample())
  }
  return round
}

/** Takes samples in turns. */
export const runRounds = async <Sample>(
  runners: ReadonlyArray<Runner<Sample>>,
  length: Length
): Promise<ReadonlyArray<Round<Sample>>> => {
  for (let round = 0; round < length.warmUps; round++) await runRound(runners, round)
  const rounds: Array<Round<Sample>> = []
  const end = performance.now() + length.milliseconds
  while (rounds.length < length.minRounds || performance.now() < end) {
    rounds.push(await runRound(runners, rounds.length))
  }
  return rounds
}

/**
 * Medians over the rounds. A ratio is the median of the ratios within each round, so that load which slows down a whole
 * round does not count.
 */
export const figuresOf = (
  { baseline, entries, official, overhead, scenario, unit }: Omit<Comparison, "entries"> & {
    readonly entries: ReadonlyArray<Omit<Entry, "sample">>
  },
  rounds: ReadonlyArray<Round<number>>
): ReadonlyArray<Figure> => {
  const subtracted = overhead === undefined ? 0 : median(rounds.map((round) => round.get(overhead)!))
  const own = (round: Round<number>, client: string): number => round.get(client)! - subtracted
  const ratiosTo = (client: string, other: string | undefined): ReadonlyArray<number> | undefined =>
    other === undefined || !entries.some((entry) => entry.client === other)
      ? undefined
      : rounds.map((round) => own(round, client) / own(round, other))
  return entries.filter(({ client }) => client !== overhead).map(({ client, target }) => {
    const toOfficial = ratiosTo(client, official)
    const toBaseline = ratiosTo(client, baseline)
    return {
      scenario,
      client,
      value: median(rounds.map((round) => own(round, client))),
      unit,
      toOfficial: toOfficial && median(toOfficial),
      spread: toOfficial && client !== official ? [quantile(toOfficial, 0.25), quantile(toOfficial, 0.75)] : undefined,
      toBaseline: toBaseline && median(toBaseline),
      target
    }
  })
}

/** Runs a comparison. */
export const compare = async (comparison: Comparison, length: Length): Promise<ReadonlyArray<Figure>> =>
  figuresOf(comparison, await runRounds(comparison.entries, length))
