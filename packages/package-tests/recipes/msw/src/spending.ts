import { OpenRouter } from "@openrouter-keys/adapters"

/** The names of the keys that have spent 90 % of their limit or more. */
export const nearLimit = async (openRouter: OpenRouter = new OpenRouter()): Promise<ReadonlyArray<string>> => {
  const names: Array<string> = []
  for await (const { limit, name, usage } of openRouter.apiKeys.listAll()) {
    if (limit !== null && usage >= limit * 0.9) names.push(name)
  }
  return names
}
