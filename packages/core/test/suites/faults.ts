/** What a misbehaving network, gateway or service leads to, over a real server on localhost. */
import type * as Http from "node:http"
import { assert, describe, it } from "vitest"
import { created, createdKey, errorBody, hash } from "../support/wire.js"
import { closedURL, inTurn, listen, type LocalServer, type Respond, respondWith } from "./localServer.js"
import { samples } from "./samples.js"
import { failing, statusesSuite } from "./statuses.js"
import {
  type CallResult,
  type FiberTestClient,
  type Name,
  type SeenError,
  type Settings,
  succeeded
} from "./testClient.js"
import { visibleForms } from "./visible.js"

/** One of each kind; the slow tests have all of them. */
const statuses = [400, 401, 402, 403, 404, 407, 408, 409, 413, 422, 429, 499, 500, 502, 503, 504, 529, 599]

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** Waits for a condition, which may take long on a busy machine. */
const until = async (isTrue: () => boolean): Promise<void> => {
  for (let n = 0; n < 2_000 && !isTrue(); n++) await sleep(5)
  assert.isTrue(isTrue())
}

/** A server, and how many of its requests are neither answered nor cut. */
const listenAndCount = async (respond: Respond): Promise<LocalServer & { readonly pending: () => number }> => {
  let pending = 0
  const server = await listen((request, response, index) => {
    pending++
    response.on("close", () => pending--)
    respond(request, response, index)
  })
  return { ...server, pending: () => pending }
}

const tagged = (error: SeenError): object => ({ ...error, _tag: error._tag })

const shown = (error: SeenError): string => visibleForms(error).map(([, text]) => text).join("\n")

const socketOf = (response: Http.ServerResponse) => response.socket!

// =====================================================================================================================
// Each operation
// =====================================================================================================================

const contrary = [
  "",
  "  ",
  "null",
  "[]",
  "{}",
  "<html>gateway</html>",
  "{\"data\":",
  "{\"data\":[{}]}",
  "\"text\"",
  "42"
]

const operations = (client: FiberTestClient): void => {
  const call = (name: Name, serverURL: string) => client.call(name, samples[name].request, { serverURL })

  describe(`${client.name}: each operation`, () => {
    it.each(client.names)("%s: fails with InvalidResponse if the body does not match the contract", async (name) => {
      const [status] = samples[name].success
      const server = await listen((request, response, index) =>
        respondWith(status, contrary[index], { "content-type": "text/html" })(request, response, index)
      )
      for (const body of contrary) {
        const error = failing(await call(name, server.url))
        const expected = { _tag: "InvalidResponse", outcome: "Unknown", isRetryable: false, statusCode: status, body }
        assert.include(tagged(error), expected)
      }
    })

    it.each(client.names)(
      "%s: fails with UnexpectedStatus if the success status belongs to another operation",
      async (name) => {
        const [status, body] = samples[name].success
        // A create may also be confirmed with 200.
        const server = await listen(respondWith(status === 200 ? 201 : 202, body))
        const error = failing(await call(name, server.url))
        assert.include(tagged(error), { _tag: "UnexpectedStatus", outcome: "Unknown" })
      }
    )
  })
}

/** Redirects are a transport's to follow, and none may. */
const redirects = (client: FiberTestClient): void => {
  it.each(client.names)(`${client.name}: a redirect is not followed: %s`, async (name) => {
    const { request, success: [status, body] } = samples[name]
    const elsewhere = await listen(respondWith(status, body))
    let redirect = 0
    const server = await listen((...to) => respondWith(redirect, "", { location: `${elsewhere.url}/keys` })(...to))
    for (redirect of [301, 302, 303, 307, 308]) {
      const error = failing(await client.call(name, request, { serverURL: server.url }))
      const outcome = redirect === 303 ? "Unknown" : "Rejected"
      assert.include(tagged(error), { _tag: "UnexpectedStatus", statusCode: redirect, outcome })
    }
    assert.lengthOf(elsewhere.requests, 0)
  })
}

