/** The Effect 4 fake for the suite of the fake. */
import { ApiKeys, OpenRouterClient, RetryPolicy } from "@openrouter-keys/core-effect-4"
import { FakeOpenRouter } from "@openrouter-keys/core-effect-4/testing"
import { Effect, Layer, Redacted, Schema } from "effect"
import { HttpClient } from "effect/http"
import { TestClock } from "effect/testing"
import type { FakeHandle, Options, TestFake } from "../../../core/test/suites/fake.js"
import { type Operations, toCallResult } from "./client.js"

const makeFake = ({ onChange, ...options }: Options) =>
  FakeOpenRouter.make({
    ...options,
    onChange: onChange && ((state) =>
      Effect.tryPromise({
        try: () => onChange(state),
        catch: (error) => error as Error
      }))
  })

const withFake: TestFake["withFake"] = (options, test) =>
  Effect.gen(function*() {
    const fake = yield* makeFake(options)
    const layer = ApiKeys.layer.pipe(
      Layer.provide(OpenRouterClient.layer({ apiKey: Redacted.make(fake.managementKey), retry: RetryPolicy.none })),
      Layer.provide(Layer.succeed(HttpClient.HttpClient, fake.httpClient))
    )
    const run = Effect.runPromiseWith(yield* Effect.context())
    const handle: FakeHandle = {
      managementKey: fake.managementKey,
      fetch: fake.fetch,
      call: (name, request) =>
        run(Effect.map(
          Effect.exit(Effect.provide((ApiKeys as unknown as Operations)[name](request), layer)),
          toCallResult
        )),
      keys: () => run(fake.keys),
      calls: () => run(fake.calls),
      requests: () => run(fake.requests),
      fail: (fault) => run(fake.fail(fault)),
      clearFaults: () => run(fake.clearFaults),
      spend: (hash, usd) => run(fake.spend(hash, usd)),
      setUsage: (hash, usd) => run(fake.setUsage(hash, usd)),
      state: () => run(fake.state),
      reset: () => run(fake.reset),
      readState: (json) => run(Schema.decodeUnknownEffect(FakeOpenRouter.State)(json)),
      setTime: (iso) => run(TestClock.setTime(Date.parse(iso))),
      advance: (ms) => run(TestClock.adjust(ms))
    }
    yield* Effect.promise(() => test(handle))
  }).pipe(Effect.provide(TestClock.layer()), Effect.runPromise)

export const effect4Fake: TestFake = { name: "FakeOpenRouter", withFake }
