/**
 * Responses of fetch functions. Those of mocks and polyfills implement only a part of `Response`.
 *
 * @module
 */

/**
 * The parts of a response that are read. Polyfills and mocks may have no stream and plain objects as headers; a status
 * and a body in any form are enough.
 */
export interface ResponseLike {
  readonly status: number
  readonly headers?: unknown
  readonly body?: unknown
  readonly text?: () => unknown
  readonly arrayBuffer?: () => unknown
  readonly json?: () => unknown
}

/** The value of a getter; `undefined` if it throws. */
const read = <A>(get: () => A): A | undefined => {
  try {
    return get()
  } catch {
    return undefined
  }
}

const isObject = (u: unknown): u is object => (typeof u === "object" && u !== null) || typeof u === "function"

const isFunction = (u: unknown): u is () => unknown => typeof u === "function"

const has = <Name extends PropertyKey>(u: unknown, name: Name): u is Readonly<Record<Name, unknown>> =>
  isObject(u) && name in u

// =====================================================================================================================
// Body
// =====================================================================================================================

/** The body of a response. If it cannot be read, `text()` of the response is used. */
export const bodyOf = (response: ResponseLike): unknown => read(() => response.body)

/** Whether a body is a web stream. Streams of `node:stream`, as in node-fetch, are not. */
export const isWebStream = (body: unknown): body is ReadableStream<Uint8Array> =>
  has(body, "getReader") && isFunction(body.getReader)

/** A reader of a stream; `undefined` if the stream is locked. */
export const readerOf = (body: unknown): ReadableStreamDefaultReader<Uint8Array> | undefined =>
  isWebStream(body) ? read(() => body.getReader()) : undefined

const isBytes = (value: unknown): value is ArrayBuffer | ArrayBufferView =>
  ArrayBuffer.isView(value) || Object.prototype.toString.call(value) === "[object ArrayBuffer]"

/** A chunk as text. Streams made from generators may consist of strings. */
export const chunkText = (chunk: unknown, decoder: TextDecoder): string =>
  typeof chunk === "string" ? chunk : decoder.decode(chunk as Uint8Array, { stream: true })

/** Converts the result of a response method to text; `undefined` if it is neither text nor bytes. */
const toText = (value: unknown): string | undefined => {
  if (typeof value === "string") return value
  return isBytes(value) ? new TextDecoder().decode(value) : undefined
}

const isAsyncIterable = (body: unknown): body is AsyncIterable<unknown> => has(body, Symbol.asyncIterator)

const joined = (chunks: AsyncIterable<unknown>): Promise<string> => {
  const decoder = new TextDecoder()
  const iterator = chunks[Symbol.asyncIterator]()
  const readOn = (text: string): Promise<string> =>
    iterator.next().then(({ done, value }) =>
      done === true ? text + decoder.decode() : readOn(text + chunkText(value, decoder))
    )
  return readOn("")
}

/** Calls a method of a response, which may return a promise or a value. */
const call = (method: () => unknown, response: ResponseLike): Promise<unknown> =>
  new Promise((resolve) => resolve(method.call(response)))

const textOr = (problem: string) => (value: unknown): string => {
  const text = toText(value)
  if (text === undefined) throw new TypeError(problem)
  return text
}

/** The text of a response, from the first method that it has. */
export const textOf = (response: ResponseLike): Promise<string> => {
  const { arrayBuffer, json, text } = response
  if (isFunction(text)) return call(text, response).then(textOr("text() of the response returned no string"))
  if (isFunction(arrayBuffer)) {
    return call(arrayBuffer, response).then(textOr("arrayBuffer() of the response returned no bytes"))
  }
  if (isFunction(json)) return call(json, response).then((value) => JSON.stringify(value) ?? "")
  const body = bodyOf(response)
  return isAsyncIterable(body)
    ? joined(body)
    : Promise.resolve(body).then(textOr("the response has neither text() nor a body"))
}

// =====================================================================================================================
// Headers
// =====================================================================================================================

interface ForEach {
  readonly forEach: (visit: (value: unknown, name: unknown) => void) => void
}

const hasForEach = (headers: unknown): headers is ForEach =>
  has(headers, "forEach") && isFunction(headers.forEach) && !Array.isArray(headers)

const pairsOf = (headers: unknown): ReadonlyArray<unknown> => {
  if (hasForEach(headers)) {
    const pairs: Array<unknown> = []
    headers.forEach((value, name) => pairs.push([name, value]))
    return pairs
  }
  if (!isObject(headers)) return []
  return Symbol.iterator in headers ? Array.from(headers as Iterable<unknown>) : Object.entries(headers)
}

const isScalar = (value: unknown): value is string | number => typeof value === "string" || typeof value === "number"

/** The value of a header, which may be a number or, as in `node:http`, a list; `undefined` for anything else. */
const valueOf = (value: unknown): string | undefined => {
  if (Array.isArray(value)) return value.length > 0 && value.every(isScalar) ? value.join(", ") : undefined
  return isScalar(value) ? String(value) : undefined
}

/**
 * Headers with names in lower case, from `Headers`, a `Map`, pairs or a plain object. Unreadable headers are left out,
 * so that the response is not lost.
 */
export const headersOf = (response: { readonly headers?: unknown }): Readonly<Record<string, string>> => {
  const out: Record<string, string> = {}
  for (const pair of read(() => pairsOf(response.headers)) ?? []) {
    const [name, given]: ReadonlyArray<unknown> = Array.isArray(pair) ? pair : []
    const value = valueOf(given)
    if (typeof name === "string" && value !== undefined) out[name.toLowerCase()] = value
  }
  return out
}
