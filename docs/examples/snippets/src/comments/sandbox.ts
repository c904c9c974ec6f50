import { Sandbox } from "@openrouter-keys/sandbox"
import * as Effect from "effect/Effect"

export const main = Effect.gen(function*() {
  const { managementKey, url } = yield* Sandbox
  const headers = { authorization: `Bearer ${managementKey}` }
  const response = yield* Effect.promise(() => fetch(`${url}/keys`, { headers }))
  return yield* Effect.promise(() => response.json())
}).pipe(Effect.provide(Sandbox.layer({ keys: 3 })))
