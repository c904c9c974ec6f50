/**
 * Which operation a request means.
 */
import * as Either from "effect/Either"
import * as Encoding from "effect/Encoding"
import type { Incoming, Operation } from "./model.js"

/** Where a request goes. `allow` names the methods that the path does have. */
export interface Route {
  readonly operation: Operation | null
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  /** The key that is meant, where the path names one. */
  readonly hash: string
  readonly allow: ReadonlyArray<string>
}

type Methods = Readonly<Record<string, Operation>>

const currentKey: Methods = { GET: "getCurrentKeyMetadata" }
const keys: Methods = { GET: "list", POST: "create" }
const key: Methods = { GET: "get", PATCH: "update", DELETE: "delete" }

const keyPath = /^\/api\/v1\/keys\/([^/]+)$/

const methodsOf = (path: string): Methods => {
  if (path === "/api/v1/key") return currentKey
  if (path === "/api/v1/keys") return keys
  return keyPath.test(path) ? key : {}
}

/** A segment that is not properly encoded names no key. */
const hashOf = (path: string): string =>
  Either.getOrElse(Encoding.decodeUriComponent(keyPath.exec(path)?.[1] ?? ""), () => "")

const splitUrl = (url: string): readonly [path: string, search: string] => {
  const [target = ""] = url.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, "").split("#")
  const mark = target.indexOf("?")
  const path = mark === -1 ? target : target.slice(0, mark)
  return [path === "" ? "/" : path, mark === -1 ? "" : target.slice(mark + 1)]
}

export const routeOf = (request: Pick<Incoming, "method" | "url">): Route => {
  const [path, search] = splitUrl(request.url)
  const methods = methodsOf(path)
  return {
    operation: Object.hasOwn(methods, request.method) ? methods[request.method]! : null,
    path,
    query: Object.fromEntries(new URLSearchParams(search)),
    hash: hashOf(path),
    allow: Object.keys(methods)
  }
}
