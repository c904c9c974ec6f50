/**
 * The command behind `npm run dashboard`.
 */
import * as NodeContext from "@effect/platform-node/NodeContext"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as Effect from "effect/Effect"
import { fileURLToPath } from "node:url"
import { dashboard } from "./dashboard.js"

// Whoever read the output may leave; the page stays.
process.stdout.on("error", () => {})

const page = fileURLToPath(new URL("../app", import.meta.url))

NodeRuntime.runMain(Effect.provide(dashboard(process.argv.slice(2), page), NodeContext.layer), {
  // The command reports its own errors.
  disableErrorReporting: true
})
