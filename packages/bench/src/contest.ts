/** Measuring several ways to do the same thing: in turns and in small batches, so that noise hits all alike. */
import { type Figure, median, type Target } from "./figure.js"

/** One of the ways. */
export interface Entry {
  readonly who: string
  /** Takes one sample. */
  readonly sample: () => Promise<number>
  readonly target?: Target | undefined
}

/** What is measured, and on whom. */
export interface Contest {
  readonly what: string
  readonly unit: Figure["unit"]
  readonly entries: ReadonlyArray<Entry>
  /** Whose figures those of the others are divided by. */
  readonly official: string
  readonly floor?: string | undefined
  /** What of a sample is not the contender's own, such as the start of node itself: it is subtracted. */
  readonly base?: string | undefined
}

/** How long a contest goes on: for a time, but not without a few rounds. */
export interface Length {
  readonly milliseconds: number
  readonly warmUps: number
  readonly leastRounds: number
}

/** A sample: the mean time of `times` runs one after another, in microseconds. */
export const timed = (times: number, run: () => unknown) => async (): Promise<number> => {
  const start = performance.now()
  for (let time = 0; time < times; time++) await run()
  return (performance.now() - start) * 1_000 / times
}

/** As {@link timed}, of what needs no waiting. */
export const timedSync = (times: number, run: () => unknown) => (): Promise<number> => {
  const start = performance.now()
  for (let time = 0; time < times; time++) run()
  return Promise.resolve((performance.now() - start) * 1_000 / times)
}

type Round = ReadonlyMap<string, number>

/** One sample of each. Whose turn comes first changes from round to round. */
const playRound = async (entries: ReadonlyArray<Entry>, first: number): Promise<Round> => {
  const round = new Map<string, number>()
  for (let turn = 0; turn < entries.length; turn++) {
    const { sample, who } = entries[(first + turn) % entries.length]!
    round.set(who, await sample())
  }
  return round
}

const playRounds = async (entries: ReadonlyArray<Entry>, length: Length): Promise<ReadonlyArray<Round>> => {
  for (let round = 0; round < length.warmUps; round++) await playRound(entries, round)
  const rounds: Array<Round> = []
  const end = performance.now() + length.milliseconds
  while (rounds.length < length.leastRounds || performance.now() < end) {
    rounds.push(await playRound(entries, rounds.length))
  }
  return rounds
}

/**
 * Medians over the rounds. A ratio is the median of the ratios within each round: what slows down a whole round, as a
 * neighbour on the machine does, does not count.
 */
export const compete = async (contest: Contest, length: Length): Promise<ReadonlyArray<Figure>> => {
  const { base, entries, floor, official, unit, what } = contest
  const rounds = await playRounds(entries, length)
  const idle = base === undefined ? 0 : median(rounds.map((round) => round.get(base)!))
  const own = (round: Round, who: string): number => round.get(who)! - idle
  const against = (who: string, other: string | undefined): number | undefined =>
    other === undefined || !entries.some((entry) => entry.who === other)
      ? undefined
      : median(rounds.map((round) => own(round, who) / own(round, other)))
  return entries.filter(({ who }) => who !== base).map(({ target, who }) => ({
    what,
    who,
    value: median(rounds.map((round) => own(round, who))),
    unit,
    toOfficial: against(who, official),
    toFloor: against(who, floor),
    target
  }))
}
