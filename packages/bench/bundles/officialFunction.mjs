// The official SDK: one standalone function and its client.
export { OpenRouterCore } from "@openrouter/sdk/core.js"
export { apiKeysList } from "@openrouter/sdk/funcs/apiKeysList.js"
