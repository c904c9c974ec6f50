import { OpenRouter } from "@openrouter-keys/adapters"
import { EnvHttpProxyAgent, setGlobalDispatcher } from "undici"

setGlobalDispatcher(new EnvHttpProxyAgent()) // Node's own fetch uses it too

const openRouter = new OpenRouter()

await openRouter.apiKeys.list()
