/**
 * The command behind `npm run dashboard`.
 */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { fileURLToPath } from "node:url"
import { dashboard } from "./dashboard.js"

// The reader of the output may close it; the page stays.
process.stdout.on("error", () => {})

const page = fileURLToPath(new URL("../app", import.meta.url))

NodeRuntime.runMain(dashboard(process.argv.slice(2), page), {
  // The command reports its own errors.
  disableErrorReporting: true
})
