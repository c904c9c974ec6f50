/** Failing calls that are not awaited. The process must not crash, and must exit. */
import { apiKeysGet, OpenRouter, type OpenRouterOptions } from "../../src/index.js"

const fire = (options: OpenRouterOptions) => {
  const openRouter = new OpenRouter({ retryConfig: { strategy: "none" }, ...options })
  const controller = new AbortController()
  const { signal } = controller
  void openRouter.apiKeys.list()
  void openRouter.apiKeys.get({ hash: ".." })
  void openRouter.apiKeys.create({ name: "CI" }, { signal })
  void openRouter.apiKeys.delete({ hash: "a" }, { signal: AbortSignal.abort() })
  void openRouter.apiKeys.update({ hash: "a", requestBody: {} }, null as never)
  void apiKeysGet(openRouter, { hash: "a" })
  void openRouter.apiKeys.listAll()[Symbol.asyncIterator]().next()
  setTimeout(() => controller.abort(), 10)
  setTimeout(() => void openRouter.dispose(), 20)
}

fire({ apiKey: "key", serverURL: "http://127.0.0.1:1" })
fire({ apiKey: () => Promise.reject(new Error("no vault")) })
fire({ apiKey: "key", fetch: () => Promise.reject(new Error("no network")) })
fire({ apiKey: "key", fetch: () => new Promise(() => {}), timeoutMs: 5 })
fire({ apiKey: "key", fetch: () => Promise.resolve(new Response("{")) })
fire(null as never)

setTimeout(() => console.log("still here"), 200)
