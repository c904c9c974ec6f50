/** Requests over a function like fetch: one fiber, one timer, one `AbortController`. */
import { type Fetch, FetchExchange } from "@openrouter-keys/protocol/client/FetchExchange"
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import { clockOf } from "../clock.js"
import { startTimer } from "../timer.js"
import { platformInit } from "./init.js"
import { runExchange, type Transport } from "./transport.js"

/** Finds the function for a request in the context of the call. */
export type FetchIn = (context: Context.Context<never>) => Fetch

/** Sends requests by `fetchIn`'s function. */
export const fetchTransport = (fetchIn: FetchIn): Transport => (request, timeoutMs) =>
  Effect.withFiber((fiber) => {
    const { context } = fiber
    const clock = clockOf(fiber)
    const exchange = new FetchExchange(request, {
      fetch: fetchIn(context),
      init: platformInit(context),
      startTimer: (millis, task) => startTimer(clock, millis, task)
    })
    return runExchange(exchange, timeoutMs)
  })
