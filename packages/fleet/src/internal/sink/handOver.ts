/** Stores a secret in a sink. The secret is redacted from the error of a sink that fails. */
import { redact } from "@openrouter-keys/protocol/Redaction"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { type SecretSink, SecretSinkError } from "../../SecretSink.js"

const wordsOf = (failure: unknown, { secret }: SecretSink.Entry): string => {
  const text = failure instanceof Error ? failure.message : String(failure)
  return redact(text, [Redacted.value(secret)])
}

/** Stores a secret. A sink that throws has failed. */
export const handOver = (
  sink: SecretSink.Service,
  entry: SecretSink.Entry
): Effect.Effect<void, SecretSinkError> =>
  Effect.suspend(() => sink.put(entry)).pipe(
    Effect.catchAllDefect((defect) => Effect.fail(defect)),
    Effect.mapError((failure) => new SecretSinkError({ message: wordsOf(failure, entry) }))
  )
