/** What a schema cannot say of a declaration: whether its names and sinks can be used. */
import * as Either from "effect/Either"
import { plainName } from "../names.js"
import { readForm } from "../sink/form.js"

/** Something that is wrong, and with which field. */
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
    : `is ${shown}: names that end so belong to keys in the middle of work, choose another one`
}

/** One key as it was read: other fields, and those of another type, are the schema's. */
interface ReadKey {
  readonly name?: unknown
  readonly to?: unknown
}

/** `seen` has the names of the keys before, and at which index each was first. */
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
    : Either.match(readForm(to), { onLeft: (problem) => `is wrong: ${problem}`, onRight: () => null })

/** How a declaration is checked. */
export interface CheckOptions {
  /** Whether `to` may have other forms than those of `SecretSink.parse`. */
  readonly customSinks?: boolean | undefined
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null

const prefixOf = ({ scope }: Readonly<Record<string, unknown>>): string =>
  isRecord(scope) && typeof scope["prefix"] === "string" ? scope["prefix"] : ""

/** Everything that is wrong with the names and sinks of a declaration, as it was read. */
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
