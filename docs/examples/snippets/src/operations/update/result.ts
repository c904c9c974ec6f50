import { OpenRouterCore } from "@openrouter-keys/adapters/core"
import { apiKeysUpdate } from "@openrouter-keys/adapters/funcs/apiKeysUpdate"

const openRouter = new OpenRouterCore()
const hash = "f01d52606dc8f0a8303a7b5cc3fa07109c2e346cec7c0a16b40de462992ce943"

const { error, ok, value } = await apiKeysUpdate(openRouter, { hash, requestBody: { disabled: true } })
if (ok) console.log(value.data.disabled)
else console.error(error.message)
