import { assert, describe, it } from "vitest"
import {
  apiKeysCreate,
  apiKeysDelete,
  apiKeysGet,
  apiKeysGetCurrentKeyMetadata,
  apiKeysList,
  apiKeysUpdate,
  ERR,
  OK,
  OpenRouter,
  OpenRouterCore,
  unwrap,
  unwrapAsync
} from "../src/index.js"
import { fakeClient, hash, nonsense, rejection, served } from "./support/fixtures.js"

/** Every function with a valid request. */
const callAll = (client: OpenRouterCore, options = {}) => [
  apiKeysList(client, {}, options),
  apiKeysCreate(client, { name: "CI" }, options),
  apiKeysGet(client, { hash }, options),
  apiKeysUpdate(client, { hash, requestBody: {} }, options),
  apiKeysDelete(client, { hash }, options),
  apiKeysGetCurrentKeyMetadata(client, options)
]

const outcomes = async (calls: ReadonlyArray<Promise<{ readonly ok: boolean; readonly error?: Error }>>) =>
  (await Promise.all(calls)).map(({ error, ok }) => ok ? "ok" : error?.name)

describe("standalone functions", () => {
  it("resolve to values with both clients", async () => {
    const { fake, openRouter } = await fakeClient()
    const small = new OpenRouterCore({ apiKey: fake.managementKey, fetch: fake.fetch })
    const created = await apiKeysCreate(small, { name: "CI" })
    assert.isTrue(created.ok)
    assert.match(unwrap(created).key, /^sk-or-v1-/)
    const listed = unwrap(await apiKeysList(openRouter))
    assert.deepStrictEqual(listed.data.map(({ name }) => name), ["CI"])
  })

  it("resolve to the error of an error response", async () => {
    const { openRouter } = await fakeClient()
    const result = await apiKeysGet(openRouter, { hash })
    assert.isFalse(result.ok)
    assert.strictEqual(result.error?._tag, "NotFound")
    assert.strictEqual(result.error?.message.split(":")[0], "get")
  })

  it("resolve when the provider of the key throws", async () => {
    const providers: ReadonlyArray<() => Promise<string>> = [
      () => {
        throw new Error("no vault")
      },
      () => Promise.reject(new Error("no vault")),
      () => Promise.reject(undefined),
      () => Promise.resolve(undefined as unknown as string),
      () => Promise.resolve("")
    ]
    for (const apiKey of providers) {
      const { requests, ...client } = await fakeClient({}, { apiKey })
      assert.deepStrictEqual(await outcomes(callAll(client.openRouter)), Array(6).fill("InvalidRequest"))
      assert.deepStrictEqual(requests(), [])
    }
  })

  it("resolve when fetch throws, rejects, or returns an invalid value", async () => {
    const fetches: ReadonlyArray<typeof globalThis.fetch> = [
      () => {
        throw new Error("no network")
      },
      () => Promise.reject(new TypeError("fetch failed")),
      () => Promise.reject(null),
      () => Promise.resolve(undefined as unknown as Response),
      () => undefined as unknown as Promise<Response>
    ]
    for (const fetch of fetches) {
      const client = new OpenRouterCore({ apiKey: "key", fetch, retryConfig: { strategy: "none" } })
      assert.deepStrictEqual(await outcomes(callAll(client)), Array(6).fill("ConnectionError"))
    }
  })

  it("resolve when nothing listens", async () => {
    const client = new OpenRouter({
      apiKey: "key",
      serverURL: "http://127.0.0.1:1",
      retryConfig: { strategy: "none" }
    })
    assert.deepStrictEqual(await outcomes(callAll(client)), Array(6).fill("ConnectionError"))
  })

  it("resolve when the body of a success is empty, cut, or invalid", async () => {
    for (const body of ["", "{", "null", "{\"data\": {}}", "\"text\""]) {
      const { openRouter } = await served(({ method }) => ({ status: method === "POST" ? 201 : 200, body }))
      assert.deepStrictEqual(await outcomes(callAll(openRouter)), Array(6).fill("InvalidResponse"), body)
    }
  })

  it("resolve when the arguments are invalid", async () => {
    const { openRouter, requests } = await fakeClient()
    for (const options of [null, 1, "options", [], () => {}]) {
      assert.deepStrictEqual(await outcomes(callAll(openRouter, nonsense(options))), Array(6).fill("InvalidRequest"))
    }
    for (const client of [undefined, null, {}, "client", OpenRouter]) {
      assert.deepStrictEqual(await outcomes(callAll(client as OpenRouterCore)), Array(6).fill("InvalidRequest"))
    }
    assert.deepStrictEqual(requests(), [])
  })
})

describe("results", () => {
  it("can be created and unwrapped", async () => {
    const error = new Error("no")
    assert.deepStrictEqual(OK(1), { ok: true, value: 1 })
    assert.deepStrictEqual(ERR(error), { ok: false, error })
    assert.strictEqual(unwrap(OK(1)), 1)
    assert.throws(() => unwrap(ERR(error)), "no")
    assert.strictEqual(await unwrapAsync(Promise.resolve(OK(1))), 1)
    assert.strictEqual(await rejection(unwrapAsync(Promise.resolve(ERR(error)))), error)
  })
})
