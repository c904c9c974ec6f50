/** Measuring several ways to do the same thing: in turns and in small batches, so that noise hits all alike. */
import { microseconds } from "./clock.js"
import { type Figure, median, quantile, type Target } from "./figure.js"

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
  const start = microseconds()
  for (let time = 0; time < times; time++) await run()
  return (microseconds() - start) / times
}

/** As {@link timed}, of what needs no waiting. */
export const timedSync = (times: number, run: () => unknown) => (): Promise<number> => {
  const start = microseconds()
  for (let time = 0; time < times; time++) run()
  return Promise.resolve((microseconds() - start) / times)
}

/** A sample of each. */
export type Round<Sample> = ReadonlyMap<string, Sample>

interface Player<Sample> {
  readonly who: string
  readonly sample: () => Promise<Sample>
}

/** One sample of each. Whose turn comes first changes from round to round. */
const playRound = async <Sample>(players: ReadonlyArray<Player<Sample>>, first: number): Promise<Round<Sample>> => {
  const round = new Map<string, Sample>()
  for (let turn = 0; turn < players.length; turn++) {
    const { sample, who } = players[(first + turn) % players.length]!
    round.set(who, await sample())
  }
  return round
}

/** Takes samples in turns. */
export const play = async <Sample>(
  players: ReadonlyArray<Player<Sample>>,
  length: Length
): Promise<ReadonlyArray<Round<Sample>>> => {
  for (let round = 0; round < length.warmUps; round++) await playRound(players, round)
  const rounds: Array<Round<Sample>> = []
  const end = performance.now() + length.milliseconds
  while (rounds.length < length.leastRounds || performance.now() < end) {
    rounds.push(await playRound(players, rounds.length))
  }
  return rounds
}

/**
 * Medians over the rounds. A ratio is the median of the ratios within each round: what slows down a whole round, as a
 * neighbour on the machine does, does not count.
 */
export const figuresOf = (
  { base, entries, floor, official, unit, what }: Omit<Contest, "entries"> & {
    readonly entries: ReadonlyArray<Omit<Entry, "sample">>
  },
  rounds: ReadonlyArray<Round<number>>
): ReadonlyArray<Figure> => {
  const idle = base === undefined ? 0 : median(rounds.map((round) => round.get(base)!))
  const own = (round: Round<number>, who: string): number => round.get(who)! - idle
  const against = (who: string, other: string | undefined): ReadonlyArray<number> | undefined =>
    other === undefined || !entries.some((entry) => entry.who === other)
      ? undefined
      : rounds.map((round) => own(round, who) / own(round, other))
  return entries.filter(({ who }) => who !== base).map(({ target, who }) => {
    const toOfficial = against(who, official)
    const toFloor = against(who, floor)
    return {
      what,
      who,
      value: median(rounds.map((round) => own(round, who))),
      unit,
      toOfficial: toOfficial && median(toOfficial),
      spread: toOfficial && who !== official ? [quantile(toOfficial, 0.25), quantile(toOfficial, 0.75)] : undefined,
      toFloor: toFloor && median(toFloor),
      target
    }
  })
}

/** Plays a contest. */
export const compete = async (contest: Contest, length: Length): Promise<ReadonlyArray<Figure>> =>
  figuresOf(contest, await play(contest.entries, length))
