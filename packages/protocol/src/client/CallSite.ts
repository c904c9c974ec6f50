/**
 * Where a call stands in the caller's code, for the stack trace of its error.
 *
 * @module
 */

/** A stack that was captured and is written out when it is read. */
export interface CallSite {
  readonly stack?: string | undefined
}

type AnyFunction = (...args: Array<never>) => unknown

/** V8's, and by now JavaScriptCore's and SpiderMonkey's; where it is missing, a stack begins with lines of this library. */
const { captureStackTrace } = Error as { readonly captureStackTrace?: (target: object, below: AnyFunction) => void }

/**
 * The place that called `method`.
 *
 * It is captured when the effect is made, because afterwards it is lost: an effect fails on a fiber, whose stack knows
 * only the runtime. Capturing takes a few microseconds; the text is made when somebody reads it.
 */
export const callSite = (method: AnyFunction): CallSite => {
  if (captureStackTrace === undefined) return new Error()
  const site = {}
  captureStackTrace(site, method)
  return site
}

/** The lines of a stack that name places: `at f (file:1:2)` or `f@file:1:2`. V8 puts a message in front of them. */
const placesIn = (stack = ""): string => {
  const first = stack.search(/^(?: +at |.*@)/m)
  return first === -1 ? "" : `\n${stack.slice(first)}`
}

/** Makes an error's stack trace begin at the place of the call. */
export const attachCallSite = <E extends Error>(error: E, site: CallSite | undefined): E => {
  if (site === undefined) return error
  const define = (descriptor: PropertyDescriptor) =>
    Object.defineProperty(error, "stack", { configurable: true, enumerable: false, ...descriptor })
  const write = (value: unknown) => define({ value, writable: true })
  return define({
    get() {
      const stack = `${error.name}: ${error.message}${placesIn(site.stack)}`
      write(stack)
      return stack
    },
    set: write
  })
}
