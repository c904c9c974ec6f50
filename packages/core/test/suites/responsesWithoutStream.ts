/** Responses of other fetch functions: without a web stream, with their own headers, sometimes only with `text()`. */
import { Readable } from "node:stream"
import { assert, describe, it } from "vitest"
import { created, createdKey } from "../support/wire.js"
import { listen, respondWith } from "./localServer.js"
import { documented, samples } from "./samples.js"
import { failed, type Fetch, succeeded, type TestClient } from "./testClient.js"

/** A received response, as plain values. */
interface Read {
  readonly status: number
  readonly headers: Headers
  readonly body: string
}

/** Headers of node-fetch 2: without an iterator of this realm, but with `get`, `forEach` and `raw`. */
const headersLikeNodeFetch = (headers: Headers) => ({
  get: (name: string) => headers.get(name),
  has: (name: string) => headers.has(name),
  forEach: (each: (value: string, name: string) => void) => headers.forEach((value, name) => each(value, name)),
  raw: () => Object.fromEntries(Array.from(headers, ([name, value]) => [name, [value]]))
})

/** The result of `json()`. A mock of a body that is not JSON returns it as text. */
const jsonOf = (body: string): Promise<unknown> =>
  new Promise((resolve) => resolve(JSON.parse(body))).catch(() => ({ text: body }))

