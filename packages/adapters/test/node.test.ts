import { QueryClient } from "@tanstack/react-query"
import * as Net from "node:net"
import { inspect } from "node:util"
import { afterAll, assert, beforeAll, describe, it, onTestFinished } from "vitest"
import {
  apiKeysGet,
  apiKeysList,
  ConnectionError,
  InvalidRequest,
  OpenRouter as OverFetch,
  OpenRouterCore as CoreOverFetch,
  RequestAborted,
  type RequestTimeout
} from "../src/index.js"
import { OpenRouter, OpenRouterCore, type OpenRouterOptions } from "../src/node.js"
import { prefetchApiKeysList, queryKeyApiKeysList } from "../src/react-query/index.js"
import { bundle } from "./support/child.js"
import { documented, eventually, hash, rejection } from "./support/fixtures.js"
import { type CannedResponse, type Respond, startServer } from "./support/server.js"

const apiKey = "sk-or-v1-test"

/** A server for one test, and a client over a pool for it. */
const pooled = async (respond: Respond, options: OpenRouterOptions = {}) => {
  const server = await startServer(respond)
  onTestFinished(() => server.close())
  const openRouter = new OpenRouter({ apiKey, serverURL: server.url, ...options })
  onTestFinished(() => openRouter.dispose())
  return { server, openRouter }
}

/** Responses that are delayed until they are released. */
const delayedResponses = () => {
  const waiting: Array<() => void> = []
  return { waiting, respond: () => new Promise<CannedResponse>((resolve) => waiting.push(() => resolve(emptyPage))) }
}

const emptyPage: CannedResponse = { status: 200, body: { data: [] } }

describe("a client over a pool", () => {
  it("gives the same results as one over fetch", async () => {
    const { openRouter, server } = await pooled(documented)
    const overFetch = new OverFetch({ apiKey, serverURL: server.url })
    const callAll = async ({ apiKeys }: OverFetch) => [
      await apiKeys.list({ includeDisabled: true, offset: 100 }),
      await apiKeys.create({ name: "Ключ \"№1\" 🔑", limit: 5, expiresAt: new Date(0) }, {
        headers: { "x-mine": "1" }
      }),
      await apiKeys.get({ hash }),
      await apiKeys.update({ hash, requestBody: { disabled: true } }),
      await apiKeys.delete({ hash }),
      await apiKeys.getCurrentKeyMetadata()
    ]
    assert.deepStrictEqual(await callAll(openRouter), await callAll(overFetch))
    const sent = server.requests.map(({ headers, ...rest }) => ({
      ...rest,
      headers: ["accept", "authorization", "content-length", "content-type", "x-mine"].map((name) => headers[name])
    }))
    assert.deepStrictEqual(sent.slice(0, 6), sent.slice(6))
  })

  it("works with the standalone functions, the queries of the hooks and `instanceof`", async () => {
    const { openRouter, server } = await pooled(documented)
    const small = new OpenRouterCore({ apiKey, serverURL: server.url })
    onTestFinished(() => small.dispose())
    for (const client of [openRouter, small]) {
      assert.instanceOf(client, CoreOverFetch)
      assert.lengthOf((await apiKeysList(client)).value?.data ?? [], 1)
      const queryClient = new QueryClient()
      await prefetchApiKeysList(queryClient, client)
      assert.lengthOf(queryClient.getQueryData(queryKeyApiKeysList())?.data ?? [], 1)
    }
    assert.instanceOf(openRouter, OverFetch)
    assert.strictEqual(server.requests.length, 4)
  })

  it("shows no key when it is printed", () => {
    assert.notInclude(inspect([new OpenRouter({ apiKey }), new OpenRouterCore({ apiKey })], { depth: 9 }), apiKey)
  })
})

