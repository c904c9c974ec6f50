/** What can be watched of a call: span attributes and events, metrics, debug logs. None of them holds a secret. */
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Fiber from "effect/Fiber"
import * as FiberRef from "effect/FiberRef"
import * as Metric from "effect/Metric"
import * as MetricBoundaries from "effect/MetricBoundaries"
import * as MetricKey from "effect/MetricKey"
import type * as MetricKeyType from "effect/MetricKeyType"
import * as MetricLabel from "effect/MetricLabel"
import * as Option from "effect/Option"
import type * as Tracer from "effect/Tracer"
import type { OpenRouterError, OperationName } from "../OpenRouterError.js"
import type { Failure } from "./failure.js"
import type { Outgoing } from "./outgoing.js"
import type { OnRetry } from "./retry.js"
import { mask } from "./secrets.js"

/**
 * A metric for each combination of tags, made once. The tags stand in the metric's own key: those that `Metric.tagged`
 * adds are looked up anew with every update, which takes five times as long.
 */
const tagged = <Type extends MetricKeyType.MetricKeyType<number, unknown>>(
  key: MetricKey.MetricKey<Type>,
  ...names: ReadonlyArray<string>
) => {
  const known = new Map<string, Metric.Metric<Type, number, unknown>>()
  return (...values: ReadonlyArray<string>): Metric.Metric<Type, number, unknown> => {
    const id = values.join()
    const found = known.get(id)
    if (found !== undefined) return found
    const labels = names.map((name, index) => MetricLabel.make(name, values[index]!))
    const made = Metric.fromMetricKey(MetricKey.taggedWithLabels(key, labels)) as Metric.Metric<Type, number, unknown>
    known.set(id, made)
    return made
  }
}

const calls = tagged(
  MetricKey.counter("openrouter_keys_calls", {
    description: "Calls by operation and outcome (Success, NotSent, Rejected, Unknown, Interrupted)",
    incremental: true
  }),
  "operation",
  "outcome"
)

const duration = tagged(
  MetricKey.histogram(
    "openrouter_keys_call_duration",
    MetricBoundaries.fromIterable([10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000, 60_000]),
    "Milliseconds from the start of a call to its end, retries included, by operation"
  ),
  "operation"
)

const retries = tagged(
  MetricKey.counter("openrouter_keys_retries", {
    description: "Requests that were sent again, by operation",
    incremental: true
  }),
  "operation"
)

const waiting = tagged(
  MetricKey.counter("openrouter_keys_retry_wait", {
    description: "Milliseconds spent waiting between attempts, by operation",
    incremental: true
  }),
  "operation"
)

/** A failure's name in spans and logs, with low cardinality (OpenTelemetry: `error.type`). */
const typeOf = (failure: Failure): string => failure._tag === "Status" ? String(failure.answer.status) : failure._tag

type Attributes = Readonly<Record<string, string | number>>

type AnyFiber = Fiber.RuntimeFiber<unknown, unknown>

/**
 * The operation's span. The fiber knows it; asking the context for it takes three times as long. Where tracing is off
 * the operation has none, and what the fiber knows is its caller's.
 */
const spanOf = (fiber: AnyFiber): Tracer.Span | undefined => {
  const { currentSpan } = fiber
  return currentSpan?._tag === "Span" && fiber.getFiberRef(FiberRef.currentTracerEnabled) ? currentSpan : undefined
}

const setAttributes = (fiber: AnyFiber, attributes: Attributes): void => {
  const span = spanOf(fiber)
  if (span === undefined) return
  for (const [name, value] of Object.entries(attributes)) span.attribute(name, value)
}

/** Sets attributes of the operation's span. */
const annotate = (attributes: Attributes): Effect.Effect<void> =>
  Effect.withFiberRuntime((fiber) => {
    setAttributes(fiber, attributes)
    return Effect.void
  })

const addEvent = (name: string, attributes: Attributes): Effect.Effect<void> =>
  Effect.withFiberRuntime((fiber) =>
    Effect.map(Clock.currentTimeNanos, (now) => spanOf(fiber)?.event(name, now, attributes))
  )

/** Attributes of OpenTelemetry's semantic conventions for HTTP clients, on the operation's span. */
export const onOutgoing = ({ destination, method, template, url }: Outgoing): Effect.Effect<void> =>
  annotate({
    "http.request.method": method,
    "server.address": destination.address,
    "server.port": destination.port,
    "url.full": mask(url),
    "url.template": template,
    "openrouter.attempts": 1
  })

/** Tells of a retry before its delay: an event on the span, metrics, a debug log. */
export const onRetry = ({ operation }: Outgoing): OnRetry => (failure, delay) => {
  const facts = { "error.type": typeOf(failure), "retry.delay_ms": Duration.toMillis(delay) }
  return Effect.gen(function*() {
    yield* onAnswered(failure._tag === "Status" ? failure.answer.status : undefined)
    yield* addEvent("retry", facts)
    yield* Metric.update(retries(operation), 1)
    yield* Metric.update(waiting(operation), facts["retry.delay_ms"])
    yield* Effect.logDebug(`${operation}: retry`, facts)
  })
}

/** Tells on the operation's span that a request is about to be sent again: an interrupted call has had its attempts too. */
export const onResend = (attempts: number): Effect.Effect<void> =>
  annotate({ "openrouter.attempts": attempts, "http.request.resend_count": attempts - 1 })

/** Tells on the operation's span what its last answer was. */
export const onAnswered = (status: number | undefined): Effect.Effect<void> =>
  status === undefined ? Effect.void : annotate({ "http.response.status_code": status })

const outcomeOf = (exit: Exit.Exit<unknown, OpenRouterError>): string =>
  Exit.match(exit, {
    onSuccess: () => "Success",
    onFailure: (cause) =>
      Option.match(Cause.failureOption(cause), {
        onNone: () => Cause.isInterrupted(cause) ? "Interrupted" : "Defect",
        onSome: (error) => error.outcome
      })
  })

const onEnd = (
  operation: OperationName,
  millis: number,
  exit: Exit.Exit<unknown, OpenRouterError>
): Effect.Effect<void> =>
  Effect.withFiberRuntime((fiber) => {
    const outcome = outcomeOf(exit)
    const error = Exit.isFailure(exit) ? Option.getOrUndefined(Cause.failureOption(exit.cause)) : undefined
    const labels = fiber.getFiberRef(FiberRef.currentMetricLabels)
    calls(operation, outcome).unsafeUpdate(1, labels)
    duration(operation).unsafeUpdate(millis, labels)
    if (error !== undefined) setAttributes(fiber, { "error.type": error._tag })
    return Effect.logDebug(`${operation}: ${error?._tag ?? outcome}`, { duration_ms: millis })
  })

const spanned = (operation: OperationName) =>
  Effect.withSpan(`ApiKeys.${operation}`, { kind: "client", captureStackTrace: false })

/** One span for an operation, where spans are made, and its call in the metrics and debug logs. */
export const observed =
  (operation: OperationName) => <A, E extends OpenRouterError>(self: Effect.Effect<A, E>): Effect.Effect<A, E> => {
    const counted = Effect.clockWith((clock) => {
      const started = clock.unsafeCurrentTimeMillis()
      return Effect.onExit(self, (exit) => onEnd(operation, clock.unsafeCurrentTimeMillis() - started, exit))
    })
    return Effect.withFiberRuntime((fiber) =>
      fiber.getFiberRef(FiberRef.currentTracerEnabled) ? spanned(operation)(counted) : counted
    )
  }
