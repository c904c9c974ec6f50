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

/** V8's, and by now JavaScriptCore's and SpiderMonkey's; where they are missing, a stack begins with lines of this library. */
const errors = Error as {
  readonly captureStackTrace?: (target: object, below: AnyFunction) => void
  stackTraceLimit?: number
}

const { captureStackTrace } = errors

/** Lines of a stack that are captured: the call, and who called that. Ten, as by default, cost a sixth of a request. */
const frames = 4

/** Node's and Chromium's default. A program that raised it wants all lines, whatever they cost. */
const defaultFrames = 10

/** Runs `capture` with fewer lines than usual; where the limit cannot be set, as with frozen built-ins, with as many. */
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
 * The place that called `method`.
 *
 * It is captured when the effect is made, because afterwards it is lost: an effect fails on a fiber, whose stack knows
 * only the runtime. The text is made when somebody reads it. It has four lines, or as many as `Error.stackTraceLimit`
 * says where that is above ten.
 */
export const callSite = (method: AnyFunction): CallSite => {
  if (captureStackTrace === undefined) return new Error()
  const site = {}
  withFewFrames(() => captureStackTrace(site, method))
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
