/** Where a call stands in the caller's code, for the stack trace of its error. */

/** A stack that has been captured and not yet been written out. */
export interface CallSite {
  readonly stack?: string | undefined
}

/** V8's, which other engines have taken over; where it is missing, the first lines of a stack are this library's. */
const { captureStackTrace } = Error as { readonly captureStackTrace?: (target: object, below: unknown) => void }

/**
 * The place that called `face`.
 *
 * It is captured with every call, because afterwards it is lost: what fails runs on a fiber, whose stack knows only the
 * runtime that drives it. Capturing takes a few microseconds. Writing the stack out, which takes much longer, is left to
 * the engine until somebody reads it.
 */
export const callSite = (face: (...args: Array<never>) => unknown): CallSite => {
  if (captureStackTrace === undefined) return new Error()
  const site = {}
  captureStackTrace(site, face)
  return site
}

/** The lines of a stack that name places, as `at f (file:1:2)` or as `f@file:1:2`. V8 puts a message in front of them. */
const places = (stack = ""): string => {
  const first = stack.search(/^(?: +at |.*@)/m)
  return first === -1 ? "" : `\n${stack.slice(first)}`
}

/** Makes an error's stack lead to the place of the call. */
export const attachCallSite = (site: CallSite, error: Error): void => {
  const define = (descriptor: PropertyDescriptor) =>
    Object.defineProperty(error, "stack", { configurable: true, enumerable: false, ...descriptor })
  const write = (value: unknown) => define({ value, writable: true })
  define({
    get() {
      const stack = `${error.name}: ${error.message}${places(site.stack)}`
      write(stack)
      return stack
    },
    set: write
  })
}
