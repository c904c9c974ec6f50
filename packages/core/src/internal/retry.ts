/** The one room that interprets a `RetryPolicy`: what may be sent again, when, and how often. */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Random from "effect/Random"
import type { Outcome } from "../OpenRouterError.js"
import type { RetryPolicy, StatusPattern } from "../RetryPolicy.js"
import { combineOutcomes, type Failure, outcomeOf } from "./failure.js"
import type { Method } from "./outgoing.js"

/** What is known of a call when it ends, well or not. */
export interface Attempts {
  readonly attempts: number
  readonly outcome: Outcome
}

const matches = (patterns: ReadonlyArray<StatusPattern>, status: number): boolean =>
  patterns.some((pattern) =>
    typeof pattern === "number" ? pattern === status : Number(pattern[0]) === Math.floor(status / 100)
  )

const retryAfterOf = (failure: Failure): Option.Option<Duration.Duration> =>
  failure._tag === "Status" ? failure.answer.retryAfter : Option.none()

/**
 * Whether a request that failed like this may be sent again. A POST creates a key each time it is carried out, so only
 * a failure that tells for certain that it was not carried out allows another.
 */
export const mayRetry = (policy: RetryPolicy, method: Method, failure: Failure): boolean => {
  switch (failure._tag) {
    case "Input":
    case "Body":
      return false
    case "Connection":
    case "Timeout":
      return policy.retryConnectionErrors && (method !== "POST" || !failure.sent)
    case "Status": {
      const { retryAfter, status } = failure.answer
      const refused = status === 429 || (status === 503 && Option.isSome(retryAfter))
      return matches(policy.statusCodes, status) && (method !== "POST" || refused)
    }
  }
}

/** Told of what is done, for whoever watches. */
export interface Observer {
  readonly onRetry: OnRetry
  /** After the delay, before the next attempt, with how many there have been, itself included. */
  readonly onResend: (attempts: number) => Effect.Effect<void>
}

/** Told of each retry before its delay: what failed, and how long the delay is. */
export type OnRetry = (failure: Failure, delay: Duration.Duration) => Effect.Effect<void>

/**
 * Milliseconds that an attempt must have left to be worth its while. A create that is cut short turns a refusal, after
 * which nothing had happened, into not knowing.
 */
const reserve = (method: Method, policy: RetryPolicy): number =>
  method === "POST" ? Math.min(1000, Duration.toMillis(policy.maxElapsed) / 10) : 1

/**
 * Milliseconds to wait before retry number `retry`, from 1: whole ones, which is what timers keep. What the service
 * asks for counts, or else a random part of what has grown exponentially.
 */
const delayBefore = (retry: number, policy: RetryPolicy, failure: Failure): Effect.Effect<number> =>
  Option.match(retryAfterOf(failure), {
    onSome: (asked) => Effect.succeed(Math.ceil(Duration.toMillis(asked))),
    onNone: () => {
      const initial = Duration.toMillis(policy.initialInterval)
      const grown = initial === 0 ? 0 : initial * policy.factor ** (retry - 1)
      const bound = Math.min(grown, Duration.toMillis(policy.maxInterval))
      return Effect.map(Random.next, (jitter) => Math.ceil(bound * jitter))
    }
  })

/**
 * Runs `attempt` until it succeeds or the policy says to stop. Each attempt is given the time left to the call as a
 * whole. What comes back, well or not, comes with the facts of all attempts together.
 */
export const retrying = <A>(
  attempt: (timeLeft: Duration.Duration) => Effect.Effect<A, Failure>,
  policy: RetryPolicy,
  method: Method,
  { onResend, onRetry }: Observer
): Effect.Effect<readonly [A, Attempts], readonly [Failure, Attempts]> => {
  /** Waits for the next attempt, or fails where there is to be none. */
  const pause = (failure: Failure, facts: Attempts, deadline: number) =>
    Effect.gen(function*() {
      const end = Effect.fail([failure, facts] as const)
      if (facts.attempts > policy.maxRetries || !mayRetry(policy, method, failure)) return yield* end
      const delay = yield* delayBefore(facts.attempts, policy, failure)
      const now = yield* Clock.currentTimeMillis
      if (now + delay > deadline - reserve(method, policy)) return yield* end
      yield* onRetry(failure, Duration.millis(delay))
      yield* Effect.sleep(delay)
      yield* onResend(facts.attempts + 1)
    })

  const from = (
    attempts: number,
    outcome: Outcome,
    timeLeft: number,
    deadline: number
  ): Effect.Effect<readonly [A, Attempts], readonly [Failure, Attempts]> =>
    Effect.matchEffect(attempt(Duration.millis(timeLeft)), {
      onSuccess: (value) => Effect.succeed([value, { attempts, outcome }] as const),
      onFailure: (failure) => {
        const facts = { attempts, outcome: combineOutcomes(outcome, outcomeOf(failure)) }
        return pause(failure, facts, deadline).pipe(
          Effect.zipRight(Clock.currentTimeMillis),
          Effect.flatMap((now) => from(attempts + 1, facts.outcome, deadline - now, deadline))
        )
      }
    })

  return Effect.clockWith((clock) => {
    const maxElapsed = Duration.toMillis(policy.maxElapsed)
    return from(1, "NotSent", maxElapsed, clock.unsafeCurrentTimeMillis() + maxElapsed)
  })
}
