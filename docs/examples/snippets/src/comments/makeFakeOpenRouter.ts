import { OpenRouter } from "@openrouter-keys/adapters"
import { makeFakeOpenRouter } from "@openrouter-keys/adapters/testing"

const fake = makeFakeOpenRouter({ keys: [{ hash: "a1", name: "CI", limit: 5, limitReset: "daily" }] })
const openRouter = new OpenRouter({ apiKey: fake.managementKey, fetch: fake.fetch })

fake.spend("a1", 4)
const { data } = await openRouter.apiKeys.get({ hash: "a1" })
console.log(data.limitRemaining) // 1

fake.advance(24 * 60 * 60 * 1_000)
const { data: nextDay } = await openRouter.apiKeys.get({ hash: "a1" })
console.log(nextDay.limitRemaining) // 5
