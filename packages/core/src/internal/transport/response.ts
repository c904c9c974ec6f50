import * as Predicate from "effect/Predicate"

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

/** A response's text. Mocks return it at once, or something else, which is an error of theirs. */
export const textOf = (response: ResponseLike): Promise<string> =>
  Promise.resolve(response.text()).then((text: unknown) => {
    if (!Predicate.isString(text)) throw new TypeError("text() of the response gave no string")
    return text
  })

/** Whether a body can be read in chunks: the streams of Node's own modules, as in node-fetch, cannot be read in this way. */
export const isWebStream = (body: unknown): body is ReadableStream<Uint8Array> =>
  Predicate.hasProperty(body, "getReader") && Predicate.isFunction(body.getReader)

interface ForEach {
  readonly forEach: (visit: (value: unknown, name: unknown) => void) => void
}

const hasForEach = (headers: unknown): headers is ForEach =>
  Predicate.hasProperty(headers, "forEach") && Predicate.isFunction(headers.forEach) && !Array.isArray(headers)

/** Headers with names in lower case, from `Headers`, a `Map`, pairs or a plain object. */
export const headersOf = ({ headers }: { readonly headers?: unknown }): Readonly<Record<string, string>> => {
  const out: Record<string, string> = {}
  const add = (value: unknown, name: unknown): void => {
    if (Predicate.isString(name) && Predicate.isString(value)) out[name.toLowerCase()] = value
  }
  if (hasForEach(headers)) headers.forEach(add)
  else if (Predicate.isIterable(headers)) {
    for (const [name, value] of headers as Iterable<[unknown, unknown]>) add(value, name)
  } else if (Predicate.isObject(headers)) { for (const [name, value] of Object.entries(headers)) add(value, name) }
  return out
}
