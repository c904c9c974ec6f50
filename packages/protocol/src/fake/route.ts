/**
 * Routes a request to its operation.
 */
import type { AnyOperation, FakeRequest } from "./types.js"

/** The route of a request. `allow` lists the methods of the path. */
export interface Route {
  readonly operation: AnyOperation | null
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  /** The key's hash, if the path has one. */
  readonly hash: string
  /** The parameters of the path. */
  readonly parameters: Readonly<Record<string, string>>
  readonly allow: ReadonlyArray<string>
}

type Methods = Readonly<Record<string, AnyOperation>>

/** The paths below `/api/v1`. A `{name}` matches one segment. */
const paths: ReadonlyArray<readonly [template: string, methods: Methods]> = [
  ["/key", { GET: "getCurrentKeyMetadata" }],
  ["/keys", { GET: "list", POST: "create" }],
  ["/keys/{hash}", { GET: "get", PATCH: "update", DELETE: "delete" }],
  ["/guardrails/assignments/keys", { GET: "listKeyAssignments" }],
  ["/guardrails/{id}/assignments/keys", { POST: "assignKeys" }],
  ["/guardrails/{id}/assignments/keys/remove", { POST: "unassignKeys" }],
  ["/byok", { GET: "listByokKeys" }],
  ["/byok/{id}", { PATCH: "updateByokKey" }]
]

const templates = paths.map(([template, methods]) => ({ segments: `/api/v1${template}`.split("/"), methods }))

/** Decodes a segment. An invalid encoding becomes an empty string. */
const decode = (segment: string): string => {
  try {
    return decodeURIComponent(segment)
  } catch {
    return ""
  }
}

/** The parameters of a path by name, or `null` if the path does not match. */
const match = (
  template: ReadonlyArray<string>,
  path: ReadonlyArray<string>
): Readonly<Record<string, string>> | null => {
  if (template.length !== path.length) return null
  const parameters: Record<string, string> = {}
  for (const [index, part] of template.entries()) {
    const segment = path[index]!
    if (part.startsWith("{")) {
      if (segment === "") return null
      parameters[part.slice(1, -1)] = decode(segment)
    } else if (part !== segment) return null
  }
  return parameters
}

const find = (path: string): { readonly methods: Methods; readonly parameters: Readonly<Record<string, string>> } => {
  const segments = path.split("/")
  for (const template of templates) {
    const parameters = match(template.segments, segments)
    if (parameters !== null) return { methods: template.methods, parameters }
  }
  return { methods: {}, parameters: {} }
}

const splitUrl = (url: string): readonly [path: string, search: string] => {
  const [target = ""] = url.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, "").split("#")
  const mark = target.indexOf("?")
  const path = mark === -1 ? target : target.slice(0, mark)
  return [path === "" ? "/" : path, mark === -1 ? "" : target.slice(mark + 1)]
}

export const routeOf = (request: Pick<FakeRequest, "method" | "url">): Route => {
  const [path, search] = splitUrl(request.url)
  const { methods, parameters } = find(path)
  return {
    operation: Object.hasOwn(methods, request.method) ? methods[request.method]! : null,
    path,
    query: search === "" ? {} : Object.fromEntries(new URLSearchParams(search)),
    hash: parameters.hash ?? "",
    parameters,
    allow: Object.keys(methods)
  }
}
