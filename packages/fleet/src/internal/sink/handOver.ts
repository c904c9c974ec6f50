/** Stores a secret in a sink. The secret is redacted from the error of a sink that fails. */
import { redact } from "@openrouter-keys/protocol/Redaction"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { type SecretSink, SecretSinkError } from "../../SecretSink.js"

const wordsOf = (failure: unknown, { secret }: SecretSink.Entry): string => {
  const text = failure instanceof Error ? failure.message : String(failure)
  return redact(text, [Redacted.value(secret)])
}

const withTimeLimit = (duration: Duration.Duration) =>
  Effect.timeoutFail({
    duration,
    onTimeout: () =>
      new SecretSinkError({ message: `the sink did not take the secret within ${Duration.format(duration)}.` })
  })

/** How long a sink may take that does not say so itself. */
const standardTimeLimit = Duration.minutes(2)

/**
 * Stores a secret. A sink that throws has failed, and so has one that takes longer than its time limit: it is interrupted,
 * and not waited for where it does not let itself be.
 */
export const handOver = (
  sink: SecretSink.Service,
  entry: SecretSink.Entry
): Effect.Effect<void, SecretSinkError> =>
  Effect.suspend(() => sink.put(entry)).pipe(
    Effect.catchAllDefect((defect) => Effect.fail(defect)),
    Effect.mapError((failure) => new SecretSinkError({ message: wordsOf(failure, entry) })),
    Effect.disconnect,
    withTimeLimit(Duration.decode(sink.timeLimit ?? standardTimeLimit))
  )
