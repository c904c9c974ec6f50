/**
 * The command `openrouter-keys-sandbox`.
 */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { main } from "./internal/cli.js"

// Whoever read the output may leave; the sandbox stays for whoever uses it.
process.stdout.on("error", () => {})

// The command reports its own errors, and logs by its own logger.
NodeRuntime.runMain(main(process.argv.slice(2)), { disableErrorReporting: true, disablePrettyLogger: true })
