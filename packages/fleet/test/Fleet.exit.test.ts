import { assert, describe, it } from "@effect/vitest"
import { RetryPolicy } from "@openrouter-keys/core"
import { ApiKeysTest, FakeOpenRouter } from "@openrouter-keys/core/testing"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as LogLevel from "effect/LogLevel"
import * as Stream from "effect/Stream"
import { mkdtempSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as Fleet from "../src/Fleet.js"
import { Rotation } from "../src/Rotation.js"

describe("the local engine", () => {
  it.live("logs no warning, even if its program ends during a rotation", () => {
    const logged: Array<string> = []
    const logger = Logger.make<unknown, void>(({ logLevel, message }) => {
      if (LogLevel.greaterThanEqual(logLevel, LogLevel.Warning)) logged.push(`${logLevel.label} ${String(message)}`)
    })
    const program = Effect.gen(function*() {
      const dir = mkdtempSync(join(tmpdir(), "fleet-"))
      const [key] = yield* Effect.flatMap(FakeOpenRouter, ({ keys }) => keys)
      yield* Effect.gen(function*() {
        const id = yield* Rotation.start({ hash: key!.hash, to: `env-file:${dir}/.env#KEY` })
        yield* Stream.runDrain(Stream.takeUntil(Rotation.watch(id), ({ step }) => step === "grace"))
        // The engine looks for runners every 3 seconds, if it does: so that it does during its end.
        yield* Effect.sleep("1500 millis")
      }).pipe(Effect.provide(Fleet.layerLocal({ file: join(dir, "fleet.db") })))
      assert.deepStrictEqual(logged, [])
    })
    return program.pipe(Effect.provide(Layer.mergeAll(
      ApiKeysTest.layer({ keys: [{ name: "k" }], retry: RetryPolicy.none }),
      Logger.replace(Logger.defaultLogger, logger),
      Logger.minimumLogLevel(LogLevel.All)
    )))
  }, 60_000)
})