// =====================================================================================================================
// The connection
// =====================================================================================================================

const drops: { readonly [when: string]: Respond } = {
  "before the headers": (_, response) => socketOf(response).destroy(),
  "during the headers": (_, response) => {
    socketOf(response).write("HTTP/1.1 200 OK\r\ncontent-ty")
    socketOf(response).destroySoon()
  },
  "during the body": (_, response) => {
    response.writeHead(200, { "content-length": 1000 })
    response.write("{\"data\":")
    setTimeout(() => socketOf(response).destroy(), 20)
  },
  "during a body of unknown length": (_, response) => {
    response.writeHead(200)
    response.write("{\"data\":")
    setTimeout(() => socketOf(response).destroy(), 20)
  }
}

const connections = (client: FiberTestClient): void => {
  const call = (name: Name, serverURL: string) => client.call(name, samples[name].request, { serverURL })

  it.each(Object.keys(drops))(
    "dropped %s fails with ConnectionError, and may have been processed",
    async (when) => {
      const server = await listen(drops[when]!)
      const error = failing(await call("update", server.url))
      assert.include(tagged(error), { _tag: "ConnectionError", outcome: "Unknown", isRetryable: true })
    }
  )

  it("with a response that is not HTTP fails with ConnectionError", async () => {
    const server = await listen((_, response) => socketOf(response).end("SSH-2.0-OpenSSH_9.6\r\n"))
    const error = failing(await call("get", server.url))
    assert.include(tagged(error), { _tag: "ConnectionError", outcome: "Unknown" })
  })

  it("that is refused has sent nothing", async () => {
    const error = failing(await call("create", await closedURL()))
    const expected = { _tag: "ConnectionError", outcome: "NotSent", isRetryable: true, code: "ECONNREFUSED" }
    assert.include(tagged(error), expected)
  })

  it("to an unknown host has sent nothing", async () => {
    const error = failing(await call("create", "http://no-such-host.invalid/api/v1"))
    assert.include(tagged(error), { _tag: "ConnectionError", outcome: "NotSent", isRetryable: true })
  })

  it("over https to a server without TLS has sent nothing", async () => {
    const server = await listen(() => {})
    const error = failing(await call("create", server.url.replace("http:", "https:")))
    assert.strictEqual(error._tag, "ConnectionError")
    assert.lengthOf(server.requests, 0)
  })

  it("with an endless body, for any status", async () => {
    const endless = (status: number): Respond => (_, response) => {
      response.writeHead(status)
      const chunk = "x".repeat(256 * 1024)
      const write = (): void => {
        while (!response.destroyed && response.write(chunk)) { /* until the socket is full */ }
        if (!response.destroyed) response.once("drain", write)
      }
      write()
    }
    const server = await listen(inTurn(endless(200), endless(401)))
    const error = failing(await call("get", server.url))
    assert.include(tagged(error), { _tag: "InvalidResponse", outcome: "Unknown" })
    assert.isAtMost(error.body!.length, 64 * 1024)
    const unauthorized = failing(await call("get", server.url))
    assert.include(tagged(unauthorized), { _tag: "Unauthorized", outcome: "Rejected" })
  })
}

// =====================================================================================================================
// Timeouts and interruption
// =====================================================================================================================

const slow: { readonly [what: string]: Respond } = {
  "headers do not come": () => {},
  "body does not come": (_, response) => {
    response.writeHead(200, { "content-length": 10 }).flushHeaders()
  },
  "body drips": (_, response) => {
    response.writeHead(200)
    const timer = setInterval(() => response.write(" "), 5)
    response.on("close", () => clearInterval(timer))
  }
}

