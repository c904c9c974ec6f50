import { OpenRouterCore } from "@openrouter-keys/adapters/core"
import { apiKeysCreate } from "@openrouter-keys/adapters/funcs/apiKeysCreate"

const openRouter = new OpenRouterCore()

const { error, ok, value } = await apiKeysCreate(openRouter, { name: "Ada", limit: 5, limitReset: "monthly" })
if (ok) console.log(`${value.data.label}: keep its ${value.key.length} characters where secrets are kept`)
else if (error.outcome === "Unknown") console.error("There may be a key now: look in the list first", error.message)
else console.error("There is no key", error.message)
