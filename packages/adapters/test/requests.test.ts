import { assert, describe, it } from "vitest"
import { InvalidRequest, OpenRouter, type RequestOptions, UnexpectedStatus } from "../src/index.js"
import { documented, hash, nonsense, rejection, served, wireKey } from "./support/fixtures.js"

/** A client whose fetch remembers what it was given. */
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
  it("gets what a call's options say, in `fetchOptions` or beside them", async () => {
    const { calls, openRouter } = remembering()
    const dispatcher = { dispatch: () => {} }
    const options = { cache: "no-store", credentials: "omit", keepalive: true, mode: "cors", priority: "high" } as const
    await openRouter.apiKeys.list({}, { fetchOptions: { ...options, dispatcher } as RequestInit })
    await openRouter.apiKeys.list({}, { ...options, dispatcher } as RequestOptions)
    for (const init of calls) assert.include(init, { ...options, dispatcher })
    assert.lengthOf(calls, 2)
  })

  it("gets method, body and redirect from the library alone", async () => {
    const { calls, openRouter } = remembering()
    const options = { method: "DELETE", body: "mine", redirect: "follow", keepalive: false }
    await openRouter.apiKeys.list({}, nonsense({ ...options, fetchOptions: options }))
    assert.include(calls[0], { method: "GET", body: undefined, redirect: "manual", keepalive: false })
  })

  it("gets headers in any form, those of the call in the place of those of the client", async () => {
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

  it("never gets a header that could start another", async () => {
    const { calls, openRouter } = remembering()
    const error = await rejection(openRouter.apiKeys.list({}, { headers: { "x-one": "1\r\nx-two: 2" } }))
    assert.instanceOf(error, InvalidRequest)
    assert.notInclude(error.message, "x-two")
    assert.lengthOf(calls, 0)
  })

  it("is the platform's at the time of the call, unless one is given", async () => {
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
  it("are not followed, whatever is asked: they would carry the key elsewhere", async () => {
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
  it("is a string or a URL, of the client or of a call, with or without a slash at its end", async () => {
    const { server } = await served(documented)
    for (const serverURL of [server.url, `${server.url}/`, new URL(server.url)]) {
      await new OpenRouter({ apiKey: "key", serverURL }).apiKeys.get({ hash })
      await new OpenRouter({ apiKey: "key", serverURL: "http://127.0.0.1:1" }).apiKeys.get({ hash }, { serverURL })
    }
    assert.deepStrictEqual(server.requests.map(({ path }) => path), Array(6).fill(`/api/v1/keys/${hash}`))
  })

  it("that is none is refused", async () => {
    for (const serverURL of ["", "openrouter.ai", "ftp://openrouter.ai", "https://me:secret@openrouter.ai"]) {
      const error = await rejection(new OpenRouter({ apiKey: "key", serverURL }).apiKeys.list())
      assert.instanceOf(error, InvalidRequest)
      assert.notInclude(error.message, "secret")
    }
  })
})
