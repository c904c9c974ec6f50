// One standalone function and its client.
export { OpenRouterCore } from "@openrouter-keys/adapters/core"
export { apiKeysList } from "@openrouter-keys/adapters/funcs/apiKeysList"
