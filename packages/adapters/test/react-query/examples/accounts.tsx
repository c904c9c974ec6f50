import { OpenRouterCore } from "@openrouter-keys/adapters/core"
import { buildApiKeysListQuery } from "@openrouter-keys/adapters/react-query"
import { useQueries } from "@tanstack/react-query"

interface Team {
  readonly id: string
  readonly apiKey: string
}

/** On a server, or in a tool on your own machine. */
export const clientOf = ({ apiKey, id }: Team) => new OpenRouterCore({ apiKey, account: id })

export const Counts = ({ clients }: { readonly clients: ReadonlyArray<OpenRouterCore> }) => {
  const lists = useQueries({ queries: clients.map((client) => buildApiKeysListQuery(client)) })
  return <p>{lists.map(({ data }) => data?.data.length ?? "…").join(", ")}</p>
}
