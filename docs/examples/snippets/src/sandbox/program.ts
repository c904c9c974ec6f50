import { Sandbox } from "@openrouter-keys/sandbox"
import { Effect } from "effect"

export const main = Effect.gen(function*() {
  const sandbox = yield* Sandbox
  // Any client in any language works.
  const headers = { authorization: `Bearer ${sandbox.managementKey}` }
  yield* sandbox.fail({ operation: "list", status: 503 })
  const response = yield* Effect.promise(() => fetch(`${sandbox.url}/keys`, { headers }))
  return response.status // 503
}).pipe(Effect.provide(Sandbox.layer({ keys: 25 })))
