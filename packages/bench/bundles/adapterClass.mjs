// The class with all operations.
export { OpenRouter } from "@openrouter-keys/adapters"
