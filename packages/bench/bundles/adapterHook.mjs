// One hook, and the provider it needs.
export { OpenRouterCore } from "@openrouter-keys/adapters/core"
export { OpenRouterProvider, useApiKeysList } from "@openrouter-keys/adapters/react-query"
