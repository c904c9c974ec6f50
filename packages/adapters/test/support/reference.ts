/** The reference client and ours, with the same options and server. */
import { OpenRouter as Reference, type SDKOptions } from "@openrouter/sdk"
import { onTestFinished } from "vitest"
import { OpenRouter, type OpenRouterOptions } from "../../src/index.js"
import { type Respond, type Server, startServer } from "./server.js"

/** Options of both clients. */
export type SharedOptions = Pick<
  SDKOptions & OpenRouterOptions,
  "apiKey" | "appCategories" | "appTitle" | "httpReferer" | "userAgent" | "timeoutMs"
>

/** Both clients, each with its own server. */
export interface Pair {
  readonly ours: OpenRouter
  readonly theirs: Reference
  readonly toUs: Server
  readonly toThem: Server
}

/** Both clients for one test, with servers that respond alike. */
export const pair = async (
  respond: Respond,
  options: SharedOptions = {},
  ourOptions: OpenRouterOptions = {}
): Promise<Pair> => {
  const [toUs, toThem] = await Promise.all([startServer(respond), startServer(respond)])
  onTestFinished(async () => {
    await Promise.all([toUs.close(), toThem.close()])
  })
  const shared = { apiKey: "sk-or-v1-test", ...options }
  return {
    ours: new OpenRouter({ ...shared, ...ourOptions, serverURL: toUs.url }),
    theirs: new Reference({ ...shared, serverURL: toThem.url }),
    toUs,
    toThem
  }
}
