/** A runner that starts rotations and ends. Run as `startRotations URL_OF_THE_API FILE`: a list of hashes and sinks. */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { ApiKeys, FetchClient, OpenRouterClient } from "@openrouter-keys/core"
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schedule from "effect/Schedule"
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

/** Where the database is away, it is tried again; what an earlier try has started is under way. */
const startOne = (request: Rotation.Options) =>
  Rotation.start({ ...request, grace: "500 millis", drain: "200 millis", keepDisabled: "500 millis" }).pipe(
    Effect.catchIf((error) => "reason" in error && error.reason === "UnderWay", () => Effect.void),
    Effect.sandbox,
    Effect.retry(Schedule.intersect(Schedule.spaced("500 millis"), Schedule.recurs(120)))
  )

const start = Effect.forEach(
  requests,
  startOne,
  { concurrency: 8, discard: true }
)

NodeRuntime.runMain(Effect.provide(start, Layer.provide(Fleet.layerCluster(), account)))
