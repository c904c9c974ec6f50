import { ApiKeys } from "@openrouter-keys/core-effect-4"
import { Effect } from "effect"

/** A key for a customer, who may spend 10 USD a month. Says what may be shown of it. */
export const issueKey = (customer: string) =>
  ApiKeys.create({ name: customer, limit: 10, limitReset: "monthly", external: { user: customer } }).pipe(
    Effect.map(({ data }) => data.label)
  )