const ends = (client: FiberTestClient): void => {
  it.each(Object.keys(slow))("by its timeout, which closes the connection, if %s", async (what) => {
    const server = await listenAndCount(slow[what]!)
    const settings = { serverURL: server.url, timeoutMs: 80 }
    const running = client.start("update", samples.update.request, settings)
    const error = failing(await running.result)
    assert.include(tagged(error), { _tag: "RequestTimeout", outcome: "Unknown", isRetryable: true })
    // Not the connections that are open: Node's fetch at once makes a new one, for later.
    await until(() => server.pending() === 0)
  })

  it.each(Object.keys(slow))("by interruption at once, which closes the connection, if %s", async (what) => {
    const server = await listenAndCount(slow[what]!)
    const running = client.start("get", samples.get.request, { serverURL: server.url })
    await until(() => server.pending() === 1)
    await sleep(30)
    const startedAt = performance.now()
    const result = await running.interrupt()
    assert.include(result, { ok: false, how: "interrupted" })
    assert.isBelow(performance.now() - startedAt, 1000)
    await until(() => server.pending() === 0)
  })

  it("by its timeout even in an uninterruptible region, such as an acquire or a release", async () => {
    const server = await listen(() => {})
    const settings: Settings = { serverURL: server.url, timeoutMs: 80 }
    const held: ReadonlyArray<() => Promise<CallResult>> = [
      () => client.hold(settings).result,
      () => client.uninterruptible("update", samples.update.request, settings)
    ]
    for (const call of held) {
      const startedAt = performance.now()
      const error = failing(await call())
      assert.include(tagged(error), { _tag: "RequestTimeout", outcome: "Unknown" })
      assert.isBelow(performance.now() - startedAt, 2000)
    }
  })

  it("with its key released after an interrupted acquire", async () => {
    const server = await listen((request, response, index) => {
      const { success } = samples[index === 0 ? "create" : "delete"]
      setTimeout(() => respondWith(...success)(request, response, index), 60)
    })
    const running = client.hold({ serverURL: server.url })
    await until(() => server.requests.length === 1)
    await running.interrupt()
    assert.deepStrictEqual(server.requests.map(({ method }) => method), ["POST", "DELETE"])
  })
}

/** How a body ends before it is whole. Where nothing comes, the timeout ends it: long, for a busy machine. */
const endings: ReadonlyArray<readonly [how: string, end: (response: Http.ServerResponse) => void, timeoutMs: number]> =
  [
    ["is cut", (response) => socketOf(response).destroy(), 20_000],
    ["is reset", (response) => socketOf(response).resetAndDestroy(), 20_000],
    ["does not come", () => {}, 4_000]
  ]

/** These wait for their timeout, so they do it together. */
const cutBodies = (client: FiberTestClient): void => {
  const create = (serverURL: string, timeoutMs: number) =>
    client.call("create", samples.create.request, { serverURL, timeoutMs })

  it.for(endings)(
    "an error status is reported even if the body %s",
    async ([how, end, timeoutMs], { onTestFinished }) => {
      const server = await listen((_, response) => {
        response.writeHead(403, { "content-length": 1000 })
        response.write("{\"error\":{\"code\":403,", () => setTimeout(() => end(response), 30))
      }, onTestFinished)
      const error = failing(await create(server.url, timeoutMs))
      assert.include(tagged(error), { _tag: "Forbidden", outcome: "Rejected" })
      // What was received before a reset may be dropped by the system.
      if (how !== "is reset") assert.strictEqual(error.body, "{\"error\":{\"code\":403,")
    }
  )

  it.for(endings)("a created key survives a body that %s after it", async ([, end, timeoutMs], { onTestFinished }) => {
    const server = await listen((_, response) => {
      response.writeHead(201, { "content-length": 10_000 })
      response.write(`{"key":"${createdKey}","data":{"hash":"${hash}",`, () => setTimeout(() => end(response), 30))
    }, onTestFinished)
    const error = failing(await create(server.url, timeoutMs))
    assert.strictEqual(error._tag, "InvalidResponse")
    assert.strictEqual(error.revealCreatedKey!(), createdKey)
  })
}

