/**
 * The command behind `npm run dashboard`.
 */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { fileURLToPath } from "node:url"
import { dashboard } from "./dashboard.js"

// The server keeps running when the reader of its output goes away.
process.stdout.on("error", () => {})

const page = fileURLToPath(new URL("../app", import.meta.url))

NodeRuntime.runMain(dashboard(process.argv.slice(2), page), {
  // The command prints its errors.
  disableErrorReporting: true
})
