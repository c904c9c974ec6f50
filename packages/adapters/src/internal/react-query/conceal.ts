/**
 * What the cache of mutations holds: everything but secrets.
 *
 * TanStack Query keeps a mutation's variables and data in its cache, from where they are persisted, dehydrated and shown
 * by tools. So secrets stand there as properties that are not enumerable and have no value of their own: code that names
 * them reads them, and whatever copies, clones or prints does not see them.
 */
import * as Predicate from "effect/Predicate"
import { looksSecret } from "../account.js"
import type { MutationVariables } from "./mutation.js"

/** Variables without secrets. */
interface Concealed {
  /** Paths of what is missing, as `request.external.apiKey`: also after they have been stored and read back. */
  readonly withheld: ReadonlyArray<string>
}

/** What concealed objects were made of. It goes with them. */
const originals = new WeakMap<object, unknown>()

const isConcealed = (value: unknown): value is object => Predicate.isObjectKeyword(value) && originals.has(value)

const originalOf = <A>(value: A): A => isConcealed(value) ? originals.get(value) as A : value

/** A copy without some of the properties, of which one can still be read by name. */
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

/** Options that tell nothing but how patient a call is. All others may hold credentials. */
const plainOptions = ["timeoutMs", "retries", "retryCodes"]

const concealExternal = (external: object): object => without(external, ["apiKey"], { user: Object(external).user })

const concealRequest = (request: unknown): readonly [shown: unknown, withheld: ReadonlyArray<string>] => {
  if (!Predicate.isObjectKeyword(request) || isConcealed(request)) return [request, []]
  const { external, hash } = request as { readonly external?: unknown; readonly hash?: unknown }
  const hides = Predicate.isObjectKeyword(external) && (external as { readonly apiKey?: unknown }).apiKey !== undefined
  const hidden = looksSecret(hash) ? ["hash"] : []
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

/** The same variables, in a form for the cache. Those without secrets are left as they are. */
export const conceal = <V>(variables: V): V => {
  if (!Predicate.isObjectKeyword(variables) || isConcealed(variables)) return variables
  try {
    return concealParts(variables) as V
  } catch {
    // Sending them reports what is wrong with them.
    return without(variables, ["request", "options"], { withheld: ["request", "options"] }) as V
  }
}

const read = (value: unknown, path: string): unknown =>
  path.split(".").reduce<unknown>((at, name) => Predicate.hasProperty(at, name) ? at[name] : undefined, value)

/** What is missing of variables that were stored and read back. */
export const missingFrom = (variables: unknown): ReadonlyArray<string> => {
  if (isConcealed(variables) || !Predicate.hasProperty(variables, "withheld")) return []
  const { withheld } = variables
  return Array.isArray(withheld) ? withheld.map(String).filter((path) => read(variables, path) === undefined) : []
}

/** Request and options as they were given. */
export const reveal = (variables: Variables | undefined): Partial<Variables> => {
  const { options, request } = originalOf(variables) ?? {}
  const original = originalOf(request)
  const external = Predicate.hasProperty(original, "external") ? original.external : undefined
  return {
    options,
    request: isConcealed(external) ? { ...original as object, external: originalOf(external) } : original
  }
}

// =====================================================================================================================
// Data
// =====================================================================================================================

/** A created key, whose secret is read by name alone; other data are left as they are. */
export const concealData = <Data>(data: Data): Data =>
  Predicate.isObject(data) && Predicate.isString(data["key"]) ? without(data, ["key"]) as Data : data

/** Data as the service answered them. */
export const revealData = originalOf
