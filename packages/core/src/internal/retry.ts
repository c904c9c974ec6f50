/** The one room that interprets a `RetryPolicy`: what may be sent again, when, and how often. */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schedule from "effect/Schedule"
import * as ScheduleDecision from "effect/ScheduleDecision"
import * as ScheduleIntervals from "effect/ScheduleIntervals"
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
  /** Before each attempt, with how many there have been, itself included. */
  readonly onAttempt: (attempts: number) => Effect.Effect<void>
  readonly onRetry: OnRetry
}

/** Told of each retry before its delay: what failed, and how long the delay is. */
export type OnRetry = (failure: Failure, delay: Duration.Duration) => Effect.Effect<void>

/**
 * Milliseconds that an attempt must have left to be worth its while. A create that is cut short turns a refusal, after
 * which nothing had happened, into not knowing.
 */
const reserve = (method: Method, policy: RetryPolicy): number =>
  method === "POST" ? Math.min(1000, Duration.toMillis(policy.maxElapsed) / 10) : 1

/** Stops where the next run would begin after `latest` (milliseconds since the epoch), and tells of it otherwise. */
const until =
  (latest: number, onRetry: OnRetry) =>
  <In, R>(self: Schedule.Schedule<Failure, In, R>): Schedule.Schedule<Failure, In, R> =>
    Schedule.makeWithState(
      self.initial,
      (now, input, state) =>
        Effect.flatMap(self.step(now, input, state), ([state, failure, decision]) => {
          const stop = [state, failure, ScheduleDecision.done] as const
          if (ScheduleDecision.isDone(decision)) return Effect.succeed(stop)
          const next = ScheduleIntervals.start(decision.intervals)
          return next > latest
            ? Effect.succeed(stop)
            : Effect.as(onRetry(failure, Duration.millis(next - now)), [state, failure, decision] as const)
        })
    )

const schedule = (
  policy: RetryPolicy,
  method: Method,
  deadline: number,
  onRetry: OnRetry
): Schedule.Schedule<Failure, Failure> =>
  Schedule.exponential(policy.initialInterval, policy.factor).pipe(
    Schedule.modifyDelay((_, delay) => Duration.min(delay, policy.maxInterval)),
    Schedule.jitteredWith({ min: 0, max: 1 }),
    Schedule.intersect(Schedule.recurs(policy.maxRetries)),
    Schedule.whileInput((failure: Failure) => mayRetry(policy, method, failure)),
    Schedule.passthrough,
    // Whole milliseconds: that is what timers keep, and a `TestClock` cannot tell time between them.
    Schedule.modifyDelay((failure, delay) =>
      Math.ceil(Duration.toMillis(Option.getOrElse(retryAfterOf(failure), () => delay)))
    ),
    until(deadline - reserve(method, policy), onRetry)
  )

/**
 * Runs `attempt` until it succeeds or the policy says to stop. Each attempt is given the time left to the call as a
 * whole. What comes back, well or not, comes with the facts of all attempts together.
 */
export const retrying = <A>(
  attempt: (timeLeft: Duration.Duration) => Effect.Effect<A, Failure>,
  policy: RetryPolicy,
  method: Method,
  { onAttempt, onRetry }: Observer
): Effect.Effect<readonly [A, Attempts], readonly [Failure, Attempts]> =>
  Effect.flatMap(Clock.currentTimeMillis, (start) => {
    const deadline = start + Duration.toMillis(policy.maxElapsed)
    const soFar: { attempts: number; outcome: Outcome } = { attempts: 0, outcome: "NotSent" }
    const once = Effect.flatMap(Clock.currentTimeMillis, (now) => {
      soFar.attempts++
      return Effect.zipRight(onAttempt(soFar.attempts), attempt(Duration.millis(deadline - now)))
    })
    return once.pipe(
      Effect.tapError((failure) =>
        Effect.sync(() => {
          soFar.outcome = combineOutcomes(soFar.outcome, outcomeOf(failure))
        })
      ),
      Effect.retry(schedule(policy, method, deadline, onRetry)),
      Effect.mapBoth({
        onSuccess: (value) => [value, soFar] as const,
        onFailure: (failure) => [failure, soFar] as const
      })
    )
  })
