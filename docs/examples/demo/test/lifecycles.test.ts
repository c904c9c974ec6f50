import { FetchHttpClient } from "@effect/platform"
import { assert, describe, it } from "@effect/vitest"
import { OpenRouter } from "@openrouter-keys/adapters"
import { ApiKeys, OpenRouterClient, RetryPolicy } from "@openrouter-keys/core"
import { Sandbox } from "@openrouter-keys/sandbox"
import { Cause, Effect, Exit, Fiber, Layer, Redacted } from "effect"
import { abortable } from "../src/abortable.js"
import { effectLifecycle } from "../src/effectLifecycle.js"
import { OrphanedKeyError } from "../src/orphanedKeyError.js"
import { printingEffects, printingPromises } from "../src/printingServices.js"
import { promiseLifecycle } from "../src/promiseLifecycle.js"
import { makeRecorder, type Recorder } from "./recorder.js"

const request = { name: "demo", limit: 5 }

type Lifecycle = (sandbox: Sandbox.Service, recorder: Recorder) => Effect.Effect<void, unknown>

const asEffects: Lifecycle = ({ managementKey, url }, { printer }) => {
  const client = OpenRouterClient.layer({
    apiKey: Redacted.make(managementKey),
    serverURL: url,
    retry: RetryPolicy.none
  })
  const keys = Layer.provide(ApiKeys.layer, Layer.provide(client, FetchHttpClient.layer))
  return Effect.provide(effectLifecycle(request), Layer.provide(printingEffects(printer), keys))
}

const asPromises: Lifecycle = ({ managementKey, url }, { printer }) => {
  const openRouter = new OpenRouter({
    apiKey: managementKey,
    serverURL: url,
    retryConfig: { strategy: "none" }
  })
  const keys = printingPromises(printer, openRouter.apiKeys)
  return abortable(async (signal) => promiseLifecycle(keys, request, signal))
}

const onSandbox = <E>(test: (sandbox: Sandbox.Service, recorder: Recorder) => Effect.Effect<void, E>) => () =>
  Sandbox.pipe(
    Effect.flatMap((sandbox) => test(sandbox, makeRecorder())),
    Effect.provide(Sandbox.layer({ keys: [{ name: "other" }] }))
  )

const names = (sandbox: Sandbox.Service) => Effect.map(sandbox.keys, (keys) => keys.map(({ name }) => name))

/** Interrupts the run once a request of this operation has arrived. */
const interruptedAt = (operation: string, sandbox: Sandbox.Service, run: Effect.Effect<void, unknown>) =>
  Effect.gen(function*() {
    const fiber = yield* Effect.fork(run)
    yield* Effect.repeat(
      Effect.zipRight(Effect.sleep("5 millis"), sandbox.requests),
      { until: (requests) => requests.some((each) => each.operation === operation) }
    )
    return yield* Fiber.interrupt(fiber)
  })

const orphanedKeyError = (exit: Exit.Exit<void, unknown>): OrphanedKeyError => {
  const problems = Exit.isFailure(exit) ? [...Cause.failures(exit.cause), ...Cause.defects(exit.cause)] : []
  const found = problems.find((problem) => problem instanceof OrphanedKeyError)
  if (found === undefined) throw new Error("no OrphanedKeyError")
  return found
}

