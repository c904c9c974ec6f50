import { OpenRouterCore } from "@openrouter-keys/adapters/core"
import { apiKeysList } from "@openrouter-keys/adapters/funcs/apiKeysList"

const openRouter = new OpenRouterCore()

const { error, ok, value } = await apiKeysList(openRouter, { includeDisabled: true })
if (ok) console.log(value.data.map(({ name, usage }) => `${name}: $${usage}`))
else console.error(error._tag, error.message)
