/**
 * The command `openrouter-keys-sandbox`.
 */
import * as NodeContext from "@effect/platform-node/NodeContext"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as Effect from "effect/Effect"
import { main } from "./internal/cli.js"

// The command reports its own errors, and logs by its own logger.
NodeRuntime.runMain(Effect.provide(main(process.argv), NodeContext.layer), {
  disableErrorReporting: true,
  disablePrettyLogger: true
})
