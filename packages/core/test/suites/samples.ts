/** The operations, each with a valid request and the documented response. */
import { created, hash, page, wireCurrentKey, wireKey } from "../support/wire.js"
import type { Received, Respond } from "./localServer.js"
import type { Name } from "./testClient.js"

/** A sample call of an operation. */
export interface Sample {
  readonly request: unknown
  readonly method: string
  readonly success: readonly [status: number, body: string]
}

const oneKey = JSON.stringify({ data: wireKey })

export const samples: { readonly [N in Name]: Sample } = {
  list: { request: {}, method: "GET", success: [200, page(wireKey)] },
  create: { request: { name: "CI" }, method: "POST", success: [201, created] },
  get: { request: { hash }, method: "GET", success: [200, oneKey] },
  update: { request: { hash, requestBody: { disabled: true } }, method: "PATCH", success: [200, oneKey] },
  delete: { request: { hash }, method: "DELETE", success: [200, JSON.stringify({ deleted: true })] },
  getCurrentKeyMetadata: {
    request: undefined,
    method: "GET",
    success: [200, JSON.stringify({ data: wireCurrentKey })]
  }
}

/** The operation of a request. */
export const nameOf = ({ method, path }: Pick<Received, "method" | "path">): Name => {
  const [route = ""] = path.split("?")
  if (/\/keys\/[^/]+$/.test(route)) {
    if (method === "PATCH") return "update"
    return method === "DELETE" ? "delete" : "get"
  }
  if (route.endsWith("/key")) return "getCurrentKeyMetadata"
  return method === "POST" ? "create" : "list"
}

/** Sends the documented response of every operation. */
export const documented: Respond = (request, response) => {
  const [status, body] = samples[nameOf(request)].success
  response.writeHead(status, { "content-type": "application/json" }).end(body)
}
