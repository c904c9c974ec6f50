/** Runs calls without the APIs that Safari 16.3, React Native or jsdom 20 lack. Prints the failures. */
import { QueryClient } from "@tanstack/react-query"
import { wireKey } from "../support/fixtures.js"

const { log } = console

const missing: ReadonlyArray<readonly [object, ReadonlyArray<string>]> = [
  [URL, ["canParse", "parse"]],
  [AbortSignal, ["any", "timeout", "abort"]],
  [AbortSignal.prototype, ["throwIfAborted"]],
  [Object, ["groupBy"]],
  [Array, ["fromAsync"]],
  [Array.prototype, ["at", "findLast", "findLastIndex", "toSorted", "toReversed", "toSpliced", "with"]],
  [String.prototype, ["at", "isWellFormed", "toWellFormed"]],
  [Promise, ["withResolvers", "any"]],
  [crypto, ["randomUUID"]],
  [Object.getPrototypeOf(crypto) as object, ["randomUUID"]],
  [Symbol, ["asyncDispose", "dispose"]],
  [globalThis, ["structuredClone"]]
]

// Makes Node load its own `fetch` before the APIs are removed.
await Response.json({}).text()
void new Request("http://localhost", { headers: new Headers() })

const removed: Array<string> = []
for (const [owner, names] of missing) {
  for (const name of names) {
    Reflect.deleteProperty(owner, name)
    if (!(name in owner)) removed.push(name)
  }
}

// Node's `Response` and `Headers` need this one.
const { hasOwn } = Object
Object.hasOwn = (object, name) => {
  const [, , caller = ""] = new Error().stack?.split("\n") ?? []
  if (!caller.includes("node:")) throw new TypeError("Object.hasOwn is not a function")
  return hasOwn(object, name)
}

const { OpenRouter } = await import("../../src/index.js")
const hooks = await import("../../src/react-query/index.js")

const respond = (method: string, url: URL): Response => {
  if (method === "POST") return Response.json({ data: wireKey, key: "sk-or-v1-created" }, { status: 201 })
  if (method === "DELETE") return Response.json({ deleted: true })
  const isList = url.pathname.endsWith("/keys")
  return Response.json({ data: isList ? url.searchParams.has("offset") ? [] : [wireKey] : wireKey })
}

let failures = 1
const fetch = (input: string | URL | Request, init?: RequestInit): Promise<Response> =>
  failures-- > 0
    ? Promise.resolve(new Response(null, { status: 429, headers: { "retry-after": "0" } }))
    : Promise.resolve(
      respond(init?.method ?? "GET", new URL(typeof input === "object" && "url" in input ? input.url : input))
    )

const client = new OpenRouter({
  apiKey: () => Promise.resolve("key"),
  serverURL: "https://one.test/api/v1",
  fetch,
  retryConfig: { strategy: "backoff", backoff: { initialInterval: 1, maxInterval: 1 } }
})
const { apiKeys } = client
const { hash } = wireKey
const failed: Array<string> = []

const attempt = async (name: string, run: () => unknown): Promise<void> => {
  try {
    await run()
  } catch (error) {
    failed.push(`${name}: ${String(error)}`)
  }
}

const signals = () => ({ signal: new AbortController().signal, fetchOptions: { signal: new AbortController().signal } })

/** Checks the class of an error. */
const endsWith = (tag: string, error: unknown): void => {
  if ((error as { readonly _tag?: string })._tag !== tag) throw new Error(`${tag} expected`, { cause: error })
}

const aborted = async () => {
  const controller = new AbortController()
  const hanging = new OpenRouter({ apiKey: "key", fetch: () => new Promise(() => {}) })
  const promise = hanging.apiKeys.list({}, { ...signals(), signal: controller.signal })
  setTimeout(() => controller.abort(), 5)
  const error: unknown = await promise.catch((error: unknown) => error)
  endsWith("RequestAborted", error)
}

const timedOut = async () => {
  const hanging = new OpenRouter({
    apiKey: "key",
    timeoutMs: 5,
    fetch: () => new Promise(() => {}),
    retryConfig: { strategy: "none" }
  })
  const error = await hanging.apiKeys.list().catch((error: unknown) => error)
  endsWith("RequestTimeout", error)
}

await attempt("list", () => apiKeys.list({ includeDisabled: true }, signals()))
await attempt("create", () => apiKeys.create({ name: "CI", expiresAt: new Date(2e12) }, signals()))
await attempt("get", () => apiKeys.get({ hash }))
await attempt("update", () => apiKeys.update({ hash, requestBody: { limit: 1.5 } }))
await attempt("delete", () => apiKeys.delete({ hash }))
await attempt("listAll", async () => {
  for await (const { name } of apiKeys.listAll({}, signals())) void name
})
await attempt("abort", aborted)
await attempt("timeout", timedOut)
await attempt("options", async () => {
  const error = await apiKeys.list({}, { serverURL: "not an address" }).catch((error: { readonly _tag: string }) =>
    error
  )
  endsWith("InvalidRequest", error)
})

const queryClient = new QueryClient()
await attempt("prefetch", () => hooks.prefetchApiKeysList(queryClient, client))
await attempt("query", () =>
  // oxlint-disable-next-line typescript/no-deprecated -- What replaces it is not in all of version 5.
  queryClient.fetchQuery(
    hooks.buildApiKeysListQuery(client, { offset: 3 }, { ...signals(), headers: { "x-tenant": "1" } })
  ))
await attempt(
  "mutation",
  () =>
    queryClient.getMutationCache().build(queryClient, hooks.buildApiKeysCreateMutation(client, signals()))
      .execute({ request: { name: "CI" }, options: signals() })
)
await attempt("dispose", () => client.dispose())

log(JSON.stringify({ removed: removed.length, failed }))
