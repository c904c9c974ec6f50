/** A program that rotates keys on the local engine, and is killed while it does. Run as `rotateAll FOLDER URL`. */
import { ApiKeys, FetchClient, OpenRouterClient } from "@openrouter-keys/core"
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as LogLevel from "effect/LogLevel"
import { readFileSync, writeFileSync } from "node:fs"
import * as Fleet from "../../src/Fleet.js"
import { Rotation } from "../../src/Rotation.js"

const [, , folder = "", serverURL = ""] = process.argv
const hashes = JSON.parse(readFileSync(`${folder}/hashes.json`, "utf8")) as ReadonlyArray<string>

const account = ApiKeys.layer.pipe(
  Layer.provide(OpenRouterClient.layerConfig({
    apiKey: Config.redacted("OPENROUTER_MANAGEMENT_KEY"),
    serverURL: Config.succeed(serverURL)
  })),
  Layer.provide(FetchClient.layer)
)

const sinkOf = (index: number): string =>
  index % 2 === 0 ? `env-file:${folder}/sinks/.env#KEY_${index}` : `file:${folder}/sinks/key-${index}`

const program = Effect.gen(function*() {
  const rotation = yield* Rotation
  const known = new Set((yield* rotation.list).map(({ predecessor }) => predecessor.hash))
  yield* Effect.forEach(
    hashes.map((hash, index) => ({ hash, to: sinkOf(index) })).filter(({ hash }) => !known.has(hash)),
    (each) => rotation.start({ ...each, grace: "500 millis", drain: "200 millis", keepDisabled: "500 millis" }),
    { concurrency: 5, discard: true }
  )
  while (true) {
    const all = yield* rotation.list
    if (all.every(({ state }) => state !== "active")) {
      return yield* Effect.sync(() => writeFileSync(`${folder}/result.json`, JSON.stringify(all)))
    }
    yield* Effect.sleep("200 millis")
  }
})

await Effect.runPromise(program.pipe(
  Effect.provide(Layer.provide(Fleet.layerLocal({ file: `${folder}/data/fleet.db` }), account)),
  Logger.withMinimumLogLevel(LogLevel.All)
))
// Everything is stored: stopping gently would only take time.
process.exit(0)
