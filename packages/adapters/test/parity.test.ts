import { OpenRouter as Reference } from "@openrouter/sdk"
import { OpenRouterCore as ReferenceCore } from "@openrouter/sdk/core.js"
import { apiKeysGet as referenceGet } from "@openrouter/sdk/funcs/apiKeysGet.js"
import { resetEnv } from "@openrouter/sdk/lib/env.js"
import type {
  CreateKeysRequest as TheirCreate,
  UpdateKeysRequest as TheirUpdate
} from "@openrouter/sdk/models/operations"
import { assert, describe, it, onTestFinished, vi } from "vitest"
import { apiKeysGet, type CreateKeysRequest, type KeyChanges, OpenRouter, OpenRouterCore } from "../src/index.js"
import * as errors from "../src/models/errors.js"
import { documented, hash, rejection } from "./support/fixtures.js"
import { pair, type SharedOptions } from "./support/reference.js"
import type { Received } from "./support/server.js"

/** The parts of requests that must be equal. */
const essence = ({ body, headers, method, path, query }: Received) => ({
  method,
  path,
  query,
  body,
  headers: ["authorization", "accept", "http-referer", "x-openrouter-title", "x-openrouter-categories", "x-mine"]
    .map((name) => [name, headers[name]])
})

/** Converts dates to the strings that were sent: the row "Timestamps are strings" of docs/migrating.md. */
const withTexts = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (_, value: unknown) => {
      if (typeof value === "string") return value.replace(/\.000Z$/, "Z")
      // Added after that release.
      return typeof value === "object" && value !== null && "createdAt" in value
        ? { ...value, lastUsedAt: null }
        : value
    })
  ) as unknown

interface Call {
  readonly ours: (client: OpenRouter) => Promise<unknown>
  readonly theirs: (client: Reference) => Promise<unknown>
}

/** The one difference in requests: the row "`create` takes the fields themselves" of docs/migrating.md. */
const create = (request: CreateKeysRequest & TheirCreate["requestBody"]): Call => ({
  ours: ({ apiKeys }) => apiKeys.create(request),
  theirs: ({ apiKeys }) => apiKeys.create({ requestBody: request })
})

const same = (call: (client: OpenRouter | Reference) => Promise<unknown>): Call => ({ ours: call, theirs: call })

const update = (requestBody: KeyChanges & TheirUpdate["requestBody"]) =>
  same(({ apiKeys }) => apiKeys.update({ hash, requestBody }))

const workspaceId = "0df9e665-d932-5740-b2c7-b52af166bc11"

const calls: Readonly<Record<string, Call>> = {
  "list": same(({ apiKeys }) => apiKeys.list()),
  "list with nothing": same(({ apiKeys }) => apiKeys.list({})),
  "list with disabled keys": same(({ apiKeys }) => apiKeys.list({ includeDisabled: true })),
  "list without disabled keys": same(({ apiKeys }) => apiKeys.list({ includeDisabled: false })),
  "list of a workspace, further on": same(({ apiKeys }) => apiKeys.list({ offset: 100, workspaceId })),
  "create": create({ name: "My New API Key" }),
  "create with unusual characters": create({ name: "Ключ \"№1\" 🔑 \\ / ?" }),
  "create with everything": create({
    name: "CI",
    limit: 12.34,
    limitReset: "weekly",
    includeByokInLimit: true,
    expiresAt: new Date("2027-12-31T23:59:59.123Z"),
    creatorUserId: "user_2dHFtVWx2n56w6HkM0000000000",
    workspaceId,
    external: { user: "customer-1", apiKey: "0123456789abcdef0123456789abcdef" }
  }),
  "create without limit and reset": create({ name: "CI", limit: null, limitReset: null, creatorUserId: null }),
  "get": same(({ apiKeys }) => apiKeys.get({ hash })),
  "get by a hash of another form": same(({ apiKeys }) => apiKeys.get({ hash: "sk-or-v1-0e6f44_A" })),
  "update with nothing": update({}),
  "update with everything": update({
    name: "CI",
    disabled: true,
    limit: 0,
    limitReset: "daily",
    includeByokInLimit: false
  }),
  "update to no limit": update({ limit: null, limitReset: null }),
  "delete": same(({ apiKeys }) => apiKeys.delete({ hash })),
  "getCurrentKeyMetadata": same(({ apiKeys }) => apiKeys.getCurrentKeyMetadata())
}

const options: Readonly<Record<string, SharedOptions>> = {
  "a key": {},
  "a function that gives the key, and attribution": {
    apiKey: () => Promise.resolve("sk-or-v1-from-function"),
    httpReferer: "https://my.example/app",
    appTitle: "My App",
    appCategories: "cli-agent,cloud-agent"
  }
}

describe.each(Object.entries(options))("with %s, the reference client and ours", (_, options) => {
  it.each(Object.entries(calls))("send the same and give the same: %s", async (_, call) => {
    const { ours, theirs, toThem, toUs } = await pair(documented, options)
    const [our, their] = await Promise.all([call.ours(ours), call.theirs(theirs)])
    assert.lengthOf(toUs.requests, 1)
    assert.deepStrictEqual(toUs.requests.map(essence), toThem.requests.map(essence))
    assert.deepStrictEqual(our, withTexts(their))
  })
})

