import { OpenRouter } from "@openrouter-keys/adapters"

const openRouter = new OpenRouter({
  // A function is called for each request, so a rotated key is picked up.
  apiKey: () => Promise.resolve(process.env["OPENROUTER_API_KEY"]!),
  appTitle: "Key rotation",
  timeoutMs: 10_000,
  retryConfig: { strategy: "backoff", backoff: { initialInterval: 200, maxElapsedTime: 30_000 } }
})

await openRouter.apiKeys.list({}, {
  signal: AbortSignal.timeout(5_000),
  retries: { strategy: "none" },
  headers: { "x-request-id": "7f3a" }
})
