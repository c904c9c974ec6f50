import { assert, describe, it } from "vitest"
import { InvalidRequest, OpenRouter, type RequestOptions, UnexpectedStatus } from "../src/index.js"
import { documented, hash, nonsense, rejection, served, wireKey } from "./support/fixtures.js"

/** A client whose fetch records its arguments. */
const remembering = () => {
  const calls: Array<Readonly<Record<string, unknown>>> = []
  const openRouter = new OpenRouter({
    apiKey: "key",
    fetch: (_, init) => {
      calls.push({ ...init })
      return Promise.resolve(Response.json({ data: [] }))
    }
  })
  return { calls, openRouter }
}

describe("fetch", () => {
  it("receives the options of a call, in `fetchOptions` or next to it", async () => {
    const { calls, openRouter } = remembering()
    const dispatcher = { dispatch: () => {} }
    const options = { cache: "no-store", credentials: "omit", keepalive: true, mode: "cors", priority: "high" } as const
    await openRouter.apiKeys.list({}, { fetchOptions: { ...options, dispatcher } as RequestInit })
    await openRouter.apiKeys.list({}, { ...options, dispatcher } as RequestOptions)
    for (const init of calls) assert.include(init, { ...options, dispatcher })
    assert.lengthOf(calls, 2)
  })

  it("receives method, body and redirect from the library only", async () => {
    const { calls, openRouter } = remembering()
    const options = { method: "DELETE", body: "mine", redirect: "follow", keepalive: false }
    await openRouter.apiKeys.list({}, nonsense({ ...options, fetchOptions: options }))
    assert.include(calls[0], { method: "GET", body: undefined, redirect: "manual", keepalive: false })
  })

  it("receives headers in any form, and those of the call override those of the client", async () => {
    const forms: ReadonlyArray<RequestOptions> = [
      { headers: { "X-One": "1", "User-Agent": "mine", "x-none": undefined } },
      { headers: [["x-one", "1"], ["user-agent", "mine"]] },
      { headers: new Headers({ "x-one": "1", "user-agent": "mine" }) },
      { headers: new Map([["x-one", "1"], ["user-agent", "mine"]]) as unknown as Headers },
      { fetchOptions: { headers: { "x-one": "1" } }, headers: { "user-agent": "mine" } },
      { fetchOptions: { headers: { "X-One": "0", "user-agent": "mine" } }, headers: { "x-one": "1" } }
    ]
    const { openRouter, server } = await served(documented, { userAgent: "the client's" })
    for (const options of forms) await openRouter.apiKeys.get({ hash }, options)
    for (const { headers } of server.requests) {
      assert.include(headers, { "x-one": "1", "user-agent": "mine", authorization: "Bearer sk-or-v1-test" })
      assert.notProperty(headers, "x-none")
    }
    assert.lengthOf(server.requests, forms.length)
  })

  it("never receives a header with a line break", async () => {
    const { calls, openRouter } = remembering()
    const error = await rejection(openRouter.apiKeys.list({}, { headers: { "x-one": "1\r\nx-two: 2" } }))
    assert.instanceOf(error, InvalidRequest)
    assert.notInclude(error.message, "x-two")
    assert.lengthOf(calls, 0)
  })

  it("is by default the platform's at the time of the call", async () => {
    const original = globalThis.fetch
    const openRouter = new OpenRouter({ apiKey: "key" })
    try {
      globalThis.fetch = () => Promise.resolve(Response.json({ data: [wireKey] }))
      assert.lengthOf((await openRouter.apiKeys.list()).data, 1)
    } finally {
      globalThis.fetch = original
    }
  })
})

describe("redirects", () => {
  it("are never followed: they would send the key elsewhere", async () => {
    const { openRouter, server } = await served(() => ({ status: 307, headers: { location: "/elsewhere" } }))
    const error = await rejection<UnexpectedStatus>(
      openRouter.apiKeys.create({ name: "CI" }, { redirect: "follow", fetchOptions: { redirect: "follow" } })
    )
    assert.instanceOf(error, UnexpectedStatus)
    assert.include(error, { statusCode: 307, outcome: "Rejected" })
    assert.lengthOf(server.requests, 1)
  })
})

describe("serverURL", () => {
  it("is a string or a URL, of the client or of a call, with or without a trailing slash", async () => {
    const { server } = await served(documented)
    for (const serverURL of [server.url, `${server.url}/`, new URL(server.url)]) {
      await new OpenRouter({ apiKey: "key", serverURL }).apiKeys.get({ hash })
      await new OpenRouter({ apiKey: "key", serverURL: "http://127.0.0.1:1" }).apiKeys.get({ hash }, { serverURL })
    }
    assert.deepStrictEqual(server.requests.map(({ path }) => path), Array(6).fill(`/api/v1/keys/${hash}`))
  })

  it("that is invalid is rejected", async () => {
    for (const serverURL of ["", "openrouter.ai", "ftp://openrouter.ai", "https://me:secret@openrouter.ai"]) {
      const error = await rejection(new OpenRouter({ apiKey: "key", serverURL }).apiKeys.list())
      assert.instanceOf(error, InvalidRequest)
      assert.notInclude(error.message, "secret")
    }
  })
})