describe("connections", () => {
  it("are reused: consecutive calls share one or two", async () => {
    const { openRouter, server } = await pooled(documented)
    for (let call = 0; call < 20; call++) await openRouter.apiKeys.list()
    // A call may start before the connection of the previous one is back in the pool.
    assert.isAtMost(server.connections().opened, 2)
  })

  it("have no limit by default: concurrent calls have one each", async () => {
    const { respond, waiting } = delayedResponses()
    const { openRouter, server } = await pooled(respond)
    const calls = Array.from({ length: 64 }, () => openRouter.apiKeys.list())
    await eventually(() => waiting.length === 64)
    assert.strictEqual(server.connections().open, 64)
    for (const release of waiting) release()
    await Promise.all(calls)
  })

  it("do not exceed the limit: other calls wait, and none is lost", async () => {
    const { respond, waiting } = delayedResponses()
    const { openRouter, server } = await pooled(respond, { connections: 4, keepAliveTimeoutMs: 60_000 })
    const calls = Array.from({ length: 64 }, () => openRouter.apiKeys.list())
    for (let answered = 0; answered < 64; answered++) {
      await eventually(() => waiting.length > 0)
      assert.isAtMost(waiting.length, 4)
      waiting.shift()!()
    }
    assert.lengthOf(await Promise.all(calls), 64)
    assert.strictEqual(server.connections().opened, 4)
  })

  it("count towards the timeout of a call that waits for one", async () => {
    const { openRouter } = await pooled(() => undefined, { connections: 1, retryConfig: { strategy: "none" } })
    const calls = Array.from(
      { length: 3 },
      () => rejection<RequestTimeout>(openRouter.apiKeys.list({}, { timeoutMs: 50 }))
    )
    for (const error of await Promise.all(calls)) {
      assert.include(error, { name: "RequestTimeout", outcome: "Unknown" })
    }
  })

  it("are closed after the idle time, even if the server offers more", async () => {
    const { openRouter, server } = await pooled(documented, { keepAliveTimeoutMs: 20 })
    await openRouter.apiKeys.list()
    await eventually(() => server.connections().open === 0)
    await openRouter.apiKeys.list()
    assert.strictEqual(server.connections().opened, 2)
  })

  it("serve one call each if that time is 0", async () => {
    const { openRouter, server } = await pooled(documented, { keepAliveTimeoutMs: 0 })
    for (let call = 0; call < 3; call++) await openRouter.apiKeys.list()
    assert.strictEqual(server.connections().opened, 3)
  })

  it("that time out fail with the outcome NotSent", async () => {
    // Accepts without a TLS handshake, which is part of connecting.
    const silent = Net.createServer()
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve))
    onTestFinished(() => void silent.close())
    const openRouter = new OpenRouter({
      apiKey,
      serverURL: `https://127.0.0.1:${(silent.address() as Net.AddressInfo).port}`,
      connectTimeoutMs: 50,
      retryConfig: { strategy: "none" }
    })
    const error = await rejection<ConnectionError>(openRouter.apiKeys.create({ name: "CI" }))
    assert.instanceOf(error, ConnectionError)
    assert.include(error, { outcome: "NotSent", code: "UND_ERR_CONNECT_TIMEOUT", isRetryable: true })
    await openRouter.dispose()
  })

  it("are closed by dispose, and at the end of a block by `await using`", async () => {
    const { openRouter, server } = await pooled(documented)
    await Promise.all([openRouter.apiKeys.list(), openRouter.apiKeys.list()])
    assert.isAbove(server.connections().open, 0)
    await openRouter.dispose()
    await eventually(() => server.connections().open === 0)
    {
      await using small = new OpenRouterCore({ apiKey, serverURL: server.url })
      await apiKeysList(small)
      assert.strictEqual(server.connections().open, 1)
    }
    await eventually(() => server.connections().open === 0)
  })

  it("are closed by dispose during calls, which fail with RequestAborted", async () => {
    const { openRouter, server } = await pooled(() => undefined)
    const error = rejection<RequestAborted>(openRouter.apiKeys.create({ name: "CI" }))
    await eventually(() => server.requests.length === 1)
    await openRouter.dispose()
    assert.instanceOf(await error, RequestAborted)
    assert.include(await error, { outcome: "Unknown", attempts: 1 })
    await eventually(() => server.connections().open === 0)
  })
})

