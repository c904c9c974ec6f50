/** The Effect 3 fake for the suite of the fake. */
import { HttpClient } from "@effect/platform"
import { ApiKeys, OpenRouterClient, RetryPolicy } from "@openrouter-keys/core"
import { FakeOpenRouter } from "@openrouter-keys/core/testing"
import { Effect, Layer, Redacted, Runtime, Schema, TestClock, TestContext } from "effect"
import { type Operations, toCallResult } from "./coreClient.js"
import type { FakeHandle, Options, TestFake } from "./fake.js"

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
    const run = Runtime.runPromise(yield* Effect.runtime<never>())
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
      readState: (json) => run(Schema.decodeUnknown(FakeOpenRouter.State)(json)),
      setTime: (iso) => run(TestClock.setTime(Date.parse(iso))),
      advance: (ms) => run(TestClock.adjust(ms))
    }
    yield* Effect.promise(() => test(handle))
  }).pipe(Effect.provide(TestContext.TestContext), Effect.runPromise)

export const coreFake: TestFake = { name: "FakeOpenRouter", withFake }