/** Responses by fetch function. */
const shapes: { readonly [whose: string]: (read: Read) => object } = {
  "node-fetch 2: a Node stream as body": ({ body, headers, status }) => ({
    status,
    ok: status < 300,
    statusText: "",
    url: "http://localhost/",
    headers: headersLikeNodeFetch(headers),
    body: Readable.from([Buffer.from(body)]),
    bodyUsed: false,
    text: () => Promise.resolve(body),
    json: () => Promise.resolve(JSON.parse(body) as unknown)
  }),
  "cross-fetch: headers that are iterable, a Node stream as body": ({ body, headers, status }) => ({
    status,
    headers,
    body: Readable.from([Buffer.from(body)]),
    text: () => Promise.resolve(body)
  }),
  "React Native: no body, but a blob inside": ({ body, headers, status }) => ({
    type: "default",
    status,
    ok: status < 300,
    statusText: "",
    headers,
    url: "",
    bodyUsed: false,
    _bodyInit: { _data: { size: body.length } },
    _bodyBlob: {},
    text: () => Promise.resolve(body)
  }),
  "a polyfill over XMLHttpRequest: body is a string": ({ body, headers, status }) => ({
    status,
    headers,
    body,
    text: () => Promise.resolve(body)
  }),
  "a mock with status, headers and text": ({ body, headers, status }) => ({
    status,
    headers,
    text: () => Promise.resolve(body)
  }),
  "a mock whose headers are a Map": ({ body, headers, status }) => ({
    status,
    headers: new Map(headers),
    text: () => Promise.resolve(body)
  }),
  "a mock whose headers are a plain object": ({ body, headers, status }) => ({
    status,
    headers: Object.fromEntries(headers),
    text: () => Promise.resolve(body)
  }),
  "a mock whose body is null": ({ body, headers, status }) => ({
    status,
    headers,
    body: null,
    text: () => Promise.resolve(body)
  }),
  "a mock whose text comes at once": ({ body, headers, status }) => ({ status, headers, text: () => body }),
  "a mock with status and json alone": ({ body, headers, status }) => ({
    ok: status < 300,
    status,
    headers,
    json: () => jsonOf(body)
  }),
  "a mock with status and bytes": ({ body, headers, status }) => ({
    status,
    headers,
    arrayBuffer: () => Promise.resolve(new TextEncoder().encode(body).buffer)
  }),
  "a mock whose text is a Buffer": ({ body, headers, status }) => ({
    status,
    headers,
    text: () => Promise.resolve(Buffer.from(body))
  }),
  "Node's own modules: a stream as body, lists and numbers as headers": ({ body, headers, status }) => ({
    status,
    headers: Object.fromEntries(
      Array.from(headers, ([name, value]) => [name, /^\d+$/.test(value) ? Number(value) : [value]])
    ),
    body: Readable.from([Buffer.from(body)])
  }),
  "a mock whose headers have forEach alone": ({ body, headers, status }) => ({
    status,
    headers: { forEach: headers.forEach.bind(headers) },
    text: () => Promise.resolve(body)
  }),
  "a mock whose body cannot be read": ({ body, headers, status }) => ({
    status,
    headers,
    get body(): never {
      throw new Error("not implemented")
    },
    text: () => Promise.resolve(body)
  }),
  "a logger that reads the stream itself": ({ body, headers, status }) => {
    const stream = new Response("seen").body!
    stream.getReader()
    return { status, headers, body: stream, text: () => Promise.resolve(body) }
  },
  "a stream of strings": ({ body, headers, status }) => ({
    status,
    headers,
    body: new ReadableStream<string>({
      start: (controller) => {
        controller.enqueue(body)
        controller.close()
      }
    }),
    text: () => Promise.resolve(body)
  }),
  "a proxy that writes a byte order mark": ({ body, headers, status }) => ({
    status,
    headers,
    text: () => Promise.resolve(`\uFEFF${body}`)
  }),
  "a class of its own with the text behind `this`": ({ body, headers, status }) =>
    new class {
      readonly status = status
      readonly headers = headers
      readonly #body = body
      text(): Promise<string> {
        return Promise.resolve(this.#body)
      }
    }()
}

/** Fetches with the platform and converts the response. */
const fetchLike = (shape: (read: Read) => object): Fetch => async (input, init) => {
  const response = await fetch(input, init)
  const read = { status: response.status, headers: response.headers, body: await response.text() }
  return shape(read) as Response
}

export const responsesWithoutStream = (client: TestClient): void => {
  describe.each(Object.keys(shapes))(`${client.name}: a response like that of %s`, (whose) => {
    const fetch = fetchLike(shapes[whose]!)

    it("gives the value of each operation", async () => {
      const server = await listen(documented)
      for (const name of client.names) {
        const value = succeeded<{ readonly key?: string }>(
          await client.call(name, samples[name].request, { serverURL: server.url, fetch })
        )
        if (name === "create") assert.strictEqual(value.key, createdKey)
      }
      assert.lengthOf(server.requests, client.names.length)
    })

    it("gives the error of a status, with the service's message, headers and wait", async () => {
      const server = await listen(
        respondWith(429, "{\"error\":{\"code\":429,\"message\":\"slow down\"}}", { "retry-after": "7" })
      )
      for (const name of client.names) {
        const error = failed(await client.call(name, samples[name].request, { serverURL: server.url, fetch }))
        assert.strictEqual(error._tag, "TooManyRequests")
        assert.include(error.message, "slow down")
        assert.strictEqual(error.retryAfterMs, 7_000)
        assert.strictEqual(error.headers?.["retry-after"], "7")
      }
    })

    it("keeps the created key of a malformed response", async () => {
      const server = await listen(respondWith(201, `{"key":"${createdKey}","data":{`))
      const error = failed(await client.call("create", { name: "CI" }, { serverURL: server.url, fetch }))
      assert.strictEqual(error._tag, "InvalidResponse")
      assert.strictEqual(error.revealCreatedKey?.(), createdKey)
    })
  })
}

const partly = (text: () => unknown): Fetch => () =>
  Promise.resolve({ status: 201, headers: new Headers(), text } as unknown as Response)

/** Headers that cannot be read. */
const brokenHeaders: { readonly [what: string]: () => unknown } = {
  "a getter that throws": () => {
    throw new Error("no headers")
  },
  "a forEach that throws": () => ({
    forEach: () => {
      throw new Error("no headers")
    }
  }),
  "an iterator that throws": () => ({
    [Symbol.iterator]: () => {
      throw new Error("no headers")
    }
  }),
  "a list of no pairs": () => [1, null, "content-type", [], [undefined, "a"]],
  "text": () => "content-type: application/json",
  "null": () => null
}

/** Faults of `text()`. */
export const brokenText = (client: TestClient): void => {
  describe(`${client.name}: a response without a stream`, () => {
    it.each<readonly [string, () => unknown]>([
      ["rejects", () => Promise.reject(new Error("socket hang up"))],
      ["throws", () => {
        throw new TypeError("body used already")
      }]
    ])("whose text() %s fails with ConnectionError, and may have been processed", async (_, text) => {
      const error = failed(await client.call("create", { name: "CI" }, { fetch: partly(text) }))
      assert.include({ ...error, tag: error._tag }, { tag: "ConnectionError", outcome: "Unknown", attempts: 1 })
      assert.isString(error.reason)
    })

    it.each<readonly [string, unknown]>([["nothing", undefined], ["null", null], ["a number", 5], ["an object", {}]])(
      "whose text() resolves to %s fails with an error of unknown outcome",
      async (_, text) => {
        const error = failed(
          await client.call("create", { name: "CI" }, { fetch: partly(() => Promise.resolve(text)) })
        )
        assert.include(["InvalidResponse", "ConnectionError"], error._tag)
        assert.strictEqual(error.outcome, "Unknown")
      }
    )

    it.each(Object.keys(brokenHeaders))("whose headers are %s keeps the created key", async (what) => {
      const response = {
        status: 201,
        get headers() {
          return brokenHeaders[what]!()
        },
        text: () => Promise.resolve(created)
      }
      const fetch: Fetch = () => Promise.resolve(response as unknown as Response)
      const value = succeeded<{ readonly key: string }>(await client.call("create", { name: "CI" }, { fetch }))
      assert.strictEqual(value.key, createdKey)
    })

    it.each<readonly [string, unknown]>([["nothing", undefined], ["null", null], ["text", "201"], ["no status", {}]])(
      "that is %s fails with an error that says so",
      async (_, response) => {
        const error = failed(
          await client.call("create", { name: "CI" }, { fetch: () => Promise.resolve(response as Response) })
        )
        assert.include({ ...error, tag: error._tag }, { tag: "ConnectionError", outcome: "Unknown" })
        assert.include(error.reason ?? "", "did not return a response")
      }
    )

    it("whose text() does not end fails with RequestTimeout and its timeout", async () => {
      const error = failed(
        await client.call("create", { name: "CI" }, { fetch: partly(() => new Promise(() => {})), timeoutMs: 50 })
      )
      assert.include({ ...error, tag: error._tag }, { tag: "RequestTimeout", outcome: "Unknown", timeoutMs: 50 })
    })
  })
}
