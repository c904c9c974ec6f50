import { OpenRouterCore } from "@openrouter-keys/adapters/core"
import { apiKeysGetCurrentKeyMetadata } from "@openrouter-keys/adapters/funcs/apiKeysGetCurrentKeyMetadata"

const openRouter = new OpenRouterCore()

const { error, ok, value } = await apiKeysGetCurrentKeyMetadata(openRouter)
if (ok) console.log(value.data.label, value.data.limitRemaining)
else console.error(error._tag === "Unauthorized" ? "this key is not valid" : error.message)
