/** A figure as it stands in the tables. */

/** What a figure is measured against. */
export interface Target {
  readonly atMost: number
  /** The ratio to the official SDK, or the figure itself. */
  readonly of: "ratio" | "figure"
}

/** One line of a table. */
export interface Figure {
  readonly what: string
  readonly who: string
  readonly value: number
  readonly unit: "µs" | "ms" | "MB" | "kB" | "×"
  /** How many times the official SDK's. */
  readonly toOfficial?: number | undefined
  /** Between which ratios the middle half of the rounds lies. */
  readonly spread?: readonly [from: number, to: number] | undefined
  /** How many times that of the platform alone. */
  readonly toFloor?: number | undefined
  readonly target?: Target | undefined
}

/** A ratio to the official SDK that is the aim. */
export const ratio = (atMost: number): Target => ({ atMost, of: "ratio" })

/** The aim for the figure itself. */
export const figure = (atMost: number): Target => ({ atMost, of: "figure" })

/** Whether the aim is met; `undefined` where there is none. */
export const isMet = ({ target, toOfficial, value }: Figure): boolean | undefined => {
  if (target === undefined) return undefined
  const measured = target.of === "figure" ? value : toOfficial
  return measured !== undefined && measured <= target.atMost
}

/** The number below which such a part of some numbers lies; between two of them, in proportion. */
export const quantile = (values: ReadonlyArray<number>, part: number): number => {
  const sorted = [...values].sort((one, other) => one - other)
  const place = (sorted.length - 1) * part
  const [below, above] = [sorted[Math.floor(place)]!, sorted[Math.ceil(place)]!]
  return below + (above - below) * (place - Math.floor(place))
}

/** The middle one of some numbers. */
export const median = (values: ReadonlyArray<number>): number => quantile(values, 0.5)
