import { ApiKeys, OpenRouterClient, RetryPolicy } from "@openrouter-keys/core-effect-4"
import { Effect } from "effect"

/** For a job that may take a while: more attempts, and longer waits, than for a page that somebody looks at. */
const patient = RetryPolicy.make({
  maxRetries: 8,
  initialInterval: "1 second",
  maxInterval: "1 minute",
  maxElapsed: "15 minutes"
})

/** A key for each customer, two at a time. */
export const issueAll = (customers: ReadonlyArray<string>) =>
  Effect.forEach(customers, (name) => ApiKeys.create({ name, limit: 5 }), { concurrency: 2 }).pipe(
    OpenRouterClient.withOptions({ retry: patient })
  )
