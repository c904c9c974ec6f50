/** What Deno's own options are for. */
import { OpenRouter } from "@openrouter-keys/adapters"
import { equal, fail, received, rejection, type Scenario } from "./scenario.js"

declare const Deno: { readonly createHttpClient: (options: { readonly poolMaxIdlePerHost: number }) => object }

/** As docs/runtimes.md has it. */
const neverTwice: Scenario = async (place) => {
  const client = Deno.createHttpClient({ poolMaxIdlePerHost: 0 })
  const openRouter = new OpenRouter({
    apiKey: place.managementKey,
    serverURL: place.url,
    fetch: async (input, init) => fetch(input, { ...init, client } as RequestInit)
  })
  await openRouter.apiKeys.list()
  await fail(place, { operation: "create", drop: "after" })
  await rejection(openRouter.apiKeys.create({ name: "Lost" }))
  equal(await received(place, "create"), 1, "requests of a create whose answer was lost")
}

/** What Deno's own options are for. */
export const deno: Readonly<Record<string, Scenario>> = { "no connection is kept": neverTwice }
