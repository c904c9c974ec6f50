/** Options of commands that set fields of a key. */
import { value } from "./spec.js"
import * as Values from "./values.js"

/** Limit of a key. */
export const limit = value("limit", "USD", "Spending limit in USD, or none for no limit.", Values.limit)

/** When usage counted against the limit resets. */
export const reset = value(
  "reset",
  "PERIOD",
  "When usage counted against the limit resets: daily, weekly, monthly or never.",
  Values.oneOf("daily", "weekly", "monthly", "never")
)

/** Whether BYOK usage counts. */
export const includeByok = value(
  "include-byok",
  "BOOLEAN",
  "Whether usage of your own provider keys counts against the limit.",
  Values.truth
)
