/** Runs one call: validates, sends until an attempt succeeds or no retry is allowed, and decodes. */
import { beginCall, type Call, type CallOptions } from "@openrouter-keys/protocol/client/Call"
import type { Token } from "@openrouter-keys/protocol/client/Token"
import type { Received } from "@openrouter-keys/protocol/client/Transport"
import type { Failure } from "@openrouter-keys/protocol/Failure"
import type { OpenRouterError } from "@openrouter-keys/protocol/OpenRouterError"
import type { OperationSpec } from "@openrouter-keys/protocol/Operation"
import type * as Clock from "effect/Clock"
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Random from "effect/Random"
import { withDeadline } from "./deadline.js"
import type { Observer } from "./observe.js"
import { monotonicMillis } from "./timer.js"
import type { Transport } from "./transport/transport.js"

/** Settings and transport of a client. */
export interface Connection {
  readonly transport: Transport
  readonly token: Token | Effect.Effect<string, Failure>
}

/** What all attempts of a call use. */
interface CallContext {
  readonly connection: Connection
  readonly observer: Observer
  readonly clock: Clock.Clock
  readonly context: Context.Context<never>
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
      currentMillis: () => clock.currentTimeMillisUnsafe()
    }
  })
  return begun.ok ? attempt(begun.call, callContext) : Effect.fail(begun.error)
}

/** Runs an attempt and its retries. */
const attempt = <Response>(
  call: Call<Response>,
  callContext: CallContext
): Effect.Effect<Response, OpenRouterError> =>
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
  { clock, connection: { token, transport }, context }: CallContext,
  timeoutMs: number
): Effect.Effect<Received, Failure> => {
  const sendWith = (token: string, timeLeft: number): Effect.Effect<Received, Failure> => {
    const request = call.resolve(token, timeoutMs, timeLeft)
    return request.ok ? transport(request.value, timeLeft) : Effect.fail(request.failure)
  }
  if (Effect.isEffect(token)) {
    const from = monotonicMillis(clock)
    const onTimeout = () => Effect.fail<Failure>({ _tag: "Timeout", timeoutMs, sent: false })
    return Effect.flatMap(
      withDeadline(token, { clock, context, millis: timeoutMs, onTimeout }),
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
        return Effect.fail(step.error)
      case "Retry": {
        const log = callContext.observer.onRetry(failure, step.delayMs) ?? Effect.void
        const wait = Effect.andThen(log, Effect.sleep(step.delayMs))
        return Effect.andThen(wait, Effect.suspend(() => attempt(call, callContext)))
      }
    }
  })
