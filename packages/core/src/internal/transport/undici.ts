/** Sends requests with undici's `dispatch`: no `fetch`, no streams, one timer. */
import { UndiciExchange } from "@openrouter-keys/protocol/client/UndiciExchange"
import * as Effect from "effect/Effect"
import type { Dispatcher } from "undici"
import { clockOf } from "../clock.js"
import { startTimer } from "../timer.js"
import { runExchange, type Transport } from "./transport.js"

/**
 * Sends requests with a dispatcher of undici 7 or later, such as an `Agent` or a `MockAgent`. Does not request
 * compressed responses, because undici does not decompress them.
 */
export const undiciTransport = (dispatcher: Dispatcher): Transport => (request, timeoutMs) =>
  Effect.withFiberRuntime((fiber) => {
    const exchange = new UndiciExchange(request, {
      dispatch: (options, handler) => dispatcher.dispatch(options, handler),
      startTimer: (millis, task) => startTimer(clockOf(fiber), millis, task)
    })
    return runExchange(exchange, timeoutMs)
  })
