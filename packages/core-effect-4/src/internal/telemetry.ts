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
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Fiber from "effect/Fiber"
import { constUndefined } from "effect/Function"
import * as LogLevel from "effect/LogLevel"
import * as Option from "effect/Option"
import * as References from "effect/References"
import * as Tracer from "effect/Tracer"
import { clockOf } from "./clock.js"
import { metrics } from "./metrics.js"
import type { Observe, Observer } from "./observe.js"
import { monotonicMillis } from "./timer.js"

type AnyFiber = Fiber.Fiber<unknown, unknown>

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
    this.hasDebugLog = LogLevel.isLessThanOrEqualTo(fiber.getRef(References.MinimumLogLevel), "Debug")
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
  onRetry(failure: Failure, delayMs: number): Effect.Effect<void> | undefined {
    const facts = retryAttributes(failure, delayMs)
    const { context } = this.fiber
    this.span?.event("retry", this.clock.currentTimeNanosUnsafe(), facts)
    metrics.retries(this.operation).updateUnsafe(1, context)
    metrics.retryWait(this.operation).updateUnsafe(delayMs, context)
    return this.debug("retry", facts)
  }

  /** Called when the call has ended. */
  onEnd(exit: Exit.Exit<unknown, OpenRouterError>): Effect.Effect<void> | undefined {
    const millis = monotonicMillis(this.clock) - this.startedAt
    const { context } = this.fiber
    const error = Exit.isFailure(exit) ? Option.getOrUndefined(Cause.findErrorOption(exit.cause)) : undefined
    const outcome = error?.outcome ?? outcomeOf(exit)
    metrics.calls(this.operation, outcome).updateUnsafe(1, context)
    metrics.duration(this.operation).updateUnsafe(millis, context)
    if (error !== undefined) this.annotate({ "error.type": error._tag })
    this.span?.end(this.clock.currentTimeNanosUnsafe(), error === undefined ? exit : Exit.fail(recordable(error)))
    return this.debug(error?._tag ?? outcome, { duration_ms: millis })
  }

  private annotate(attributes: Attributes): void {
    if (this.span === undefined) return
    for (const [name, value] of Object.entries(attributes)) this.span.attribute(name, value)
  }

  private debug(message: string, facts: Attributes): Effect.Effect<void> | undefined {
    if (!this.hasDebugLog) return undefined
    const log = Effect.annotateLogs(Effect.logDebug(`ApiKeys.${this.operation}: ${message}`), {
      "openrouter.operation": this.operation,
      ...facts
    })
    return this.span === undefined ? log : Effect.provideService(log, Tracer.ParentSpan, this.span)
  }
}

const outcomeOf = (exit: Exit.Exit<unknown, unknown>): string => {
  if (Exit.isSuccess(exit)) return "Success"
  return Cause.hasInterrupts(exit.cause) ? "Interrupted" : "Defect"
}

/** Runs a call with a span, metrics and debug logs. */
export const withTelemetry: Observe = (operation, run) =>
  Effect.withFiber((fiber) => {
    const observe = (span: Tracer.Span | undefined) => {
      const telemetry = new CallTelemetry(fiber, operation, span)
      const { context } = fiber
      const call = Effect.suspend(() => {
        // `Effect.withParentSpan` would do the same in two steps, each with an end of its own.
        if (span !== undefined) fiber.setContext(inSpan(context, span))
        return run(telemetry, fiber)
      })
      return Effect.onExitPrimitive(call, (exit) => {
        fiber.setContext(context)
        return telemetry.onEnd(exit)
      })
    }
    return fiber.getRef(References.TracerEnabled)
      ? Effect.flatMap(Effect.makeSpan(`ApiKeys.${operation}`, { kind: "client" }), observe)
      : observe(undefined)
  })

/** A context whose spans and stack traces are within a span. */
const inSpan = (context: Context.Context<never>, span: Tracer.Span): Context.Context<never> => {
  const parent = Context.get(context, References.CurrentStackFrame)
  return Context.add(context, Tracer.ParentSpan, span).pipe(
    Context.add(References.CurrentStackFrame, { name: span.name, stack: constUndefined, parent })
  )
}
