/** The official SDK. */
import { OpenRouter } from "@openrouter/sdk"
import { HTTPClient } from "@openrouter/sdk/lib/http.js"
import type { RequestOptions } from "@openrouter/sdk/lib/sdks.js"
import { allAtOnce, allPages, apiKey, type Client, type Connection, newKey } from "./client.js"

/** Retries at once. By default the SDK does not retry 429, ignores a `Retry-After` of 0 and waits about a second. */
const retryAtOnce: RequestOptions = {
  retries: {
    strategy: "backoff",
    backoff: { initialInterval: 0, maxInterval: 0, exponent: 1, maxElapsedTime: 60_000 }
  },
  retryCodes: ["429"]
}

/** The official SDK's class. */
export const official = ({ fetch, serverURL }: Connection): Client => {
  const { apiKeys } = new OpenRouter({
    apiKey,
    serverURL,
    ...(fetch === undefined ? {} : { httpClient: new HTTPClient({ fetcher: fetch }) })
  })
  const list = () => apiKeys.list()
  return {
    list,
    get: (hash) => apiKeys.get({ hash }),
    create: () => apiKeys.create({ requestBody: newKey }, retryAtOnce),
    listAtOnce: allAtOnce(list),
    countAll: allPages(async (offset) => (await apiKeys.list({ offset })).data),
    close: () => Promise.resolve()
  }
}
