/**
 * The command `openrouter-keys-sandbox`.
 */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { main } from "./internal/cli.js"

// The sandbox keeps serving when the reader of its output goes away.
process.stdout.on("error", () => {})

// The command prints its errors, and has its own logger.
NodeRuntime.runMain(main(process.argv.slice(2)), { disableErrorReporting: true, disablePrettyLogger: true })
