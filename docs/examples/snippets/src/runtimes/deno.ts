import { OpenRouter } from "@openrouter-keys/adapters"

const client = Deno.createHttpClient({ poolMaxIdlePerHost: 0 })
const openRouter = new OpenRouter({ fetch: (input, init) => fetch(input, { ...init, client } as RequestInit) })

for await (const { name } of openRouter.apiKeys.listAll()) console.log(name)
