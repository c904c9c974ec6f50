import { OpenRouter } from "@openrouter-keys/adapters"

/**
 * An app is in the hands of its users, so it holds no management key: `serverURL` is a server of yours, which knows who
 * is signed in and adds the key.
 */
export const clientFor = (serverURL, sessionToken) => new OpenRouter({ serverURL, apiKey: () => sessionToken() })
