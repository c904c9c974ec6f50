/** A fake account, a sink that remembers everything, and rotations on an engine: what tests of rotations start from. */
import { RetryPolicy } from "@openrouter-keys/core"
import { ApiKeysTest, FakeOpenRouter } from "@openrouter-keys/core/testing"
import { sha256 } from "@openrouter-keys/protocol/fake"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/TestClock"
import * as Fleet from "../../src/Fleet.js"
import { MemorySink, SecretSink } from "../../src/SecretSink.js"

/** A fake with these options, a sink in memory, and rotations in memory. */
export const inMemory = (options: FakeOpenRouter.Options = {}) =>
  Fleet.layerMemory.pipe(
    Layer.provideMerge(SecretSink.memory),
    Layer.provideMerge(ApiKeysTest.layer({ retry: RetryPolicy.none, ...options }))
  )

/** Lets everything that is ready run, without time passing. */
export const settle = Effect.yieldNow().pipe(Effect.repeatN(200), Effect.zipRight(TestClock.adjust(0)))

/** Lets time pass in steps, so that what begins at one of them can end at a later one. */
export const pass = (duration: Duration.DurationInput, step: Duration.DurationInput = "1 minute") =>
  Effect.suspend(() => {
    const steps = Math.ceil(Duration.toMillis(duration) / Duration.toMillis(step))
    return Effect.repeatN(Effect.zipRight(TestClock.adjust(step), settle), Math.max(0, steps - 1))
  })

/** The keys by name, those of all workspaces. */
export const keysByName = Effect.map(
  Effect.flatMap(FakeOpenRouter, ({ keys }) => keys),
  (keys) => Object.fromEntries(keys.map((key) => [key.name, key]))
)

/** Hashes of the keys whose secrets the sink has. */
export const sunkHashes = Effect.map(
  Effect.flatMap(MemorySink, ({ entries }) => entries),
  (entries) => entries.map(({ secret }) => sha256(Redacted.value(secret)))
)

export { FakeOpenRouter }
