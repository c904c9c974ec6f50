/** Validates the names and sinks of a declaration, which the schema does not check. */
import * as Either from "effect/Either"
import { plainName } from "../names.js"
import { readForm } from "../sink/form.js"

/** An error, and the path of its field. */
export interface Found {
  readonly path: ReadonlyArray<PropertyKey>
  readonly message: string
}

const problemOfName = (name: string, prefix: string): string | null => {
  const shown = JSON.stringify(name)
  if (name.trim() === "") return `is ${shown}: expected a name with other characters than spaces`
  if (!name.startsWith(prefix)) {
    return `is ${shown}: expected a name that begins with the scope's prefix ${JSON.stringify(prefix)}`
  }
  if (prefix !== "" && name !== prefix && name.slice(prefix.length).trim() === "") {
    return `is ${shown}: expected more than spaces after the scope's prefix`
  }
  return plainName(name) === null
    ? null
    : `is ${shown}: names that end with such a mark are reserved for unfinished keys, choose another one`
}

/** One parsed key. The schema checks all other fields and the types. */
interface ReadKey {
  readonly name?: unknown
  readonly to?: unknown
}

/** `seen` has the names of earlier keys, and the first index of each. */
const checkName = ({ name }: ReadKey, index: number, prefix: string, seen: Map<string, number>): string | null => {
  if (typeof name !== "string") return null
  const problem = problemOfName(name, prefix)
  if (problem !== null) return problem
  const first = seen.get(name)
  if (first !== undefined) return `is ${JSON.stringify(name)}, the name of keys[${first}]: names must differ`
  seen.set(name, index)
  return null
}

const checkSink = ({ to }: ReadKey): string | null =>
  typeof to !== "string"
    ? null
    : Either.match(readForm(to), { onLeft: (problem) => `is invalid: ${problem}`, onRight: () => null })

/** Options of the check. */
export interface CheckOptions {
  /** Whether `to` may have forms that `SecretSink.parse` does not accept. */
  readonly customSinks?: boolean | undefined
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null

const prefixOf = ({ scope }: Readonly<Record<string, unknown>>): string =>
  isRecord(scope) && typeof scope["prefix"] === "string" ? scope["prefix"] : ""

/** All errors in the names and sinks of a parsed declaration. */
export const check = (declaration: unknown, { customSinks = false }: CheckOptions): ReadonlyArray<Found> => {
  if (!isRecord(declaration) || !Array.isArray(declaration["keys"])) return []
  const keys: ReadonlyArray<unknown> = declaration["keys"]
  const prefix = prefixOf(declaration)
  const seen = new Map<string, number>()
  return keys.flatMap((key, index) => {
    if (!isRecord(key)) return []
    const problems = { name: checkName(key, index, prefix, seen), to: customSinks ? null : checkSink(key) }
    return Object.entries(problems).flatMap(([field, message]): ReadonlyArray<Found> =>
      message === null ? [] : [{ path: ["keys", index, field], message }]
    )
  })
}
