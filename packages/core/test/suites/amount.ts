/**
 * How much of a suite runs: `all` in the slow tests, a representative `part` in the others, and `few` if the suite
 * already runs over an API that shares most of the code.
 */
export type Amount = "few" | "part" | "all"

/** Every `every`th element of a list, from the first on; a fourth of those for `few`. */
export const take = <A>(all: ReadonlyArray<A>, amount: Amount, every: number): ReadonlyArray<A> => {
  const step = { all: 1, part: every, few: every * 4 }[amount]
  return all.filter((_, index) => index % step === 0)
}