describe.each([["Effect API", asEffects], ["Promise API", asPromises]] as const)(
  "the lifecycle with the %s",
  (_, lifecycle) => {
    it.live(
      "creates, reads, changes and deletes a key, and prints two errors",
      onSandbox((sandbox, recorder) =>
        Effect.gen(function*() {
          yield* lifecycle(sandbox, recorder)
          const life = ["create", "list", "get", "update", "getCurrentKeyMetadata", "delete"]
          assert.deepStrictEqual(recorder.calls(), [...life, "get", "update"])
          const requests = yield* sandbox.requests
          assert.deepStrictEqual(
            [requests.map(({ operation }) => operation), requests.map(({ status }) => status)],
            [[...life, "get"], [201, 200, 200, 200, 200, 200, 404]]
          )
          assert.match(recorder.printed(), /NotFound +404 +Rejected +get: /)
          assert.match(recorder.printed(), /InvalidRequest +- +NotSent +update: requestBody\.limit must be/)
          assert.deepStrictEqual(yield* names(sandbox), ["other"])
        })
      )
    )

    it.live(
      "prints no secret",
      onSandbox((sandbox, recorder) =>
        Effect.gen(function*() {
          yield* lifecycle(sandbox, recorder)
          assert.notMatch(recorder.printed(), /sk-or-v1-[0-9a-f]{64}/)
          assert.notInclude(recorder.printed(), sandbox.managementKey)
          assert.match(recorder.printed(), /key: sk-or-v1-[0-9a-f]{3}\.\.\.[0-9a-f]{4} /)
        })
      )
    )

    it.live(
      "deletes the key when a step fails",
      onSandbox((sandbox, recorder) =>
        Effect.gen(function*() {
          yield* sandbox.fail({ operation: "update", status: 500, times: 99 })
          const exit = yield* Effect.exit(lifecycle(sandbox, recorder))
          assert.isTrue(Exit.isFailure(exit))
          assert.match(recorder.printed(), /InternalServerError +500 +Unknown/)
          assert.deepStrictEqual(recorder.calls(), ["create", "list", "get", "update", "delete"])
          assert.deepStrictEqual(yield* names(sandbox), ["other"])
        })
      )
    )

    it.live(
      "deletes the key when it is interrupted",
      onSandbox((sandbox, recorder) =>
        Effect.gen(function*() {
          yield* sandbox.fail({ operation: "update", delay: "1 minute" })
          const exit = yield* interruptedAt("update", sandbox, lifecycle(sandbox, recorder))
          assert.isTrue(Exit.isInterrupted(exit))
          assert.deepStrictEqual(recorder.calls(), ["create", "list", "get", "update", "delete"])
          assert.deepStrictEqual(yield* names(sandbox), ["other"])
        })
      )
    )

    it.live(
      "waits for the key and deletes it when it is interrupted while the key is being created",
      onSandbox((sandbox, recorder) =>
        Effect.gen(function*() {
          yield* sandbox.fail({ operation: "create", delay: "500 millis" })
          const exit = yield* interruptedAt("create", sandbox, lifecycle(sandbox, recorder))
          assert.isTrue(Exit.isInterrupted(exit))
          const requests = yield* sandbox.requests
          assert.deepStrictEqual(requests.map(({ operation }) => operation), ["create", "delete"])
          assert.deepStrictEqual(yield* names(sandbox), ["other"])
        })
      )
    )

    it.live(
      "finds and deletes the key when the response to its creation is lost",
      onSandbox((sandbox, recorder) =>
        Effect.gen(function*() {
          yield* sandbox.fail({ operation: "create", drop: "after" })
          yield* Effect.exit(lifecycle(sandbox, recorder))
          assert.match(recorder.printed(), /ConnectionError +- +Unknown/)
          assert.deepStrictEqual(recorder.calls(), ["create", "list", "delete"])
          assert.deepStrictEqual(yield* names(sandbox), ["other"])
        })
      )
    )

    it.live(
      "names the key that it could not delete",
      onSandbox((sandbox, recorder) =>
        Effect.gen(function*() {
          yield* sandbox.fail({ operation: "delete", status: 500 })
          const { message } = orphanedKeyError(yield* Effect.exit(lifecycle(sandbox, recorder)))
          const [key] = yield* sandbox.keys
          assert.include(message, `"demo"`)
          assert.include(message, key!.hash)
        })
      )
    )

    it.live(
      "names the key that it could not delete, also when it was interrupted",
      onSandbox((sandbox, recorder) =>
        Effect.gen(function*() {
          yield* sandbox.fail({ operation: "update", delay: "1 minute" })
          yield* sandbox.fail({ operation: "delete", status: 500 })
          const { message } = orphanedKeyError(yield* interruptedAt("update", sandbox, lifecycle(sandbox, recorder)))
          assert.include(message, (yield* sandbox.keys)[0]!.hash)
        })
      )
    )

    it.live(
      "names the key when the keys could not be listed",
      onSandbox((sandbox, recorder) =>
        Effect.gen(function*() {
          yield* sandbox.fail({ operation: "create", drop: "after" })
          yield* sandbox.fail({ operation: "list", status: 500 })
          const { hash, message } = orphanedKeyError(yield* Effect.exit(lifecycle(sandbox, recorder)))
          assert.isUndefined(hash)
          assert.include(message, `"demo"`)
        })
      )
    )
  }
)