describe("aborting", () => {
  it("in flight closes the connection, and no others", async () => {
    const { openRouter, server } = await pooled((request, index) =>
      index === 0 ? undefined : documented(request, index)
    )
    const controller = new AbortController()
    const error = rejection<RequestAborted>(openRouter.apiKeys.list({}, { signal: controller.signal }))
    await eventually(() => server.requests.length === 1)
    const other = openRouter.apiKeys.get({ hash })
    controller.abort("changed my mind")
    assert.include(await error, { _tag: "RequestAborted", outcome: "Unknown", cause: "changed my mind" })
    await eventually(() => server.abandoned() === 1)
    assert.strictEqual((await other).data.hash, hash)
  })

  it("during a response closes the connection", async () => {
    const { openRouter, server } = await pooled(() => ({
      status: 200,
      headers: { "content-length": "1000000" },
      body: "{"
    }))
    const controller = new AbortController()
    const error = rejection(openRouter.apiKeys.list({}, { signal: controller.signal }))
    await eventually(() => server.requests.length === 1)
    await new Promise((resolve) => setTimeout(resolve, 20))
    controller.abort()
    assert.instanceOf(await error, RequestAborted)
    await eventually(() => server.connections().open === 0)
  })

  it("while waiting for a connection sends nothing", async () => {
    const { respond, waiting } = delayedResponses()
    const { openRouter, server } = await pooled(respond, { connections: 1 })
    const first = openRouter.apiKeys.list()
    await eventually(() => waiting.length === 1)
    const controller = new AbortController()
    const error = rejection(openRouter.apiKeys.list({}, { signal: controller.signal }))
    await new Promise((resolve) => setTimeout(resolve, 20))
    controller.abort()
    assert.instanceOf(await error, RequestAborted)
    waiting[0]!()
    await first
    assert.lengthOf(server.requests, 1)
  })
})

// =====================================================================================================================
// What goes wrong
// =====================================================================================================================

const redirect: CannedResponse = { status: 307, headers: { location: "http://127.0.0.1:1/elsewhere" }, body: "" }

const responses: Readonly<Record<string, CannedResponse | undefined>> = {
  "400": { status: 400, body: { error: { code: 400, message: "Invalid" } } },
  "401 as text": { status: 401, body: "no" },
  "403": { status: 403, body: { error: { code: 403, message: "Only management keys" } } },
  "404": { status: 404, body: { error: { code: 404, message: "Not found" } } },
  "429": { status: 429, headers: { "retry-after": "3" }, body: { error: { code: 429, message: "Slow down" } } },
  "500": { status: 500, body: "" },
  "503": { status: 503, body: "<html>" },
  "a redirect": redirect,
  "a dropped connection": { status: 200, drop: true },
  "a body that is cut": { status: 200, headers: { "content-length": "1000" }, body: "{\"data\":", cut: true },
  "a created key in a body that is cut": { status: 201, body: "{\"key\":\"sk-or-v1-abc\",", cut: true },
  "a body that is no JSON": { status: 200, body: "{" },
  "no body": { status: 200, body: "" },
  "silence": undefined
}

const essence = (error: Error & { readonly headers?: unknown; readonly reason?: unknown }): unknown => {
  const { headers: _, reason: __, ...rest } = error
  return { ...rest, name: error.name, message: error.message }
}

describe("errors", () => {
  it.each(Object.entries(responses))("are the same over a pool as over fetch: %s", async (_, canned) => {
    const options = { timeoutMs: 2_000, retryConfig: { strategy: "none" } } as const
    const { openRouter, server } = await pooled(() => canned, options)
    const overFetch = new OverFetch({ apiKey, serverURL: server.url, ...options })
    // All at once: silence takes the whole timeout.
    const failures = ({ apiKeys }: OverFetch) =>
      Promise.all([rejection(apiKeys.create({ name: "CI" })), rejection(apiKeys.get({ hash }))])
    const [overPool, otherwise] = await Promise.all([failures(openRouter), failures(overFetch)])
    assert.deepStrictEqual(overPool.map(essence), otherwise.map(essence))
    assert.lengthOf(server.requests, 4)
  })

  it("are the same if nothing listens: nothing was sent", async () => {
    // The port of a closed server. (fetch blocks port 1.)
    const gone = await startServer(documented)
    await gone.close()
    const options = { apiKey, serverURL: gone.url, retryConfig: { strategy: "none" } } as const
    const error = await rejection<ConnectionError>(new OpenRouter(options).apiKeys.create({ name: "CI" }))
    assert.include(error, { _tag: "ConnectionError", outcome: "NotSent", code: "ECONNREFUSED" })
    assert.deepStrictEqual(
      essence(error),
      essence(await rejection(new OverFetch(options).apiKeys.create({ name: "CI" })))
    )
  })

  it("have the outcome NotSent if the host is unknown", async () => {
    const options = { apiKey, serverURL: "http://nowhere.invalid", retryConfig: { strategy: "none" } } as const
    const error = await rejection<ConnectionError>(new OpenRouter(options).apiKeys.create({ name: "CI" }))
    assert.include(error, { _tag: "ConnectionError", outcome: "NotSent" })
  })

  it("contain neither the bearer token nor the request", async () => {
    const secret = "sk-or-v1-must-not-be-seen"
    const options = { apiKey: secret, timeoutMs: 100, retryConfig: { strategy: "none" } } as const
    for (const canned of [responses["401 as text"], responses["a dropped connection"], redirect, undefined]) {
      const { openRouter } = await pooled(() => canned, options)
      const error = await rejection(openRouter.apiKeys.create({ name: "CI" }))
      const shown = [inspect(error, { depth: Infinity, showHidden: true }), JSON.stringify(error), String(error.stack)]
      assert.notMatch(shown.join("\n"), /must-not-be-seen|authorization/i)
    }
  })

  it("of a first attempt are retried if that is safe", async () => {
    const { openRouter, server } = await pooled((_, index) =>
      index === 0 ? { status: 429, headers: { "retry-after": "0" }, body: "" } : emptyPage
    )
    assert.deepStrictEqual(await openRouter.apiKeys.list(), { data: [] })
    assert.lengthOf(server.requests, 2)
  })
})

