/** The errors of calls that got one response. */
import { type CallContext, type HttpResponse, toError, toResult } from "@openrouter-keys/protocol/Failure"
import type { OpenRouterError } from "@openrouter-keys/protocol/OpenRouterError"
import { operations } from "@openrouter-keys/protocol/Operation"
import { inspect } from "node:util"
import { bearer, connection } from "../failures.js"

/** Facts about a call. */
export const context = (fields: Partial<CallContext> = {}): CallContext => ({
  operation: "create",
  statuses: [400],
  attempts: 1,
  outcome: "Unknown",
  isRetryable: false,
  secrets: [bearer],
  ...fields
})

export const response = (status: number, text: string, headers: HttpResponse["headers"] = {}): HttpResponse => ({
  status,
  headers,
  text
})

/** The error of a call that got one response. */
export const failing = (
  got: HttpResponse,
  fields: Partial<CallContext> = {},
  cut = false
): OpenRouterError => {
  const spec = operations[fields.operation ?? "create"]
  const result = toResult(spec as typeof operations.create, got, {
    receivedAt: 0,
    secrets: [bearer],
    cut: cut ? connection({ sent: true }) : undefined
  })
  if (result.ok) throw new Error("a success")
  return toError(result.failure, context({ statuses: spec.statuses, ...fields }))
}

/** All that an error shows. */
export const shown = (error: object): string =>
  [
    inspect(error, { showHidden: true, depth: Infinity, maxStringLength: null }),
    JSON.stringify(error),
    inspect(structuredClone({ ...error }), { depth: Infinity, maxStringLength: null })
  ].join("\n")

export const revealed = (error: OpenRouterError): string | null =>
  "revealCreatedKey" in error ? error.revealCreatedKey() : null
