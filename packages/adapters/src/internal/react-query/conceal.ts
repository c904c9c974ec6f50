/**
 * Keeps secrets out of TanStack Query's mutation cache.
 *
 * The cache holds the variables and data of mutations, which are persisted, dehydrated and shown by developer tools.
 * Secrets in them become getters that are not enumerable: they can be read by name, and are absent from copies, clones
 * and output.
 */
import * as Predicate from "effect/Predicate"
import { looksLikeApiKey } from "../account.js"
import type { MutationVariables } from "./mutation.js"

/** Variables without their secrets. */
interface Concealed {
  /** Paths of the secrets, such as `request.external.apiKey`. Persisted with the variables. */
  readonly withheld: ReadonlyArray<string>
}

/** The originals of concealed objects. */
const originals = new WeakMap<object, unknown>()

const isConcealed = (value: unknown): value is object => Predicate.isObjectKeyword(value) && originals.has(value)

const originalOf = <A>(value: A): A => isConcealed(value) ? originals.get(value) as A : value

/** A copy in which some properties are getters that are not enumerable. */
const without = (source: object, hidden: ReadonlyArray<string>, copied: object = source): object => {
  const entries = Object.entries(copied).filter(([name]) => !hidden.includes(name))
  const copy = Object.fromEntries(entries)
  for (const name of hidden) {
    Object.defineProperty(copy, name, { configurable: true, get: () => (source as Record<string, unknown>)[name] })
  }
  originals.set(copy, originalOf(source))
  return copy
}

// =====================================================================================================================
// Variables
// =====================================================================================================================

type Variables = MutationVariables<unknown>

/** Options without credentials. All others may contain some. */
const plainOptions = ["timeoutMs", "retries", "retryCodes"]

const concealExternal = (external: object): object => without(external, ["apiKey"], { user: Object(external).user })

const concealRequest = (request: unknown): readonly [shown: unknown, withheld: ReadonlyArray<string>] => {
  if (!Predicate.isObjectKeyword(request) || isConcealed(request)) return [request, []]
  const { external, hash } = request as { readonly external?: unknown; readonly hash?: unknown }
  const hides = Predicate.isObjectKeyword(external) && (external as { readonly apiKey?: unknown }).apiKey !== undefined
  const hidden = looksLikeApiKey(hash) ? ["hash"] : []
  if (!hides && hidden.length === 0) return [request, []]
  const copied: object = hides ? { ...request as object, external: concealExternal(external) } : request
  return [
    without(request, hidden, copied),
    [...hidden.map((name) => `request.${name}`), ...hides ? ["request.external.apiKey"] : []]
  ]
}

const concealParts = (variables: Variables): object => {
  const { options, request } = variables
  const [shown, withheld] = concealRequest(request)
  const hidden = Predicate.isObjectKeyword(options) && Object.keys(options).some((name) => !plainOptions.includes(name))
    ? ["options"]
    : []
  if (shown === request && hidden.length === 0) return variables
  const copied: Variables & Concealed = { ...variables, request: shown, withheld: [...withheld, ...hidden] }
  return without(variables, hidden, copied)
}

/** Variables for the cache. Returns them unchanged if they contain no secret. */
export const conceal = <V>(variables: V): V => {
  if (!Predicate.isObjectKeyword(variables) || isConcealed(variables)) return variables
  try {
    return concealParts(variables) as V
  } catch {
    // They throw when they are read. Sending them fails with `InvalidRequest`.
    return without(variables, ["request", "options"], { withheld: ["request", "options"] }) as V
  }
}

const read = (value: unknown, path: string): unknown =>
  path.split(".").reduce<unknown>((at, name) => Predicate.hasProperty(at, name) ? at[name] : undefined, value)

/** Paths of the secrets that variables lack because they were persisted. */
export const missingFrom = (variables: unknown): ReadonlyArray<string> => {
  if (isConcealed(variables) || !Predicate.hasProperty(variables, "withheld")) return []
  const { withheld } = variables
  return Array.isArray(withheld) ? withheld.map(String).filter((path) => read(variables, path) === undefined) : []
}

/** The variables that were concealed, with their secrets. */
export const reveal = <Request>(variables: MutationVariables<Request>): MutationVariables<Request> => {
  // Untyped callers may pass no variables.
  const { options, request }: Partial<MutationVariables<Request>> = originalOf(variables) ?? {}
  const original = originalOf(request)
  const external = Predicate.hasProperty(original, "external") ? original.external : undefined
  const revealed = isConcealed(external) ? { ...original as object, external: originalOf(external) } : original
  return { options, request: revealed as Request }
}

// =====================================================================================================================
// Data
// =====================================================================================================================

/** Conceals the secret of a created key. Returns other data unchanged. */
export const concealData = <Data>(data: Data): Data =>
  Predicate.isObject(data) && Predicate.isString(data["key"]) ? without(data, ["key"]) as Data : data

/** Data with its secret. */
export const revealData = originalOf
