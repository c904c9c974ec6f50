/**
 * How much of a suite runs: the slow tests run all of it, the others a part that represents it, and few of it where the
 * same suite runs already over an API that shares most of the code.
 */
export type Amount = "few" | "part" | "all"

/** A list, or every so many of its elements, from the first on; of `few`, a fourth of those. */
export const take = <A>(all: ReadonlyArray<A>, amount: Amount, every: number): ReadonlyArray<A> => {
  const step = { all: 1, part: every, few: every * 4 }[amount]
  return all.filter((_, index) => index % step === 0)
}
