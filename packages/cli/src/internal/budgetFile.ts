/** Reads budgets from a file. */
import { Budget } from "@openrouter-keys/fleet/Budget"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as ParseResult from "effect/ParseResult"
import * as Schema from "effect/Schema"
import { parse } from "yaml"
import { type CommandError, failure } from "./failure.js"
import { readText } from "./files.js"
import type { Host } from "./host.js"

const BudgetFile = Schema.Struct({ version: Schema.Literal(1), budgets: Schema.Array(Budget) })

const decode = Schema.decodeUnknownEither(BudgetFile, { errors: "all", onExcessProperty: "error" })

const documentOf = (text: string, file: string): Effect.Effect<unknown, CommandError> =>
  Effect.try({
    try: () => parse(text) as unknown,
    catch: (cause) =>
      failure(`${file} is not valid YAML: ${cause instanceof Error ? cause.message.split("\n")[0]! : ""}.`)
  })

const pathOf = (path: ReadonlyArray<PropertyKey>): string =>
  path.reduce<string>(
    (text, part) =>
      typeof part === "number" ? `${text}[${part}]` : text === "" ? String(part) : `${text}.${String(part)}`,
    ""
  )

/** The budgets of a file. */
export const readBudgets = (file: string): Effect.Effect<ReadonlyArray<Budget>, CommandError, Host> =>
  Effect.gen(function*() {
    const decoded = decode(yield* documentOf(yield* readText(file), file))
    if (Either.isLeft(decoded)) {
      const issues = ParseResult.ArrayFormatter.formatErrorSync(decoded.left)
      return yield* failure(
        issues.map(({ message, path }) => `${file}: ${pathOf(path)} ${message}`.replace(/: +/, ": ")).join("\n")
      )
    }
    const { budgets } = decoded.right
    const names = budgets.map(({ name }) => name)
    const twice = names.find((name, index) => names.indexOf(name) !== index)
    return twice === undefined
      ? budgets
      : yield* failure(`${file}: two budgets have the name ${JSON.stringify(twice)}.`)
  })
