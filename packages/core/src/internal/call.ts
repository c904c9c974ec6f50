/** Runs one call: validates, sends until an attempt succeeds or no retry is allowed, and decodes. */
import { beginCall, type Call, type CallOptions } from "@openrouter-keys/protocol/client/Call"
import type { Token } from "@openrouter-keys/protocol/client/Token"
import type { Received } from "@openrouter-keys/protocol/client/Transport"
import type { Failure } from "@openrouter-keys/protocol/Failure"
import type { OpenRouterError } from "@openrouter-keys/protocol/OpenRouterError"
import type { OperationSpec } from "@openrouter-keys/protocol/Operation"
import type * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Random from "effect/Random"
import { withDeadline } from "./deadline.js"
import { fail } from "./fail.js"
import type { Observer } from "./observe.js"
import { monotonicMillis } from "./timer.js"
import type { Transport } from "./transport/transport.js"

/** Settings and transport of a client. */
export interface Connection {
  readonly transport: Transport
  /** Whether the transport runs effects of the program, such as an `HttpClient`. */
  readonly runsEffects?: boolean
  readonly token: Token | Effect.Effect<string, Failure>
}

/** What all attempts of a call use. */
interface CallContext {
  readonly connection: Connection
  readonly observer: Observer
  readonly clock: Clock.Clock
}

/** Runs a call. `input` may have any type. */
export const runCall = <Response>(
  spec: OperationSpec<never, Response, unknown>,
  input: unknown,
  callContext: CallContext,
  { settings, site, state }: Omit<CallOptions, "clock" | "observer">
): Effect.Effect<Response, OpenRouterError> => {
  const { clock, observer } = callContext
  const begun = beginCall(spec, input, {
    settings,
    state,
    site,
    observer,
    clock: {
      monotonicMillis: () => monotonicMillis(clock),
      currentMillis: () => clock.unsafeCurrentTimeMillis()
    }
  })
  return begun.ok ? attempt(begun.call, callContext) : fail(begun.error)
}

/** Runs an attempt and its retries. */
const attempt = <Response>(call: Call<Response>, callContext: CallContext): Effect.Effect<Response, OpenRouterError> =>
  Effect.matchEffect(send(call, callContext, call.beginAttempt()), {
    onFailure: (failure) => afterFailure(call, callContext, failure),
    onSuccess: (received) => {
      const result = call.receive(received)
      return result.ok ? Effect.succeed(result.value) : afterFailure(call, callContext, result.failure)
    }
  })

/** Resolves the token and sends a request, both within `timeoutMs`. */
const send = (
  call: Call<unknown>,
  { clock, connection: { runsEffects, token, transport }, observer }: CallContext,
  timeoutMs: number
): Effect.Effect<Received, Failure> => {
  const sendWith = (token: string, timeLeft: number): Effect.Effect<Received, Failure> => {
    const request = call.resolve(token, timeoutMs, timeLeft)
    if (!request.ok) return Effect.fail(request.failure)
    const sent = transport(request.value, timeLeft)
    return runsEffects === true ? observer.inSpan(sent) : sent
  }
  if (Effect.isEffect(token)) {
    const from = monotonicMillis(clock)
    return Effect.flatMap(
      withDeadline(
        observer.inSpan(token),
        clock,
        timeoutMs,
        () => Effect.fail<Failure>({ _tag: "Timeout", timeoutMs, sent: false })
      ),
      (token) => sendWith(token, timeoutMs - (monotonicMillis(clock) - from))
    )
  }
  // A missing or invalid key fails before the first attempt.
  return token.ok ? sendWith(token.value, timeoutMs) : Effect.fail(token.failure)
}

const afterFailure = <Response>(
  call: Call<Response>,
  callContext: CallContext,
  failure: Failure
): Effect.Effect<Response, OpenRouterError> =>
  Effect.flatMap(Random.next, (random) => {
    const step = call.afterFailure(failure, random)
    switch (step._tag) {
      case "Success":
        return Effect.succeed(step.value)
      case "Failure":
        return fail(step.error)
      case "Retry": {
        const wait = Effect.zipRight(callContext.observer.onRetry(failure, step.delayMs), Effect.sleep(step.delayMs))
        return Effect.zipRight(wait, Effect.suspend(() => attempt(call, callContext)))
      }
    }
  })
