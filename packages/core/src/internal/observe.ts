/** Observes calls, for spans, metrics and logs. */
import type { CallObserver } from "@openrouter-keys/protocol/client/Call"
import type { Failure } from "@openrouter-keys/protocol/Failure"
import type { OpenRouterError } from "@openrouter-keys/protocol/OpenRouterError"
import type { OperationName } from "@openrouter-keys/protocol/Operation"
import * as Effect from "effect/Effect"
import type * as Fiber from "effect/Fiber"

/** Observes one call. */
export interface Observer extends CallObserver {
  /** Called before the delay of a retry. */
  readonly onRetry: (failure: Failure, delayMs: number) => Effect.Effect<void>
  /** Runs an effect of the program in the span of the call. */
  readonly inSpan: <A, E>(effect: Effect.Effect<A, E>) => Effect.Effect<A, E>
}

/** Runs a call with an observer. */
export type Observe = <A>(
  operation: OperationName,
  run: (observer: Observer, fiber: Fiber.RuntimeFiber<unknown, unknown>) => Effect.Effect<A, OpenRouterError>
) => Effect.Effect<A, OpenRouterError>

const noObserver: Observer = {
  onRequest: () => {},
  onAttempt: () => {},
  onResponse: () => {},
  onRetry: () => Effect.void,
  inSpan: (effect) => effect
}

/** Runs a call without an observer. */
export const unobserved: Observe = (_, run) => Effect.withFiberRuntime((fiber) => run(noObserver, fiber))
