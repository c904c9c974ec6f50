/** A request to the fake from its arrival to its response, on Effect's clock. */
import type { Exchange, Fake, FakeRequest, FakeResponse, PersistedState } from "@openrouter-keys/protocol/fake"
import { standardError } from "@openrouter-keys/protocol/fake"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"

/** Saves a state; a failure undoes the change that led to it. */
export type OnChange = (state: PersistedState) => Effect.Effect<void, unknown>

/** Responds to a request. */
export type Handle = (request: FakeRequest) => Effect.Effect<FakeResponse>

const wait = (millis: number): Effect.Effect<void> => millis > 0 ? Effect.sleep(Duration.millis(millis)) : Effect.void

/** The clock that a fake reads while one of its functions runs: that of the fiber which calls it. */
export interface CurrentTime {
  millis: number
}

/** Runs a function of the fake at the time of the calling fiber's clock. */
export const atCurrentTime = <A>(time: CurrentTime, run: () => A): Effect.Effect<A> =>
  Effect.map(Clock.currentTimeMillis, (now) => {
    time.millis = now
    return run()
  })

/** Processes the request and saves what it changed; a change that cannot be saved is undone, and the response is a 500. */
const process = (
  fake: Fake,
  exchange: Exchange,
  onChange: OnChange | undefined,
  time: CurrentTime
): Effect.Effect<{ readonly response: FakeResponse; readonly delayMs: number }> =>
  Effect.uninterruptible(Effect.flatMap(atCurrentTime(time, exchange.complete), (completed) => {
    if (!completed.changed || onChange === undefined) return Effect.succeed(completed)
    return Effect.match(onChange(fake.state()), {
      onSuccess: () => completed,
      onFailure: () => {
        exchange.revert()
        return { response: standardError(500), delayMs: 0 }
      }
    })
  }))

/** A debug log line per request, annotated so that a logger can pick out these lines and their facts. */
const withRequestLog = (exchange: Exchange) => <A>(self: Effect.Effect<A>): Effect.Effect<A> =>
  Effect.flatMap(Clock.currentTimeMillis, (from) =>
    Effect.ensuring(
      self,
      Effect.flatMap(Clock.currentTimeMillis, (to) => {
        const { line, ...facts } = exchange.facts()
        const annotations = { service: "FakeOpenRouter", ...facts, millis: to - from }
        return Effect.annotateLogs(Effect.logDebug(`${line} in ${to - from} ms`), annotations)
      })
    ))

/** The one way in, which the fake's `HttpClient`, its `fetch` and servers share. */
export const makeHandle = (fake: Fake, onChange: OnChange | undefined, time: CurrentTime): Handle => (request) =>
  Effect.flatMap(atCurrentTime(time, () => fake.begin(request)), (exchange) =>
    wait(exchange.delayMs).pipe(
      Effect.zipRight(process(fake, exchange, onChange, time)),
      Effect.flatMap(({ delayMs, response }) => Effect.as(wait(delayMs), response)),
      Effect.onInterrupt(() => Effect.sync(exchange.abort)),
      withRequestLog(exchange)
    ))
