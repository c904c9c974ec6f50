import { HttpClient } from "@effect/platform"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import { EnvHttpProxyAgent } from "@effect/platform-node/Undici"
import { OpenRouter } from "@openrouter-keys/adapters"
import { Layer } from "effect"

const dispatcher = new EnvHttpProxyAgent()
const openRouter = new OpenRouter({
  httpClient: Layer.succeed(HttpClient.HttpClient, NodeHttpClient.makeUndici(dispatcher))
})

await openRouter.apiKeys.list()
