import { OpenRouterCore } from "@openrouter-keys/adapters/core"
import { apiKeysList } from "@openrouter-keys/adapters/funcs/apiKeysList"

const openRouter = new OpenRouterCore() // bundlers keep only the functions that are used

const result = await apiKeysList(openRouter, { includeDisabled: true })
if (result.ok) console.log(result.value.data.map(({ name, usage }) => `${name}: $${usage}`))
else if (result.error._tag === "Unauthorized") console.error("check OPENROUTER_API_KEY")
else console.error(result.error.message)
