import { OpenRouter } from "@openrouter-keys/adapters"

/** One client for the server. It reads `OPENROUTER_API_KEY` on its first call, so a build needs no key. */
export const openRouter = new OpenRouter()
