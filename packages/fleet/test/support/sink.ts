/** A sink that keeps secrets for tests to look at. */
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { type SecretSink, SecretSinkError } from "../../src/SecretSink.js"

export const makeSink = () => {
  /** Secrets by the form that names the sink. */
  const secrets = new Map<string, { readonly hash: string; readonly secret: string }>()
  /** How often putting still fails. */
  const state = { failures: 0 }
  const sink = (to: string) =>
    Effect.succeed({
      put: ({ hash, secret }: SecretSink.Entry) =>
        Effect.suspend(() => {
          if (state.failures > 0) {
            state.failures--
            return Effect.fail(new SecretSinkError({ message: "the sink is full" }))
          }
          secrets.set(to, { hash, secret: Redacted.value(secret) })
          return Effect.void
        })
    })
  return { sink, secrets, state }
}
