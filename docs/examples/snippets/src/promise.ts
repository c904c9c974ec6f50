import { NotFound, OpenRouter } from "@openrouter-keys/adapters"

const openRouter = new OpenRouter() // reads OPENROUTER_API_KEY

const { data, key } = await openRouter.apiKeys.create({ name: "CI", limit: 5, limitReset: "monthly" })
console.log(`created ${data.label}, ${key.length} characters`)
await openRouter.apiKeys.update({ hash: data.hash, requestBody: { disabled: true } })
await openRouter.apiKeys.delete({ hash: data.hash })
await openRouter.apiKeys.get({ hash: data.hash }).catch((error) => {
  if (error instanceof NotFound) console.log(error.message, error.outcome)
})
