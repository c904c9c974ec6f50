import { OpenRouter } from "@openrouter-keys/adapters"

const openRouter = new OpenRouter()
const hash = "f01d52606dc8f0a8303a7b5cc3fa07109c2e346cec7c0a16b40de462992ce943"

// `null` means no limit; with 0, nothing can be spent.
await openRouter.apiKeys.update({ hash, requestBody: { limit: null, limitReset: null } })
const { data } = await openRouter.apiKeys.update({ hash, requestBody: { disabled: true } })
console.log(data.disabled)
