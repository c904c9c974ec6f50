/** A program that is one runner of a cluster until it is killed. Run as `clusterRunner URL_OF_THE_API`. */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { ApiKeys, FetchClient, OpenRouterClient } from "@openrouter-keys/core"
import * as Config from "effect/Config"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as LogLevel from "effect/LogLevel"
import * as Fleet from "../../src/Fleet.js"

const [, , serverURL = ""] = process.argv

const account = ApiKeys.layer.pipe(
  Layer.provide(OpenRouterClient.layerConfig({
    apiKey: Config.redacted("OPENROUTER_MANAGEMENT_KEY"),
    serverURL: Config.succeed(serverURL)
  })),
  Layer.provide(FetchClient.layer)
)

NodeRuntime.runMain(
  Layer.launch(Layer.provide(Fleet.layerCluster(), account)).pipe(Logger.withMinimumLogLevel(LogLevel.Info))
)
