/** A measured figure, as the tables show it. */

/** The most that a figure should be. */
export interface Target {
  readonly atMost: number
  /** Whether it limits the ratio to the official SDK, or the figure itself. */
  readonly of: "ratio" | "figure"
}

/** One line of a table. */
export interface Figure {
  readonly scenario: string
  readonly client: string
  readonly value: number
  readonly unit: "µs" | "ms" | "MB" | "kB" | "×"
  /** Ratio to the official SDK's figure. */
  readonly toOfficial?: number | undefined
  /** First and third quartile of the ratios to the official SDK. */
  readonly spread?: readonly [from: number, to: number] | undefined
  /** Ratio to the figure of the platform alone. */
  readonly toBaseline?: number | undefined
  readonly target?: Target | undefined
}

/** A target for the ratio to the official SDK. */
export const ratio = (atMost: number): Target => ({ atMost, of: "ratio" })

/** A target for the figure itself. */
export const figure = (atMost: number): Target => ({ atMost, of: "figure" })

/** Whether the target is met; `undefined` if there is none. */
export const isMet = ({ target, toOfficial, value }: Figure): boolean | undefined => {
  if (target === undefined) return undefined
  const measured = target.of === "figure" ? value : toOfficial
  return measured !== undefined && measured <= target.atMost
}

/** The quantile of some numbers, with linear interpolation; `part` from 0 to 1. */
export const quantile = (values: ReadonlyArray<number>, part: number): number => {
  const sorted = [...values].sort((one, other) => one - other)
  const place = (sorted.length - 1) * part
  const [below, above] = [sorted[Math.floor(place)]!, sorted[Math.ceil(place)]!]
  return below + (above - below) * (place - Math.floor(place))
}

/** The median of some numbers. */
export const median = (values: ReadonlyArray<number>): number => quantile(values, 0.5)
