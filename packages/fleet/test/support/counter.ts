/** Counts the requests of runners on their way to the API: a sandbox remembers the last ones only. */
import { createServer, request } from "node:http"

/** What has passed. */
export interface Counter {
  readonly port: number
  readonly requests: () => number
  /** Keys that were made. */
  readonly created: () => number
  readonly close: () => void
}

/** Starts a counter in front of an API. */
export const startCounter = (url: string): Promise<Counter> => {
  let requests = 0
  let created = 0
  const { hostname, port } = new URL(url)
  const server = createServer((from, to) => {
    requests++
    const isCreate = from.method === "POST" && /\/keys\/?$/.test(from.url ?? "") && !from.url!.includes("/guardrails/")
    const forwarded = request(
      { hostname, port, method: from.method, path: from.url, headers: from.headers },
      (response) => {
        if (isCreate && response.statusCode === 201) created++
        to.writeHead(response.statusCode ?? 502, response.headers)
        response.pipe(to)
      }
    )
    forwarded.on("error", () => to.destroy())
    from.pipe(forwarded)
  })
  return new Promise((resolve, reject) => {
    server.on("error", reject).listen(0, "127.0.0.1", () => {
      const address = server.address()
      resolve({
        port: typeof address === "object" && address !== null ? address.port : 0,
        requests: () => requests,
        created: () => created,
        close: () => {
          server.close()
          server.closeAllConnections()
        }
      })
    })
  })
}
