/** An `HttpClient` with scripted responses, for tests on the test clock. */
import { HttpClient, HttpClientError, HttpClientResponse } from "@effect/platform"
import { ApiKeys, OpenRouterClient } from "@openrouter-keys/core"
import { Clock, Effect, Layer, Redacted } from "effect"
import type { Step } from "../suites/testClient.js"
import { bearer } from "./wire.js"

export interface Script {
  /** When each request was received, in milliseconds on the test clock. */
  readonly times: Array<number>
  readonly layer: Layer.Layer<ApiKeys>
}

/** Takes one step for each request, then repeats the last one. */
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
