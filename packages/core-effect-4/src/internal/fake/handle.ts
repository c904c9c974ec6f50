/** Handles a request to the fake on Effect's clock. */
import type { Exchange, Fake, FakeRequest, FakeResponse } from "@openrouter-keys/protocol/fake"
import { error } from "@openrouter-keys/protocol/fake"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type { Commit, Step } from "./commit.js"

/** Responds to a request. */
export type Handle = (request: FakeRequest) => Effect.Effect<FakeResponse>

/** The time that a fake reads: that of the calling fiber's clock. */
export interface CurrentTime {
  millis: number
}

/** Runs a function of the fake with the time of the calling fiber's clock. */
export const atCurrentTime = <A>(time: CurrentTime, run: () => A): Effect.Effect<A> =>
  Effect.map(Clock.currentTimeMillis, (now) => {
    time.millis = now
    return run()
  })

/** Changes the fake with the time of the calling fiber's clock, and saves the change. */
export const commitNow = <A extends Step>(time: CurrentTime, commit: Commit, run: () => A): Effect.Effect<A, Error> =>
  Effect.flatMap(Clock.currentTimeMillis, (now) =>
    commit(() => {
      time.millis = now
      return run()
    }))

interface Processed {
  readonly response: FakeResponse
  readonly delayMs: number
}

const wait = (millis: number): Effect.Effect<void> => millis > 0 ? Effect.sleep(Duration.millis(millis)) : Effect.void

/**
 * Processes the request and saves its change. If the change cannot be saved, it is undone and the response is a 500.
 * Reads change only `lastUsedAt`, which is saved with the next change.
 */
const process = (exchange: Exchange, commit: Commit, time: CurrentTime, isRead: boolean): Effect.Effect<Processed> => {
  const { repeat, revert } = exchange
  const run = () => {
    const completed = exchange.complete()
    return { ...completed, changed: completed.changed && !isRead, revert, repeat }
  }
  return Effect.match(commitNow(time, commit, run), {
    onSuccess: (completed): Processed => completed,
    onFailure: ({ message }) => ({ response: error(500, message), delayMs: 0 })
  })
}

/** Writes a debug log line for each request, annotated so that loggers can select these lines. */
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

/** The request handler of the fake's `HttpClient`, its `fetch`, and servers. */
export const makeHandle = (fake: Fake, commit: Commit, time: CurrentTime): Handle => (request) =>
  Effect.flatMap(atCurrentTime(time, () => fake.begin(request)), (exchange) =>
    wait(exchange.delayMs).pipe(
      Effect.andThen(process(exchange, commit, time, request.method === "GET")),
      Effect.flatMap(({ delayMs, response }) => Effect.as(wait(delayMs), response)),
      Effect.onInterrupt(() => Effect.sync(exchange.abort)),
      withRequestLog(exchange)
    ))
