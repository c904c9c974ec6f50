/** A sink that keeps secrets for tests to look at. */
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type { Issued } from "../../src/internal/issue.js"

export const makeSink = () => {
  /** Secrets by the form that names the sink. */
  const secrets = new Map<string, { readonly hash: string; readonly secret: string }>()
  /** How often putting still fails. */
  const state = { failures: 0 }
  const sink = (to: string) =>
    Effect.succeed({
      put: ({ hash, secret }: Issued) =>
        Effect.suspend(() => {
          if (state.failures > 0) {
            state.failures--
            return Effect.fail(new Error("the sink is full"))
          }
          secrets.set(to, { hash, secret: Redacted.value(secret) })
          return Effect.void
        })
    })
  return { sink, secrets, state }
}
