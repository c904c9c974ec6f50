/** An `HttpClient` that responds as a test says, without a network: for tests that move the clock. */
import { HttpClient, HttpClientError, HttpClientResponse } from "@effect/platform"
import { ApiKeys, OpenRouterClient, type OpenRouterError } from "@openrouter-keys/core"
import { Cause, Clock, Effect, Exit, Layer, Option, Redacted } from "effect"
import { assert } from "vitest"
import { bearer } from "./wire.js"

/** What a request comes to: a response, a lost or refused connection, or nothing at all. */
export type Step =
  | {
    readonly status: number
    readonly body?: string
    readonly headers?: Record<string, string>
    readonly after?: number
  }
  | "reset"
  | "refused"
  | "hangs"

export interface Script {
  /** When each request was received, in milliseconds on the test's clock. */
  readonly times: Array<number>
  readonly layer: Layer.Layer<ApiKeys>
}

/** Takes one step after the other; the last one again and again. */
export const script = (steps: ReadonlyArray<Step>, options: Partial<OpenRouterClient.Options> = {}): Script => {
  const times: Array<number> = []
  const client = HttpClient.make((request) =>
    Effect.gen(function*() {
      const step = steps[Math.min(times.length, steps.length - 1)]!
      times.push(yield* Clock.currentTimeMillis)
      if (step === "hangs") return yield* Effect.never
      if (typeof step === "string") {
        const cause = Object.assign(new Error(step), { code: step === "reset" ? "ECONNRESET" : "ECONNREFUSED" })
        return yield* new HttpClientError.RequestError({ request, reason: "Transport", cause })
      }
      yield* Effect.sleep(step.after ?? 0)
      return HttpClientResponse.fromWeb(request, new Response(step.body ?? "{}", step))
    })
  )
  return {
    times,
    layer: ApiKeys.layer.pipe(
      Layer.provide(OpenRouterClient.layer({ apiKey: Redacted.make(bearer), ...options })),
      Layer.provide(Layer.succeed(HttpClient.HttpClient, client))
    )
  }
}

/** The error that a call ended with. */
export const failure = <A>(exit: Exit.Exit<A, OpenRouterError.OpenRouterError>): OpenRouterError.OpenRouterError => {
  const cause = Option.getOrThrow(Exit.causeOption(exit))
  assert.strictEqual(cause._tag, "Fail", Cause.pretty(cause))
  return Option.getOrThrow(Cause.failureOption(cause))
}
