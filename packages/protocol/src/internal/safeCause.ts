/** Copies the texts of an HTTP client's error, never its objects, which may contain the request. */
import type { ErrorFacts } from "./errorWalk.js"
import { limitText } from "./statusFields.js"

const maxReason = 300
const maxMessage = 1000
const maxStack = 4000
const maxErrors = 6

// Control characters could break log lines or colour a terminal.
// oxlint-disable-next-line eslint/no-control-regex
const controls = /[\u0000-\u001f\u007f-\u009f]+/g

type Redact = (text: string) => string

/** The distinct messages of an error and its causes; `null` if there are none. */
export const reasonOf = (errors: ReadonlyArray<ErrorFacts>, redact: Redact): string | null => {
  const words = new Set(errors.slice(0, maxErrors).map(({ message }) => redact(message).replace(controls, " ").trim()))
  words.delete("")
  return words.size === 0 ? null : limitText([...words].join(": "), maxReason)
}

/** Copies name, message, code and stack of an error and its causes. */
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
  // The copy's own stack would show this library instead of the failure.
  define("stack", limitText(redact(facts.stack), maxStack) || `${error.name}: ${error.message}`)
  if (facts.code !== null) define("code", limitText(redact(facts.code), 100), true)
  // Frameworks recognize their signals by the digest.
  if (facts.digest !== null) define("digest", limitText(redact(facts.digest), maxMessage), true)
  if (cause !== undefined) define("cause", cause)
  return error
}