// =====================================================================================================================
// Secrets
// =====================================================================================================================

const oddlyCreated: { readonly [what: string]: readonly [status: number, body: string] } = {
  "when a field is missing": [201, JSON.stringify({ data: { hash }, key: createdKey })],
  "when the rest has another form": [201, JSON.stringify({ data: [], key: createdKey, more: 1 })],
  "when the body is malformed": [201, `{"key": "${createdKey}", "data": {oops`],
  "when the key has a form of its own": [201, JSON.stringify({ data: {}, key: "new-style/secret \"quoted\"" })],
  "when the status is another success": [202, created]
}

const createdKeys = (client: FiberTestClient): void => {
  const create = async (respond: Respond) =>
    failing(await client.call("create", samples.create.request, { serverURL: (await listen(respond)).url }))

  describe(`${client.name}: a created key is never lost`, () => {
    it.each(Object.keys(oddlyCreated))("%s", async (what) => {
      const error = await create(respondWith(...oddlyCreated[what]!))
      assert.include(["InvalidResponse", "UnexpectedStatus"], error._tag)
      const found = error.revealCreatedKey!()!
      assert.include([createdKey, "new-style/secret \"quoted\""], found)
      assert.notInclude(shown(error), found)
      assert.notInclude(shown(error), "new-style")
    })

    it.each(
      [
        [409, { error: { message: "no", metadata: { key: "limit" } } }],
        [307, { key: "x" }]
      ] as const
    )("and is not searched in error responses: %i", async (status, body) => {
      const error = await create(respondWith(status, JSON.stringify(body)))
      assert.isNull(error.revealCreatedKey!())
      assert.strictEqual(error.body, JSON.stringify(body))
    })

    it("and the message mentions it", async () => {
      const error = await create(respondWith(201, `{"key":"${createdKey}"`))
      assert.include(error.message, "a key was created; call `revealCreatedKey()` of the original error to get it")
    })

    it("and is not searched in responses of other operations", async () => {
      const server = await listen(respondWith(200, JSON.stringify({ key: createdKey })))
      const error = failing(await client.call("get", samples.get.request, { serverURL: server.url }))
      assert.isNull(error.revealCreatedKey!())
    })
  })
}

const secrets = (client: FiberTestClient): void => {
  describe(`${client.name}: no secret is shown`, () => {
    it("of a response that repeats the bearer token, a created key or a partner's key", async () => {
      const apiKey = "partner-lookup-key-with-enough-entropy"
      const statuses = [201, 200, 400, 401, 418, 500]
      const server = await listen(({ body, headers }, response, index) => {
        response.writeHead(statuses[index]!, { "x-echo": headers.authorization, "x-body": body })
        response.end(JSON.stringify({
          error: {
            message: `${headers.authorization} ${body}`,
            code: headers.authorization,
            metadata: { headers, body }
          },
          key: createdKey
        }))
      })
      for (const _ of statuses) {
        const request = { name: "CI", external: { user: "u", apiKey } }
        const error = failing(await client.call("create", request, { serverURL: server.url }))
        assert.notInclude(shown(error), apiKey)
        assert.include(shown(error), "<redacted>")
      }
    })

    const tokens = [
      "proxy-token-abcdefgh",
      "quote\"back\\slash-token-1234567890",
      "{\"a\":\"Bearer-12345",
      "corporate-proxy.token+with/specials=="
    ]

    it.each(tokens)("of a token for one call, or a truncated one: %s", async (token) => {
      const server = await listen(({ headers: { authorization: echo } }, response) => {
        response.writeHead(401, { "x-echo": echo })
        response.end(JSON.stringify({ error: { code: echo, message: echo, metadata: { [echo!]: [echo] } } }))
      })
      const plain = await listen(({ headers }, response) => response.writeHead(401).end(headers.authorization))
      const cut = await listen(({ headers }, response) => {
        response.writeHead(401, { "content-length": 500 })
        response.write(headers.authorization!.slice(0, -1), () => socketOf(response).destroySoon())
      })
      for (const { url: serverURL } of [server, plain, cut]) {
        const headers = { Authorization: `Bearer ${token}` }
        for (
          const result of [
            await client.call("list", {}, { serverURL }, { headers }),
            await client.call("list", {}, { serverURL, apiKey: token })
          ]
        ) {
          const text = shown(failing(result))
          assert.notInclude(text, token.slice(0, -1))
          assert.notInclude(text, JSON.stringify(token.slice(0, -1)).slice(1, -1))
        }
      }
    })
  })
}

