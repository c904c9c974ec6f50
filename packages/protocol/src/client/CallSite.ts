/**
 * The place of a call in the caller's code, for the stack trace of its error.
 *
 * @module
 */

/** A captured stack, formatted only when it is read. */
export interface CallSite {
  readonly stack?: string | undefined
}

type AnyFunction = (...args: Array<never>) => unknown

/**
 * Supported by V8 and recent JavaScriptCore and SpiderMonkey. Without them, a stack begins with lines of this library.
 */
const errors = Error as {
  readonly captureStackTrace?: (target: object, below: AnyFunction) => void
  stackTraceLimit?: number
}

const { captureStackTrace } = errors

/** Number of stack lines captured. Ten, the default, would take a sixth of the time of a request. */
const frames = 4

/** Default of Node and Chromium. If a program raised the limit, its limit is used. */
const defaultFrames = 10

/** Runs `capture` with a lower stack limit, unless the limit cannot be set, as with frozen built-ins. */
const withFewFrames = (capture: () => void): void => {
  const limit = errors.stackTraceLimit
  if (limit === undefined || !(limit > frames && limit <= defaultFrames)) return capture()
  try {
    errors.stackTraceLimit = frames
  } catch {
    return capture()
  }
  try {
    capture()
  } finally {
    errors.stackTraceLimit = limit
  }
}

/**
 * Captures the place that called `method`.
 *
 * It is captured when the effect is created, because an effect fails on a fiber, whose stack shows only the runtime.
 * The text is formatted when it is read. It has four lines, or `Error.stackTraceLimit` lines if that is above ten.
 */
export const callSite = (method: AnyFunction): CallSite => {
  if (captureStackTrace === undefined) return new Error()
  const site = {}
  withFewFrames(() => captureStackTrace(site, method))
  return site
}

/** The lines of a stack that name places, such as `at f (file:1:2)` or `f@file:1:2`, without V8's message. */
const placesIn = (stack = ""): string => {
  const first = stack.search(/^(?: +at |.*@)/m)
  return first === -1 ? "" : `\n${stack.slice(first)}`
}

/** Makes the stack trace of an error begin at the call. */
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
