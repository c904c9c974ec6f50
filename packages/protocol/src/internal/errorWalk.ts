/** Reads thrown values of any kind. Limits their size, and handles cycles and getters that throw. */

/** Facts about one error in a chain of causes. */
export interface ErrorFacts {
  readonly name: string
  readonly message: string
  readonly stack: string
  /** The platform's code, such as `ECONNREFUSED`. */
  readonly code: string | null
  readonly syscall: string | null
  /** Marks control flow of a framework such as Next.js. */
  readonly digest: string | null
  /** The step that failed, in errors of @effect/platform. */
  readonly step: string | null
  readonly hasCause: boolean
  /** Whether it is part of an aggregate error. */
  readonly isOneOfSeveral: boolean
}

const maxErrors = 24
/** Longer texts are shortened before they are searched. */
const maxText = 4096

const isObject = (value: unknown): value is object =>
  (typeof value === "object" && value !== null) || typeof value === "function"

const read = (value: unknown, name: string): unknown => {
  try {
    return (value as Record<string, unknown>)[name]
  } catch {
    return undefined
  }
}

const text = (value: unknown): string => typeof value === "string" ? value.slice(0, maxText) : ""
const textOrNull = (value: unknown): string | null => text(value) || null

const factsOf = (value: unknown, isOneOfSeveral: boolean): ErrorFacts => ({
  name: text(read(value, "name")) || "Error",
  message: isObject(value) ? text(read(value, "message")) : text(value),
  stack: text(read(value, "stack")),
  code: textOrNull(read(value, "code")),
  syscall: textOrNull(read(value, "syscall")),
  digest: textOrNull(read(value, "digest")),
  step: textOrNull(read(value, "reason")),
  hasCause: isObject(read(value, "cause")),
  isOneOfSeveral
})

/** The first elements of a list, which may be a proxy. */
const elements = (value: unknown): ReadonlyArray<unknown> => {
  try {
    return Array.isArray(value) ? value.slice(0, maxErrors) : []
  } catch {
    return []
  }
}

/**
 * The error, its causes, and the members of aggregate errors: connecting to a host with several addresses fails once
 * for each.
 */
export const walkError = (error: unknown): ReadonlyArray<ErrorFacts> => {
  const out: Array<ErrorFacts> = []
  const seen = new Set<unknown>()
  const left: Array<readonly [unknown, boolean]> = [[error, false]]
  while (left.length > 0 && out.length < maxErrors) {
    const [value, isOneOfSeveral] = left.shift()!
    if (isObject(value) && seen.has(value)) continue
    seen.add(value)
    out.push(factsOf(value, isOneOfSeveral))
    const inner = elements(read(value, "errors"))
    left.push(...inner.map((each) => [each, true] as const))
    const cause = read(value, "cause")
    if (isObject(cause) || typeof cause === "string") left.push([cause, isOneOfSeveral])
  }
  return out
}
