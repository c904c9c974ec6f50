/** A group of scenarios that are measured in the same manner. */
import type { Length } from "./contest.js"
import type { Figure } from "./figure.js"

/** A group. */
export interface Group {
  readonly name: string
  /** What it measures. */
  readonly scenarios: ReadonlyArray<string>
  /** Measures those scenarios that are chosen. `length` scales a contest's time to that of the run as a whole. */
  readonly run: (
    isChosen: (scenario: string) => boolean,
    length: (milliseconds: number, least?: Partial<Length>) => Length
  ) => Promise<ReadonlyArray<Figure>>
}
