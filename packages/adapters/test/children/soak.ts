/**
 * A thousand calls at once, half of them aborted at random moments, to a server that sometimes responds with
 * errors. Prints the results. The process must exit afterwards.
 */
import { apiKeysGet, apiKeysList, OpenRouter } from "../../src/index.js"
import { hash, wireKey } from "../support/fixtures.js"
import { startServer } from "../support/server.js"

const unhandled: Array<unknown> = []
process.on("unhandledRejection", (reason) => unhandled.push(reason))

const warnings: Array<string> = []
process.on("warning", ({ message }) => warnings.push(message))

const server = await startServer(({ path }, index) => {
  if (index % 11 === 0) return { status: 0, drop: true }
  if (index % 7 === 0) return { status: 503, headers: { "retry-after": "0" } }
  if (index % 5 === 0) return { status: 404, body: "{" }
  return { status: 200, body: { data: path.endsWith("/keys") ? [wireKey] : wireKey } }
})

const openRouter = new OpenRouter({
  apiKey: () => Promise.resolve("key"),
  serverURL: server.url,
  retryConfig: { strategy: "backoff", backoff: { initialInterval: 1, maxInterval: 50, maxElapsedTime: 60_000 } }
})

const everyKey = async (signal: AbortSignal) => {
  for await (const { name } of openRouter.apiKeys.listAll({}, { signal })) return name
  return undefined
}

const calls: ReadonlyArray<(signal: AbortSignal) => Promise<unknown>> = [
  (signal) => openRouter.apiKeys.get({ hash }, { signal }),
  (signal) => openRouter.apiKeys.list({}, { fetchOptions: { signal } }),
  (signal) => apiKeysGet(openRouter, { hash }, { signal }),
  (signal) => apiKeysList(openRouter, {}, { signal }),
  everyKey
]

const started = performance.now()

const outcomes = await Promise.allSettled(Array.from({ length: 1_000 }, (_, index) => {
  const controller = new AbortController()
  if (index % 2 === 0) setTimeout(() => controller.abort(), Math.random() * 300)
  return calls[index % calls.length]!(controller.signal)
}))

const tagOf = (outcome: PromiseSettledResult<unknown>): string => {
  const { error } = (outcome.status === "rejected"
    ? { error: outcome.reason as unknown }
    : outcome.value ?? {}) as { readonly error?: { readonly _tag?: string } }
  return error === undefined ? "ok" : error._tag ?? String(error)
}

const counts: Record<string, number> = {}
for (const outcome of outcomes) counts[tagOf(outcome)] = (counts[tagOf(outcome)] ?? 0) + 1

await server.close()
await new Promise((resolve) => setTimeout(resolve, 50))

console.log(JSON.stringify({
  settled: outcomes.length,
  counts,
  unhandled: unhandled.map(String),
  warnings,
  requests: server.requests.length,
  took: Math.round(performance.now() - started),
  // Idle sockets do not count: they do not keep the process alive.
  timers: process.getActiveResourcesInfo().filter((name) => name === "Timeout").length
}))
