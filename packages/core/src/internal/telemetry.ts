/** Span attributes and events, metrics and debug logs of a call. None of them holds a secret. */
import {
  attemptAttributes,
  type Attributes,
  recordable,
  requestAttributes,
  responseAttributes,
  retryAttributes
} from "@openrouter-keys/protocol/client/Telemetry"
import type { Endpoint } from "@openrouter-keys/protocol/Endpoint"
import type { Failure } from "@openrouter-keys/protocol/Failure"
import type { OpenRouterError } from "@openrouter-keys/protocol/OpenRouterError"
import type { OperationName, WireRequest } from "@openrouter-keys/protocol/Operation"
import * as Cause from "effect/Cause"
import type * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Fiber from "effect/Fiber"
import * as FiberRef from "effect/FiberRef"
import * as LogLevel from "effect/LogLevel"
import * as Option from "effect/Option"
import type * as Tracer from "effect/Tracer"
import { clockOf } from "./clock.js"
import { metrics } from "./metrics.js"
import type { Observe, Observer } from "./observe.js"
import { monotonicMillis } from "./timer.js"

type AnyFiber = Fiber.RuntimeFiber<unknown, unknown>

/** Records one call. Does nothing that is not observed. */
class CallTelemetry implements Observer {
  private readonly clock: Clock.Clock
  private readonly startedAt: number
  private readonly hasDebugLog: boolean

  constructor(
    private readonly fiber: AnyFiber,
    private readonly operation: OperationName,
    private readonly span: Tracer.Span | undefined
  ) {
    this.clock = clockOf(fiber)
    this.startedAt = monotonicMillis(this.clock)
    this.hasDebugLog = LogLevel.lessThanEqual(
      fiber.getFiberRef(FiberRef.currentMinimumLogLevel),
      LogLevel.Debug
    )
  }

  onRequest(request: WireRequest, endpoint: Endpoint): void {
    if (this.span !== undefined) this.annotate(requestAttributes(request, endpoint))
  }

  onAttempt(attempts: number): void {
    if (this.span !== undefined) this.annotate(attemptAttributes(attempts))
  }

  onResponse(status: number): void {
    if (this.span !== undefined) this.annotate(responseAttributes(status))
  }

  /** Called before the delay of a retry. */
  onRetry(failure: Failure, delayMs: number): Effect.Effect<void> {
    const facts = retryAttributes(failure, delayMs)
    const labels = this.fiber.getFiberRef(FiberRef.currentMetricLabels)
    this.span?.event("retry", this.clock.unsafeCurrentTimeNanos(), facts)
    metrics.retries(this.operation).unsafeUpdate(1, labels)
    metrics.retryWait(this.operation).unsafeUpdate(delayMs, labels)
    return this.debug("retry", facts)
  }

  /** Called when the call has ended. */
  onEnd(exit: Exit.Exit<unknown, OpenRouterError>): Effect.Effect<void> {
    const millis = monotonicMillis(this.clock) - this.startedAt
    const labels = this.fiber.getFiberRef(FiberRef.currentMetricLabels)
    const error = Exit.isFailure(exit) ? Option.getOrUndefined(Cause.failureOption(exit.cause)) : undefined
    const outcome = error?.outcome ?? outcomeOf(exit)
    metrics.calls(this.operation, outcome).unsafeUpdate(1, labels)
    metrics.duration(this.operation).unsafeUpdate(millis, labels)
    if (error !== undefined) this.annotate({ "error.type": error._tag })
    this.span?.end(this.clock.unsafeCurrentTimeNanos(), error === undefined ? exit : Exit.fail(recordable(error)))
    return this.debug(error?._tag ?? outcome, { duration_ms: millis })
  }

  /**
   * Not the whole call runs in its span, only what can see it: setting the span of an effect takes 5 µs and 11 kB, a
   * twelfth of the time of a call in memory.
   */
  inSpan<A, E>(effect: Effect.Effect<A, E>): Effect.Effect<A, E> {
    return this.span === undefined ? effect : Effect.withParentSpan(effect, this.span)
  }

  private annotate(attributes: Attributes): void {
    if (this.span === undefined) return
    for (const [name, value] of Object.entries(attributes)) this.span.attribute(name, value)
  }

  private debug(message: string, facts: Attributes): Effect.Effect<void> {
    if (!this.hasDebugLog) return Effect.void
    return this.inSpan(Effect.annotateLogs(Effect.logDebug(`ApiKeys.${this.operation}: ${message}`), {
      "openrouter.operation": this.operation,
      ...facts
    }))
  }
}

const outcomeOf = (exit: Exit.Exit<unknown, unknown>): string => {
  if (Exit.isSuccess(exit)) return "Success"
  return Cause.isInterrupted(exit.cause) ? "Interrupted" : "Defect"
}

/** Runs a call with a span, metrics and debug logs. */
export const withTelemetry: Observe = (operation, run) =>
  Effect.withFiberRuntime((fiber) => {
    const observe = (span: Tracer.Span | undefined) => {
      const telemetry = new CallTelemetry(fiber, operation, span)
      return Effect.onExit(Effect.suspend(() => run(telemetry, fiber)), (exit) => telemetry.onEnd(exit))
    }
    return fiber.getFiberRef(FiberRef.currentTracerEnabled)
      ? Effect.flatMap(
        Effect.makeSpan(`ApiKeys.${operation}`, { kind: "client", captureStackTrace: false }),
        observe
      )
      : observe(undefined)
  })
