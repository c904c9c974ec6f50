import { OpenRouterCore } from "@openrouter-keys/adapters/core"
import { apiKeysCreate } from "@openrouter-keys/adapters/funcs/apiKeysCreate"

const openRouter = new OpenRouterCore()

const created = await apiKeysCreate(openRouter, { name: "My first key", limit: 5, limitReset: "monthly" })
if (created.ok) console.log(`Created ${created.value.data.name} (${created.value.data.label}).`)
else console.error(created.error.message)

// Wrong input is found before anything is sent.
const refused = await apiKeysCreate(openRouter, { name: "", limit: -5 })
if (!refused.ok) console.log(`${refused.error._tag}: ${refused.error.message}`)
