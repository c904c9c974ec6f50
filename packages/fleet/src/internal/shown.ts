/** Error messages of schemas: the invalid value, and what was expected. */
import { redact } from "@openrouter-keys/protocol/Redaction"
import * as Schema from "effect/Schema"

/** How many characters of a text are shown. */
const maxShown = 60

/** Formats an invalid value in one line. Objects are not shown, because they may contain a secret. */
export const shown = (value: unknown): string => {
  if (typeof value === "string") {
    const text = redact(value.slice(0, 1_000), [])
    return JSON.stringify(text.length > maxShown ? `${text.slice(0, maxShown)}…` : text)
  }
  if (typeof value === "bigint") return `${value}n`
  if (typeof value === "function") return "a function"
  if (Array.isArray(value)) return "a list"
  return typeof value === "object" && value !== null ? "a mapping" : String(value)
}

/** Annotations of a schema, whose message replaces those of its parts. */
export const said = (description: string, expected: string, example?: unknown) => ({
  description,
  ...(example === undefined ? {} : { examples: [example] as never }),
  message: ({ actual }: { readonly actual: unknown }) => ({
    message: `is ${shown(actual)}: expected ${expected}`,
    override: true
  })
})

/** Annotations of a mapping or a list, whose parts have their own messages. */
export const saidOfParts = (description: string, expected: string) => ({
  description,
  message: ({ actual }: { readonly actual: unknown }) => `is ${shown(actual)}: expected ${expected}`
})

/** An optional field that may also be `undefined`, with one message. */
export const maybe = <A, I>(schema: Schema.Schema<A, I>, message: ReturnType<typeof said>) =>
  Schema.optionalWith(Schema.UndefinedOr(schema).annotations(message), { exact: true })
