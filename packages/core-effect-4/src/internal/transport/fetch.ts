/** Sends requests with a fetch function: one fiber, one timer, one `AbortController`. */
import { type Fetch, FetchExchange } from "@openrouter-keys/protocol/client/FetchExchange"
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import { clockOf } from "../clock.js"
import { startTimer } from "../timer.js"
import { platformInit } from "./init.js"
import { runExchange, type Transport } from "./transport.js"

/** Gets the fetch function from the context of the call. */
export type FetchIn = (context: Context.Context<never>) => Fetch

/** Sends requests with the function that `fetchIn` returns. */
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
