/** How much of a suite runs: the slow tests run all of it, the others a part that represents it. */
export type Amount = "part" | "all"

/** A list, or every so many of its elements, from the first on. */
export const take = <A>(all: ReadonlyArray<A>, amount: Amount, every: number): ReadonlyArray<A> =>
  amount === "all" ? all : all.filter((_, index) => index % every === 0)
