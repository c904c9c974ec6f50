/** Parses the values of a command line. */
import * as Effect from "effect/Effect"
import { type CommandError, usageError } from "./failure.js"
import type { Ordered } from "./normalise.js"
import type { CommandSpec, Parsed } from "./spec.js"

const read = ({ args, options }: CommandSpec, given: Ordered): Parsed<Readonly<Record<string, unknown>>> => {
  const values: Record<string, unknown> = {}
  for (const [field, { info, read }] of Object.entries(options)) {
    const parsed = read(given.options.get(info.name))
    if (!parsed.ok) return parsed
    values[field] = parsed.value
  }
  let taken = 0
  for (const [field, { info, read }] of Object.entries(args)) {
    const words = given.args.slice(taken, info.isRepeated ? undefined : taken + 1)
    const parsed = read(words)
    if (!parsed.ok) return parsed
    taken += words.length
    values[field] = parsed.value
  }
  return { ok: true, value: values }
}

/** The values of options and arguments, by their names in the command's definition. */
export const parse = (given: Ordered): Effect.Effect<Readonly<Record<string, unknown>>, CommandError> => {
  const parsed = read(given.spec, given)
  return parsed.ok
    ? Effect.succeed(parsed.value)
    : usageError(`${parsed.message}. See \`openrouter-keys ${given.spec.path.join(" ")} --help\`.`)
}
