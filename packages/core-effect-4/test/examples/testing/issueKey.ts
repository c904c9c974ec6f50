import { ApiKeys } from "@openrouter-keys/core-effect-4"
import { Effect } from "effect"

/** Creates a key for a customer, with a limit of 10 USD a month. Returns its label. */
export const issueKey = (customer: string) =>
  ApiKeys.create({ name: customer, limit: 10, limitReset: "monthly", external: { user: customer } }).pipe(
    Effect.map(({ data }) => data.label)
  )
