import { OpenRouter } from "@openrouter-keys/adapters"

const openRouter = new OpenRouter()

const { data } = await openRouter.apiKeys.getCurrentKeyMetadata()
console.log(data.label, data.isManagementKey ? "may manage keys" : `has ${data.limitRemaining} USD left`)
