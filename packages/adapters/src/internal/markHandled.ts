/** Marks a promise as handled: a failure that nobody awaits does not end the process. Awaiting it still rejects. */
export const markHandled = <A>(promise: Promise<A>): Promise<A> => {
  promise.catch(() => {})
  return promise
}