describe("the reference client and ours", () => {
  it("send a body as JSON, or none", async () => {
    const { ours, theirs, toThem, toUs } = await pair(documented)
    for (const call of Object.values(calls)) await Promise.all([call.ours(ours), call.theirs(theirs)])
    const types = ({ body, headers }: Received) => body === undefined ? undefined : headers["content-type"]
    assert.deepStrictEqual(toUs.requests.map(types), toThem.requests.map(types))
  })

  it("send the headers of a call, in `headers` or in `fetchOptions`", async () => {
    const { ours, theirs, toThem, toUs } = await pair(documented)
    for (const { apiKeys } of [ours, theirs]) {
      await apiKeys.list({}, { headers: { "x-mine": "1", "HTTP-Referer": "https://call.example" } })
      await apiKeys.list({}, { fetchOptions: { headers: [["X-Mine", "2"]] } })
      await apiKeys.list({}, { headers: new Headers({ authorization: "Bearer another", "user-agent": "mine" }) })
    }
    assert.deepStrictEqual(toUs.requests.map(essence), toThem.requests.map(essence))
  })

  it("take the URL from the call, the client or the environment, with or without a trailing slash", async () => {
    const { ours, theirs, toThem, toUs } = await pair(documented)
    for (const [{ apiKeys }, { url }] of [[ours, toUs], [theirs, toThem]] as const) {
      await apiKeys.get({ hash }, { serverURL: `${url}/` })
      await apiKeys.get({ hash }, { serverURL: new URL(url.replace("/api/v1", "/elsewhere")) })
    }
    assert.deepStrictEqual(toUs.requests.map(essence), toThem.requests.map(essence))
    assert.deepStrictEqual(toUs.requests.map(({ path }) => path), [`/api/v1/keys/${hash}`, `/elsewhere/keys/${hash}`])
  })

  it("call the function for the key with each call", async () => {
    let asked = 0
    const { ours, theirs, toThem, toUs } = await pair(documented, {
      apiKey: () => Promise.resolve(`key-${asked++ % 3}`)
    })
    for (const { apiKeys } of [ours, theirs]) for (let n = 0; n < 3; n++) await apiKeys.list()
    assert.deepStrictEqual(toUs.requests.map(essence), toThem.requests.map(essence))
    assert.strictEqual(asked, 6)
  })

  it("fail with classes of the same name, status and body", async () => {
    const once = { retries: { strategy: "none" } } as const
    const responses: Readonly<Record<number, string>> = {
      400: "BadRequestResponseError",
      401: "UnauthorizedResponseError",
      404: "NotFoundResponseError",
      429: "TooManyRequestsResponseError",
      500: "InternalServerResponseError",
      402: "OpenRouterDefaultError",
      418: "OpenRouterDefaultError",
      502: "OpenRouterDefaultError"
    }
    for (const [status, name] of Object.entries(responses)) {
      const body = { error: { code: Number(status), message: "as documented" } }
      const { ours, theirs } = await pair(() => ({ status: Number(status), body }))
      const call = ({ apiKeys }: OpenRouter | Reference) =>
        rejection<Error & { readonly statusCode: number; readonly body: string }>(
          apiKeys.update({ hash, requestBody: {} }, once)
        )
      const [our, their] = await Promise.all([call(ours), call(theirs)])
      assert.strictEqual(their.constructor.name, name)
      assert.strictEqual(our.constructor, (errors as Readonly<Record<string, unknown>>)[name])
      assert.deepStrictEqual([our.statusCode, our.body], [their.statusCode, their.body])
    }
  })

  it("return results of the same form", async () => {
    const notFound = { status: 404, body: { error: { code: 404, message: "API key not found" } } }
    const { toThem, toUs } = await pair((request, index) => index === 0 ? documented(request, index) : notFound)
    const our = new OpenRouterCore({ apiKey: "key", serverURL: toUs.url })
    const their = new ReferenceCore({ apiKey: "key", serverURL: toThem.url })
    assert.deepStrictEqual(await apiKeysGet(our, { hash }), withTexts(await referenceGet(their, { hash })))
    const [failed, alike] = [await apiKeysGet(our, { hash }), await referenceGet(their, { hash })]
    assert.deepStrictEqual(Object.keys(failed), Object.keys(alike))
    assert.isFalse(failed.ok)
    assert.isFalse(alike.ok)
  })

  it("read key, URL and attribution from the same variables", async () => {
    const { toThem, toUs } = await pair(documented)
    // The reference client reads the environment once per process.
    onTestFinished(resetEnv)
    vi.stubEnv("OPENROUTER_API_KEY", "sk-or-v1-env")
    vi.stubEnv("OPENROUTER_HTTP_REFERER", "https://env.example")
    vi.stubEnv("OPENROUTER_APP_TITLE", "Env")
    vi.stubEnv("OPENROUTER_APP_CATEGORIES", "cli-agent")
    vi.stubEnv("OPENROUTER_BASE_URL", toThem.url)
    resetEnv()
    await new Reference().apiKeys.list()
    vi.stubEnv("OPENROUTER_BASE_URL", toUs.url)
    await new OpenRouter().apiKeys.list()
    assert.deepStrictEqual(toUs.requests.map(essence), toThem.requests.map(essence))
  })
})
