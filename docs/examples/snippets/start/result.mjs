import { OpenRouterCore } from "@openrouter-keys/adapters/core"
import { apiKeysCreate } from "@openrouter-keys/adapters/funcs/apiKeysCreate"

const openRouter = new OpenRouterCore()

const created = await apiKeysCreate(openRouter, { name: "My first key", limit: 5, limitReset: "monthly" })
if (created.ok) console.log(`Created ${created.value.data.name} (${created.value.data.label}).`)
else console.error(created.error.message)

// Invalid input is rejected before anything is sent.
const rejected = await apiKeysCreate(openRouter, { name: "", limit: -5 })
if (!rejected.ok) console.log(`${rejected.error._tag}: ${rejected.error.message}`)
