/**
 * Reads responses of functions like fetch.
 *
 * @module
 */

/**
 * A response as functions like fetch return it. Polyfills and mocks have no stream as body, and some have plain objects
 * as headers: what has a status and `text()` can be read.
 */
export interface ResponseLike {
  readonly status: number
  readonly headers?: unknown
  readonly body?: unknown
  readonly text: () => Promise<string>
}

const isObject = (u: unknown): u is object => (typeof u === "object" && u !== null) || typeof u === "function"

const hasMethod = (u: unknown, name: string): boolean =>
  isObject(u) && typeof (u as Readonly<Record<string, unknown>>)[name] === "function"

const isPairs = (u: unknown): u is Iterable<readonly [unknown, unknown]> => isObject(u) && Symbol.iterator in u

/** A response's text. Mocks return it at once, or something else, which is an error of theirs. */
export const textOf = (response: ResponseLike): Promise<string> =>
  Promise.resolve(response.text()).then((text: unknown) => {
    if (typeof text !== "string") throw new TypeError("text() of the response gave no string")
    return text
  })

/** Whether a body can be read in chunks: the streams of Node's own modules, as in node-fetch, cannot be read in this way. */
export const isWebStream = (body: unknown): body is ReadableStream<Uint8Array> => hasMethod(body, "getReader")

interface ForEach {
  readonly forEach: (visit: (value: unknown, name: unknown) => void) => void
}

const hasForEach = (headers: unknown): headers is ForEach => hasMethod(headers, "forEach") && !Array.isArray(headers)

/** Headers with names in lower case, from `Headers`, a `Map`, pairs or a plain object. */
export const headersOf = ({ headers }: { readonly headers?: unknown }): Readonly<Record<string, string>> => {
  const out: Record<string, string> = {}
  const add = (value: unknown, name: unknown): void => {
    if (typeof name === "string" && typeof value === "string") out[name.toLowerCase()] = value
  }
  if (hasForEach(headers)) headers.forEach(add)
  else if (isPairs(headers)) {
    for (const [name, value] of headers) add(value, name)
  } else if (isObject(headers)) { for (const [name, value] of Object.entries(headers)) add(value, name) }
  return out
}
