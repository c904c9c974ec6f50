/** A group of scenarios that are measured in the same way. */
import type { Length } from "./comparison.js"
import type { Figure } from "./figure.js"

/** A group. */
export interface Group {
  readonly name: string
  readonly scenarios: ReadonlyArray<string>
  /** Measures the scenarios that are chosen. `length` scales the time of a comparison to that of the whole run. */
  readonly run: (
    isChosen: (scenario: string) => boolean,
    length: (milliseconds: number, overrides?: Partial<Length>) => Length
  ) => Promise<ReadonlyArray<Figure>>
}
