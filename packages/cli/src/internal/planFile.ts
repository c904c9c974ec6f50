/** Reads declarations and plans from files. */
import type { ApiKeys } from "@openrouter-keys/core/ApiKeys"
import { Declaration } from "@openrouter-keys/fleet/Declaration"
import * as Plan from "@openrouter-keys/fleet/Plan"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import { type CommandError, failure, fromApi } from "./failure.js"
import { readText } from "./files.js"
import type { Host } from "./host.js"

/** The default file. */
const defaultFile = "openrouter-keys.yaml"

const hint = "`openrouter-keys export > openrouter-keys.yaml` writes one with the existing keys."

const isList = (value: unknown): value is ReadonlyArray<unknown> => Array.isArray(value)

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !isList(value)

const isChange = (value: unknown): boolean => {
  if (!isRecord(value) || typeof value["name"] !== "string") return false
  const seen = value["seen"]
  const isSeen = isRecord(seen) && typeof seen["hash"] === "string"
  switch (value["_tag"]) {
    case "create":
      return isRecord(value["declared"]) && typeof value["to"] === "string"
    case "update":
      return isSeen && isList(value["fields"])
    case "replace":
      return isSeen && isRecord(value["declared"]) && typeof value["to"] === "string"
    case "disable":
    case "delete":
      return isSeen
    default:
      return false
  }
}

const lists = ["changes", "unchanged", "undeclared", "rotating", "refusals"]

const isPlan = (value: unknown): value is Plan.Plan =>
  isRecord(value) && value["version"] === 1 && isRecord(value["scope"]) && lists.every((name) => isList(value[name])) &&
  (value["changes"] as ReadonlyArray<unknown>).every(isChange)

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

/** Contents of a file: a plan to apply, or a declaration to plan first. */
export type Read =
  | { readonly _tag: "Plan"; readonly plan: Plan.Plan }
  | { readonly _tag: "Declaration"; readonly declaration: Declaration }

/** Reads a declaration or a plan. */
export const read = (file = defaultFile): Effect.Effect<Read, CommandError, Host> =>
  Effect.gen(function*() {
    const text = yield* readText(file, file === defaultFile ? hint : "")
    const json = jsonOf(text)
    if (isRecord(json) && "changes" in json) {
      return isPlan(json)
        ? { _tag: "Plan", plan: json }
        : yield* failure(`${file} is not a plan written by \`openrouter-keys plan --out\`.`)
    }
    const parsed = Declaration.parse(text, file)
    if (Either.isRight(parsed)) return { _tag: "Declaration", declaration: parsed.right }
    const { issues, message } = parsed.left
    return yield* failure(issues.length === 1 ? message : `${file} has ${issues.length} mistakes:\n${message}`)
  })

/** The plan of a declaration. */
export const planOf = (
  declaration: Declaration,
  prune: Plan.Prune
): Effect.Effect<Plan.Plan, CommandError, ApiKeys> =>
  Plan.keys(declaration).pipe(
    Effect.mapBoth({ onFailure: fromApi, onSuccess: (keys) => Plan.make(declaration, keys, { prune }) })
  )
