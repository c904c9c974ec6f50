// One hook and its provider.
export { OpenRouterCore } from "@openrouter-keys/adapters/core"
export { OpenRouterProvider, useApiKeysList } from "@openrouter-keys/adapters/react-query"
