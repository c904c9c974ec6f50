/** Scenarios of the Promise API over undici's pool, on runtimes with Node's modules. */
import { OpenRouter } from "@openrouter-keys/adapters/node"
import { aborting, type Open, refusedConnection, sixOperations } from "./adapters.js"
import type { Scenario } from "./scenario.js"

const clientOf: Open = ({ managementKey, url }) => new OpenRouter({ apiKey: managementKey, serverURL: url })

/** Scenarios of the Promise API over undici's pool. */
export const node: Readonly<Record<string, Scenario>> = {
  "six operations": sixOperations(clientOf),
  "a connection is refused": refusedConnection(clientOf),
  "aborting": aborting(clientOf)
}