describe("invalid options", () => {
  const number = "must be a whole number above 0 (Infinity for no limit)"
  const wrong: ReadonlyArray<readonly [options: unknown, issues: ReadonlyArray<string>]> = [
    [null, ["client must be an object"]],
    [{ connections: 0 }, [`client.connections ${number}`]],
    [{ connections: 1.5 }, [`client.connections ${number}`]],
    [{ connections: "8" }, [`client.connections ${number}`]],
    [{ connections: null }, [`client.connections ${number}`]],
    [{ connectTimeoutMs: 0 }, [
      "client.connectTimeoutMs must be a number of milliseconds above 0 (Infinity for no limit)"
    ]],
    [{ keepAliveTimeoutMs: -1 }, ["client.keepAliveTimeoutMs must be a finite number of milliseconds, 0 or more"]],
    [{ keepAliveTimeoutMs: Infinity }, [
      "client.keepAliveTimeoutMs must be a finite number of milliseconds, 0 or more"
    ]],
    [{ timeoutMs: NaN, connections: -1 }, [
      "client.timeoutMs must be a number of milliseconds above 0 (Infinity for no limit)",
      `client.connections ${number}`
    ]],
    [
      new Proxy({}, {
        get: () => {
          throw new Error("trapped")
        }
      }),
      ["client has options that cannot be read"]
    ]
  ]

  it("fail the calls of the client, not the constructor, and are all named at once", async () => {
    for (const [options, issues] of wrong) {
      for (const client of [new OpenRouter(options as never), new OpenRouterCore(options as never)]) {
        const { error } = await apiKeysGet(client, { hash })
        assert.instanceOf(error, InvalidRequest)
        assert.deepStrictEqual(error.issues.map(({ message, path }) => `${path} ${message}`), issues)
        assert.include(error, { outcome: "NotSent", attempts: 0 })
        await client.dispose()
      }
    }
  })

  it("do not compile", () => {
    // @ts-expect-error: not a number.
    assert.isDefined(new OpenRouterCore({ connections: "8" }))
  })

  it("may be Infinity for no limit", async () => {
    const { openRouter } = await pooled(documented, {
      connections: Infinity,
      connectTimeoutMs: Infinity,
      keepAliveTimeoutMs: undefined
    })
    assert.lengthOf((await openRouter.apiKeys.list()).data, 1)
  })
})

describe("a process", { timeout: 60_000 }, () => {
  const bundling = bundle({ pooled: new URL("./children/pooled.ts", import.meta.url) })
  let children: Awaited<typeof bundling>
  beforeAll(async () => {
    children = await bundling
  }, 60_000)
  afterAll(() => children.remove())

  it("exits with an open client and idle connections", async () => {
    const { code, stderr, stdout } = await children.run("pooled")
    assert.deepStrictEqual({ code, stderr }, { code: 0, stderr: "" })
    const { connections, milliseconds } = JSON.parse(stdout) as { connections: number; milliseconds: number }
    assert.strictEqual(connections, 3)
    // The idle time of its connections is a minute.
    assert.isBelow(milliseconds, 30_000)
  })
})
