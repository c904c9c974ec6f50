/** A runner that starts rotations and ends. Run as `startRotations URL_OF_THE_API FILE`: a list of hashes and sinks. */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { ApiKeys, FetchClient, OpenRouterClient } from "@openrouter-keys/core"
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { readFileSync } from "node:fs"
import * as Fleet from "../../src/Fleet.js"
import { Rotation } from "../../src/Rotation.js"

const [, , serverURL = "", file = ""] = process.argv
const requests = JSON.parse(readFileSync(file, "utf8")) as ReadonlyArray<Rotation.Options>

const account = ApiKeys.layer.pipe(
  Layer.provide(OpenRouterClient.layerConfig({
    apiKey: Config.redacted("OPENROUTER_MANAGEMENT_KEY"),
    serverURL: Config.succeed(serverURL)
  })),
  Layer.provide(FetchClient.layer)
)

const start = Effect.forEach(
  requests,
  (request) => Rotation.start({ ...request, grace: "500 millis", drain: "200 millis", keepDisabled: "500 millis" }),
  { concurrency: 8, discard: true }
)

NodeRuntime.runMain(Effect.provide(start, Layer.provide(Fleet.layerCluster(), account)))
