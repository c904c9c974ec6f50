import { OpenRouterCore } from "@openrouter-keys/adapters/core"
import { apiKeysGet } from "@openrouter-keys/adapters/funcs/apiKeysGet"

const openRouter = new OpenRouterCore()

const describe = async (hash: string): Promise<string> => {
  const result = await apiKeysGet(openRouter, { hash })
  if (result.ok) return result.value.data.name
  switch (result.error._tag) {
    case "NotFound":
      return "There is no such key"
    case "InvalidRequest":
      return result.error.issues.map(({ message, path }) => `${path} ${message}`).join(", ")
    case "Unauthorized":
    case "Forbidden":
      return "This needs a management key"
    default:
      return result.error.message
  }
}

console.log(await describe("no-such-key"))
