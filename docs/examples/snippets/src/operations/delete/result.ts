import { OpenRouterCore } from "@openrouter-keys/adapters/core"
import { apiKeysDelete } from "@openrouter-keys/adapters/funcs/apiKeysDelete"

const openRouter = new OpenRouterCore()
const hash = "f01d52606dc8f0a8303a7b5cc3fa07109c2e346cec7c0a16b40de462992ce943"

const { error, ok } = await apiKeysDelete(openRouter, { hash })
if (ok || error._tag === "NotFound") console.log("gone")
else console.error(error.outcome, error.message)