// =====================================================================================================================
// Retries
// =====================================================================================================================

const retries = (client: FiberTestClient): void => {
  const retry = { initialInterval: 1 }
  const call = (name: Name, settings: Settings) => client.call(name, samples[name].request, { retry, ...settings })

  describe(`${client.name}: a fixed bug`, () => {
    it("after three 500 and a 201, one create is sent", async () => {
      const fails = respondWith(500, errorBody(500, "oh"))
      const server = await listen(inTurn(fails, fails, fails, respondWith(201, created)))
      const error = failing(await call("create", { serverURL: server.url }))
      assert.include(tagged(error), { _tag: "InternalServerError", outcome: "Unknown", attempts: 1 })
      assert.lengthOf(server.requests, 1)
    })

    it.each(
      [
        ["whose connection is dropped", (_, response) => socketOf(response).destroy()],
        ["which times out", () => {}]
      ] as ReadonlyArray<readonly [string, Respond]>
    )("a create %s is sent once", async (_, respond) => {
      const server = await listen(respond)
      const error = failing(await call("create", { serverURL: server.url, timeoutMs: 100 }))
      assert.strictEqual(error.outcome, "Unknown")
      assert.lengthOf(server.requests, 1)
    })

    it("retryable failures are retried: dropped, truncated, 503, then success", async () => {
      const server = await listen(inTurn(
        (_, response) => socketOf(response).destroy(),
        (_, response) => {
          response.writeHead(200, { "content-length": 100 }).write("{", () => socketOf(response).destroy())
        },
        respondWith(503),
        respondWith(...samples.update.success)
      ))
      succeeded(await call("update", { serverURL: server.url }))
      assert.lengthOf(server.requests, 4)
      assert.strictEqual(new Set(server.requests.map(({ body }) => body)).size, 1)
    })

    it("a page with a string instead of an error object is reported", async () => {
      const server = await listen(respondWith(401, "{\"error\":\"plain\"}"))
      const error = failing(await call("list", { serverURL: server.url }))
      assert.strictEqual(error._tag, "Unauthorized")
      assert.strictEqual(error.message, "list: plain (HTTP 401)")
    })

    it("an empty cookie header and unrequested tracing headers are not sent", async () => {
      const server = await listen(respondWith(...samples.get.success))
      succeeded(await call("get", { serverURL: server.url }))
      assert.notIncludeMembers(Object.keys(server.requests[0]!.headers), ["cookie"])
      assert.notIncludeMembers(Object.keys(server.requests[0]!.headers), ["traceparent"])
      assert.notIncludeMembers(Object.keys(server.requests[0]!.headers), ["b3"])
    })
  })
}

/** What no transport changes is tested over the first. */
export const faults = (clients: ReadonlyArray<FiberTestClient>): void => {
  const first = clients[0]!
  for (const client of clients.filter(({ name }) => /over fetch|undici's pool/.test(name))) {
    statusesSuite(client, statuses)
  }
  operations(first)
  for (const client of clients) {
    redirects(client)
    describe(`${client.name}: a connection`, () => connections(client))
    describe(`${client.name}: a call ends`, () => ends(client))
  }
  describe.concurrent("within the timeout", () => {
    for (const client of clients) describe.concurrent(client.name, () => cutBodies(client))
  })
  createdKeys(first)
  secrets(first)
  retries(first)
}
