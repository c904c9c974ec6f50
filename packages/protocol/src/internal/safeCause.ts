/** What an error of this library keeps of an HTTP client's error: words, never the objects, which may hold the request. */
import type { ErrorFacts } from "./errorWalk.js"
import { limitText } from "./statusFields.js"

const maxReason = 300
const maxMessage = 1000
const maxStack = 4000
const maxErrors = 6

// They would break lines of a log, or colour a terminal.
// oxlint-disable-next-line eslint/no-control-regex
const controls = /[\u0000-\u001f\u007f-\u009f]+/g

type Redact = (text: string) => string

/** The words of an error and its causes, each once; `null` if there are none. */
export const reasonOf = (errors: ReadonlyArray<ErrorFacts>, redact: Redact): string | null => {
  const words = new Set(errors.slice(0, maxErrors).map(({ message }) => redact(message).replace(controls, " ").trim()))
  words.delete("")
  return words.size === 0 ? null : limitText([...words].join(": "), maxReason)
}

/** A copy of an error with name, message, code and stack; its causes likewise. */
export const safeCause = (errors: ReadonlyArray<ErrorFacts>, redact: Redact): Error | undefined => {
  let cause: Error | undefined
  for (const facts of errors.filter(({ isOneOfSeveral }) => !isOneOfSeveral).slice(0, maxErrors).reverse()) {
    if (facts.message === "" && facts.stack === "" && facts.code === null) continue
    cause = copy(facts, redact, cause)
  }
  return cause
}

const copy = (facts: ErrorFacts, redact: Redact, cause: Error | undefined): Error => {
  const error = new Error(limitText(redact(facts.message), maxMessage))
  const define = (name: string, value: unknown, enumerable = false): void => {
    Object.defineProperty(error, name, { value, enumerable, writable: true, configurable: true })
  }
  define("name", limitText(redact(facts.name), 100))
  // Its own stack would show this library instead of what failed.
  define("stack", limitText(redact(facts.stack), maxStack) || `${error.name}: ${error.message}`)
  if (facts.code !== null) define("code", limitText(redact(facts.code), 100), true)
  // Frameworks know their own signals by it.
  if (facts.digest !== null) define("digest", limitText(redact(facts.digest), maxMessage), true)
  if (cause !== undefined) define("cause", cause)
  return error
}
