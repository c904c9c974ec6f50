/** A failure that nobody waits for must not end the process; whoever waits gets the rejection all the same. */
export const quiet = <A>(promise: Promise<A>): Promise<A> => {
  promise.catch(() => {})
  return promise
}
