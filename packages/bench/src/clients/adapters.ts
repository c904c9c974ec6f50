/** The Promise API. */
import { OpenRouter } from "@openrouter-keys/adapters"
import { OpenRouter as UndiciOpenRouter } from "@openrouter-keys/adapters/node"
import { allAtOnce, apiKey, type Client, type Connection, newKey } from "./client.js"

const clientOf = (openRouter: OpenRouter): Client => {
  const { apiKeys } = openRouter
  const list = () => apiKeys.list()
  return {
    list,
    get: (hash) => apiKeys.get({ hash }),
    create: () => apiKeys.create(newKey),
    listAtOnce: allAtOnce(list),
    countAll: async () => {
      let count = 0
      for await (const _ of apiKeys.listAll()) count++
      return count
    },
    close: () => openRouter.dispose()
  }
}

/** Over fetch, the default. */
export const adapterFetch = (connection: Connection): Client => clientOf(new OpenRouter({ apiKey, ...connection }))

/** Over undici's pool, for servers. */
export const adapterUndici = ({ serverURL }: Connection): Client =>
  clientOf(new UndiciOpenRouter({ apiKey, serverURL }))
