/** The baseline: the platform alone, without validation, types, retries or errors. */
import { Agent } from "undici"
import { allAtOnce, allPages, apiKey, type Client, type Connection } from "./client.js"

interface Page {
  readonly data: ReadonlyArray<unknown>
}

type Send = (path: string, body?: string) => Promise<unknown>

const headers = { accept: "application/json", authorization: `Bearer ${apiKey}` }
const headersWithBody = { ...headers, "content-type": "application/json" }
const newKey = { name: "CI", limit: 5, limit_reset: "monthly", include_byok_in_limit: true }

const clientOf = (send: Send, close: () => Promise<void>): Client => {
  const list = () => send("/keys")
  return {
    list,
    get: (hash) => send(`/keys/${hash}`),
    create: () => send("/keys", JSON.stringify(newKey)),
    listAtOnce: allAtOnce(list),
    countAll: allPages(async (offset) => (await send(`/keys?offset=${offset}`) as Page).data),
    close
  }
}

/** `fetch` and `JSON.parse`. */
export const plainFetch = ({ fetch = globalThis.fetch, serverURL }: Connection): Client =>
  clientOf(async (path, body) => {
    const init = body === undefined ? { headers } : { method: "POST", headers: headersWithBody, body }
    const response = await fetch(`${serverURL}${path}`, init)
    return JSON.parse(await response.text()) as unknown
  }, () => Promise.resolve())

/** `undici.request` and `JSON.parse`. */
export const plainUndici = ({ serverURL }: Connection): Client => {
  const agent = new Agent()
  const { origin, pathname } = new URL(serverURL)
  return clientOf(async (path, body) => {
    const response = await agent.request({
      origin,
      path: `${pathname}${path}`,
      ...(body === undefined ? { method: "GET", headers } : { method: "POST", headers: headersWithBody, body })
    })
    return JSON.parse(await response.body.text()) as unknown
  }, () => agent.close())
}
