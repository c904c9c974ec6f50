/** The reference client, beside ours: the same options, the same server. */
import { OpenRouter as Reference, type SDKOptions } from "@openrouter/sdk"
import { onTestFinished } from "vitest"
import { OpenRouter, type OpenRouterOptions } from "../../src/index.js"
import { type Respond, type Server, startServer } from "./server.js"

/** Options that both clients take. */
export type SharedOptions = Pick<
  SDKOptions & OpenRouterOptions,
  "apiKey" | "appCategories" | "appTitle" | "httpReferer" | "userAgent" | "timeoutMs"
>

/** Both clients, and a server for each, so that neither sees the other's requests. */
export interface Pair {
  readonly ours: OpenRouter
  readonly theirs: Reference
  readonly toUs: Server
  readonly toThem: Server
}

/** For one test: both clients before servers that answer alike. */
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
