/**
 * The command `openrouter-keys-sandbox`.
 */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { main } from "./internal/cli.js"

// The reader of the output may close it; the sandbox stays for its clients.
process.stdout.on("error", () => {})

// The command reports its own errors, and logs by its own logger.
NodeRuntime.runMain(main(process.argv.slice(2)), { disableErrorReporting: true, disablePrettyLogger: true })
