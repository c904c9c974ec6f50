/** Scenarios with Deno's options. */
import { OpenRouter } from "@openrouter-keys/adapters"
import { equal, fail, received, rejection, type Scenario } from "./scenario.js"

declare const Deno: { readonly createHttpClient: (options: { readonly poolMaxIdlePerHost: number }) => object }

/** The client of docs/runtimes.md. */
const neverTwice: Scenario = async (server) => {
  const client = Deno.createHttpClient({ poolMaxIdlePerHost: 0 })
  const openRouter = new OpenRouter({
    apiKey: server.managementKey,
    serverURL: server.url,
    fetch: async (input, init) => fetch(input, { ...init, client } as RequestInit)
  })
  await openRouter.apiKeys.list()
  await fail(server, { operation: "create", drop: "after" })
  await rejection(openRouter.apiKeys.create({ name: "Lost" }))
  equal(await received(server, "create"), 1, "requests of a create whose response was lost")
}

/** Scenarios with Deno's options. */
export const deno: Readonly<Record<string, Scenario>> = { "no connection is kept": neverTwice }
