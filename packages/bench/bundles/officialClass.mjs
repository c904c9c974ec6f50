// The official SDK: the class.
export { OpenRouter } from "@openrouter/sdk"
