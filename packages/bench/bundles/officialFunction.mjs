// The official SDK: one standalone function, and the client it takes.
export { OpenRouterCore } from "@openrouter/sdk/core.js"
export { apiKeysList } from "@openrouter/sdk/funcs/apiKeysList.js"
