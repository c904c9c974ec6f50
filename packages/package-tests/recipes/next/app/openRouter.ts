import { OpenRouter } from "@openrouter-keys/adapters"

/** One client for the server. It reads `OPENROUTER_API_KEY` here; without one, calls fail and not the build. */
export const openRouter = new OpenRouter()
