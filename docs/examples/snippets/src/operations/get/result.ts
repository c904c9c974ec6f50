import { OpenRouterCore } from "@openrouter-keys/adapters/core"
import { apiKeysGet } from "@openrouter-keys/adapters/funcs/apiKeysGet"

const openRouter = new OpenRouterCore()
const hash = "f01d52606dc8f0a8303a7b5cc3fa07109c2e346cec7c0a16b40de462992ce943"

const { error, ok, value } = await apiKeysGet(openRouter, { hash })
if (ok) console.log(value.data.name, value.data.limitRemaining)
else console.error(error._tag === "NotFound" ? "no such key" : error.message)
