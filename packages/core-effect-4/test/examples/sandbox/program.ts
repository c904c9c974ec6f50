import { start } from "@openrouter-keys/sandbox"
import { Effect } from "effect"

export const main = Effect.gen(function*() {
  const sandbox = yield* Effect.acquireRelease(
    Effect.promise(() => start({ keys: 25 })),
    (sandbox) => Effect.promise(() => sandbox.close())
  )
  // Any client in any language works.
  const headers = { authorization: `Bearer ${sandbox.managementKey}` }
  sandbox.fail({ operation: "list", status: 503 })
  const response = yield* Effect.promise(() => fetch(`${sandbox.url}/keys`, { headers }))
  return response.status // 503
}).pipe(Effect.scoped)
