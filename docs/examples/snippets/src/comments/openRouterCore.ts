import { OpenRouterCore } from "@openrouter-keys/adapters/core"
import { apiKeysList } from "@openrouter-keys/adapters/funcs/apiKeysList"

const openRouter = new OpenRouterCore()
const result = await apiKeysList(openRouter)
if (result.ok) console.log(result.value.data)
else console.error(result.error.message)
