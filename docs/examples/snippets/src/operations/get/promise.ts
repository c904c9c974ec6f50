import { NotFound, OpenRouter } from "@openrouter-keys/adapters"

const openRouter = new OpenRouter()
const hash = "f01d52606dc8f0a8303a7b5cc3fa07109c2e346cec7c0a16b40de462992ce943"

try {
  const { data } = await openRouter.apiKeys.get({ hash })
  console.log(data.name, data.limitRemaining)
} catch (error) {
  if (!(error instanceof NotFound)) throw error
  console.log("no such key")
}
