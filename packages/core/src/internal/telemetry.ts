/** Span attributes and events, metrics and debug logs of a call. None of them holds a secret. */
import type { Endpoint } from "@openrouter-keys/protocol/Endpoint"
import { requestURL } from "@openrouter-keys/protocol/Endpoint"
import type { Failure } from "@openrouter-keys/protocol/Failure"
import type { OpenRouterError } from "@openrouter-keys/protocol/OpenRouterError"
import type { OperationName, WireRequest } from "@openrouter-keys/protocol/Operation"
import { redact } from "@openrouter-keys/protocol/Redaction"
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

type Attributes = Readonly<Record<string, string | number>>

/** A failure's name in spans and logs, with low cardinality (OpenTelemetry: `error.type`). */
const typeOf = (failure: Failure): string => failure._tag === "Status" ? String(failure.response.status) : failure._tag

/** Observes one call. Its methods do nothing that nobody looks at. */
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

  /** A request is about to be sent for the first time: OpenTelemetry's attributes of HTTP clients. */
  onRequest(request: WireRequest, endpoint: Endpoint): void {
    if (this.span === undefined) return
    this.annotate({
      "http.request.method": request.method,
      "server.address": endpoint.address,
      "server.port": endpoint.port,
      "url.full": redact(requestURL(endpoint, request), []),
      "url.template": request.template
    })
  }

  /** An attempt is about to be sent; they are counted from 1. */
  onAttempt(attempts: number): void {
    this.annotate({
      "openrouter.attempts": attempts,
      ...(attempts > 1 ? { "http.request.resend_count": attempts - 1 } : {})
    })
  }

  /** A response came, complete or not. */
  onResponse(status: number): void {
    this.annotate({ "http.response.status_code": status })
  }

  /** The call waits for another attempt. */
  onRetry(failure: Failure, delayMs: number): Effect.Effect<void> {
    const facts = { "error.type": typeOf(failure), "retry.delay_ms": delayMs }
    const labels = this.fiber.getFiberRef(FiberRef.currentMetricLabels)
    this.span?.event("retry", this.clock.unsafeCurrentTimeNanos(), facts)
    metrics.retries(this.operation).unsafeUpdate(1, labels)
    metrics.retryWait(this.operation).unsafeUpdate(delayMs, labels)
    return this.debug("retry", facts)
  }

  /** The call has ended. */
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

  private annotate(attributes: Attributes): void {
    if (this.span === undefined) return
    for (const [name, value] of Object.entries(attributes)) this.span.attribute(name, value)
  }

  private debug(message: string, facts: Attributes): Effect.Effect<void> {
    if (!this.hasDebugLog) return Effect.void
    return Effect.annotateLogs(Effect.logDebug(`ApiKeys.${this.operation}: ${message}`), {
      "openrouter.operation": this.operation,
      ...facts
    })
  }
}

const outcomeOf = (exit: Exit.Exit<unknown, unknown>): string => {
  if (Exit.isSuccess(exit)) return "Success"
  return Cause.isInterrupted(exit.cause) ? "Interrupted" : "Defect"
}

/**
 * An error as tracers record it. They take an error's `code` for its type, and that of ours is the service's: so the
 * recorded one has the class's name, the message and the stack alone.
 */
const recordable = (error: Error): Error => {
  const { message, name } = error
  // Writing a stack out takes long: left to those who read it.
  return Object.defineProperties(new Error(message), { name: { value: name }, stack: { get: () => error.stack } })
}

/** Runs a call with one span for the operation, where spans are made, and counts it in the metrics and debug logs. */
export const withTelemetry: Observe = (operation, run) =>
  Effect.withFiberRuntime((fiber) => {
    const observe = (span: Tracer.Span | undefined) => {
      const telemetry = new CallTelemetry(fiber, operation, span)
      return Effect.onExit(Effect.suspend(() => run(telemetry, fiber)), (exit) => telemetry.onEnd(exit))
    }
    return fiber.getFiberRef(FiberRef.currentTracerEnabled)
      ? Effect.flatMap(
        Effect.makeSpan(`ApiKeys.${operation}`, { kind: "client", captureStackTrace: false }),
        (span) => Effect.withParentSpan(observe(span), span)
      )
      : observe(undefined)
  })
