/** Stores a secret in a sink. The secret is redacted from the error of a sink that fails. */
import { redact } from "@openrouter-keys/protocol/Redaction"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { type SecretSink, SecretSinkError } from "../../SecretSink.js"
import { Background } from "../rotation/guard.js"

const wordsOf = (failure: unknown, { secret }: SecretSink.Entry): string => {
  const text = failure instanceof Error ? failure.message : String(failure)
  return redact(text, [Redacted.value(secret)])
}

const withTimeLimit = (duration: Duration.Duration) =>
  Effect.timeoutFail({
    duration,
    onTimeout: () =>
      new SecretSinkError({ message: `the sink did not store the secret within ${Duration.format(duration)}.` })
  })

/** Default timeout of a sink. */
const standardTimeLimit = Duration.minutes(2)

/**
 * Stores a secret. A sink fails if it throws, or if it takes longer than its time limit: it is then interrupted,
 * and not waited for if it is uninterruptible.
 */
export const handOver = (
  sink: SecretSink.Service,
  entry: SecretSink.Entry
): Effect.Effect<void, SecretSinkError> =>
  Effect.flatMap(Background, ({ run }) => run(Effect.suspend(() => sink.put(entry)))).pipe(
    Effect.catchAllDefect((defect) => Effect.fail(defect)),
    Effect.mapError((failure) => new SecretSinkError({ message: wordsOf(failure, entry) })),
    Effect.disconnect,
    withTimeLimit(Duration.decode(sink.timeLimit ?? standardTimeLimit))
  )
