// One standalone function, and the client it takes.
export { OpenRouterCore } from "@openrouter-keys/adapters/core"
export { apiKeysList } from "@openrouter-keys/adapters/funcs/apiKeysList"
