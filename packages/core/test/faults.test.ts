/** What a misbehaving network, gateway or service leads to, over a real server on localhost. */
import { HttpClient, HttpClientError } from "@effect/platform"
import { assert, describe, it } from "@effect/vitest"
import { ApiKeys, OpenRouterClient, type OpenRouterError, RetryPolicy } from "@openrouter-keys/core"
import { Duration, Effect, Exit, Fiber, Layer, Redacted } from "effect"
import { calls, names, over, shown, transports } from "./support/calls.js"
import { type Incoming, inTurn, respondWith, serve } from "./support/server.js"
import { assertStatuses, failing } from "./support/statuses.js"
import { created, createdKey, hash, refusal } from "./support/wire.js"

/** One of each kind; `statuses.slow.test.ts` has all of them. */
const statuses = [400, 401, 402, 403, 404, 407, 408, 409, 413, 422, 429, 499, 500, 502, 503, 504, 529, 599]

/** Waits for a number to become another, which may take long on a busy machine. */
const until = (number: Effect.Effect<number>, expected: number) =>
  number.pipe(
    Effect.delay("5 millis"),
    Effect.repeat({ until: (now) => now === expected, times: 2_000 }),
    Effect.tap((now) => assert.strictEqual(now, expected))
  )

describe.each(names)("%s", (name) => {
  const { run, success } = calls[name]

  it.live.each(["fetch", "undici's pool"])(
    "a status of an error has its class, over %s",
    (transport) => assertStatuses(name, transport, statuses)
  )

  it.live("a redirect is not followed", () =>
    Effect.gen(function*() {
      const elsewhere = yield* serve(respondWith(success[0], success[1]))
      for (const status of [301, 302, 303, 307, 308]) {
        for (const [transport, layer] of Object.entries(transports)) {
          const server = yield* serve(respondWith(status, "", { location: `${elsewhere.url}/keys` }))
          const error = yield* Effect.provide(failing(run), over(server.url, {}, layer))
          assert.strictEqual(error._tag, "UnexpectedStatus", transport)
          assert.include(error, { statusCode: status, outcome: status === 303 ? "Unknown" : "Rejected" })
        }
      }
      assert.lengthOf(elsewhere.requests, 0)
    }).pipe(Effect.scoped))

  it.live("a body that is not what the contract says ends in InvalidResponse", () =>
    Effect.gen(function*() {
      const bodies = [
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
      for (const body of bodies) {
        const server = yield* serve(respondWith(success[0], body, { "content-type": "text/html" }))
        const error = yield* Effect.provide(failing(run), over(server.url))
        assert.strictEqual(error._tag, "InvalidResponse", body)
        assert.include(error, { outcome: "Unknown", isRetryable: false, statusCode: success[0], body })
      }
    }).pipe(Effect.scoped))

  it.live("a status of success that is another operation's is unexpected", () =>
    Effect.gen(function*() {
      // A create may also be confirmed with 200.
      const status = success[0] === 200 ? 201 : 202
      const server = yield* serve(respondWith(status, success[1]))
      const error = yield* Effect.provide(failing(run), over(server.url))
      assert.strictEqual(error._tag, "UnexpectedStatus")
      assert.strictEqual(error.outcome, "Unknown")
    }).pipe(Effect.scoped))
})

describe.each(Object.keys(transports))("over %s", (transport) => {
  const layer = (url: string, options: Partial<OpenRouterClient.Options> = {}) =>
    over(url, options, transports[transport])

  const drops: { readonly [when: string]: (to: Incoming) => void } = {
    "before the headers": ({ response }) => response.socket!.destroy(),
    "during the headers": ({ response }) => {
      response.socket!.write("HTTP/1.1 200 OK\r\ncontent-ty")
      response.socket!.destroySoon()
    },
    "during the body": ({ response }) => {
      response.writeHead(200, { "content-length": 1000 })
      response.write("{\"data\":")
      setTimeout(() => response.socket!.destroy(), 20)
    },
    "during a body of unknown length": ({ response }) => {
      response.writeHead(200)
      response.write("{\"data\":")
      setTimeout(() => response.socket!.destroy(), 20)
    }
  }

  it.live.each(Object.keys(drops))(
    "a connection dropped %s is a ConnectionError that may have been processed",
    (when) =>
      Effect.gen(function*() {
        const server = yield* serve(drops[when]!)
        const error = yield* Effect.provide(failing(calls.update.run), layer(server.url))
        assert.include(error, { _tag: "ConnectionError", outcome: "Unknown", isRetryable: true })
      }).pipe(Effect.scoped)
  )

  it.live("a response that is not HTTP is a ConnectionError", () =>
    Effect.gen(function*() {
      const server = yield* serve(({ response }) => response.socket!.end("SSH-2.0-OpenSSH_9.6\r\n"))
      const error = yield* Effect.provide(failing(calls.get.run), layer(server.url))
      assert.include(error, { _tag: "ConnectionError", outcome: "Unknown" })
    }).pipe(Effect.scoped))

  it.live("a refused connection was never sent", () =>
    Effect.gen(function*() {
      const { url } = yield* Effect.scoped(serve(() => {}))
      const error = yield* Effect.provide(failing(calls.create.run), layer(url))
      assert.include(error, { _tag: "ConnectionError", outcome: "NotSent", isRetryable: true })
      assert.include(error, { code: "ECONNREFUSED" })
    }))

  it.live("a host that cannot be found was never sent to", () =>
    Effect.gen(function*() {
      const error = yield* Effect.provide(failing(calls.create.run), layer("http://no-such-host.invalid/api/v1"))
      assert.include(error, { _tag: "ConnectionError", outcome: "NotSent", isRetryable: true })
    }))

  it.live("a connection that was never made is known also where its error has no code", () =>
    Effect.gen(function*() {
      // As Deno has it: in the words of the cause, or in its own.
      const words = "error sending request for url (http://127.0.0.1:1/): client error (Connect): tcp connect error"
      for (const cause of [new TypeError("fetch failed", { cause: new Error(words) }), new TypeError(words)]) {
        const client = HttpClient.make((request) =>
          Effect.fail(new HttpClientError.RequestError({ request, reason: "Transport", cause }))
        )
        const error = yield* Effect.provide(
          failing(calls.create.run),
          over("http://127.0.0.1:1/api/v1", {}, Layer.succeed(HttpClient.HttpClient, client))
        )
        assert.include(error, { _tag: "ConnectionError", outcome: "NotSent", isRetryable: true, code: null })
      }
    }))

  it.live("a server that does not speak TLS was never sent to over https", () =>
    Effect.gen(function*() {
      const server = yield* serve(() => {})
      const error = yield* Effect.provide(failing(calls.create.run), layer(server.url.replace("http:", "https:")))
      assert.strictEqual(error._tag, "ConnectionError")
      assert.lengthOf(server.requests, 0)
    }).pipe(Effect.scoped))

  const slow: { readonly [what: string]: (to: Incoming) => void } = {
    "headers do not come": () => {},
    "body does not come": ({ response }) => {
      response.writeHead(200, { "content-length": 10 }).flushHeaders()
    },
    "body drips": ({ response }) => {
      response.writeHead(200)
      const timer = setInterval(() => response.write(" "), 5)
      response.on("close", () => clearInterval(timer))
    }
  }

  it.live.each(Object.keys(slow))(
    "when %s, the timeout ends the call and closes the connection",
    (what) =>
      Effect.gen(function*() {
        const server = yield* serve(slow[what]!)
        yield* Effect.gen(function*() {
          const error = yield* failing(calls.update.run)
          assert.include(error, { _tag: "RequestTimeout", outcome: "Unknown", isRetryable: true })
          // Not the connections that are open: Node's fetch at once makes a new one, for later.
          yield* until(server.pending, 0)
        }).pipe(Effect.provide(layer(server.url, { timeout: "80 millis" })))
      }).pipe(Effect.scoped)
  )

  it.live.each(Object.keys(slow))(
    "when %s, interruption ends the call at once and closes the connection",
    (what) =>
      Effect.gen(function*() {
        const server = yield* serve(slow[what]!)
        yield* Effect.gen(function*() {
          const fiber = yield* Effect.fork(calls.get.run)
          yield* until(server.pending, 1)
          yield* Effect.sleep("30 millis")
          const [took, exit] = yield* Effect.timed(Fiber.interrupt(fiber))
          assert.isTrue(Exit.isInterrupted(exit))
          assert.isBelow(Duration.toMillis(took), 1000)
          // Not the connections that are open: Node's fetch at once makes a new one, for later.
          yield* until(server.pending, 0)
        }).pipe(Effect.provide(layer(server.url)))
      }).pipe(Effect.scoped)
  )

  it.live("the timeout also ends a call that may not be interrupted, as in an acquire or a release", () =>
    Effect.gen(function*() {
      const server = yield* serve(() => {})
      const held = Effect.acquireUseRelease(calls.create.run, () => Effect.void, () => Effect.ignore(calls.delete.run))
      for (const call of [held, Effect.uninterruptible(calls.update.run)]) {
        const [took, error] = yield* Effect.timed(
          Effect.provide(failing(call), layer(server.url, { timeout: "80 millis" }))
        )
        assert.include(error, { _tag: "RequestTimeout", outcome: "Unknown" })
        assert.isBelow(Duration.toMillis(took), 2000)
      }
    }).pipe(Effect.scoped))

  it.live("an interrupted acquire still learns of the key that it created, and releases it", () =>
    Effect.gen(function*() {
      const server = yield* serve((to) => {
        setTimeout(() => respondWith(...(to.index === 0 ? calls.create : calls.delete).success)(to), 60)
      })
      const held = Effect.acquireUseRelease(calls.create.run, () => Effect.never, () => Effect.orDie(calls.delete.run))
      const fiber = yield* Effect.fork(Effect.provide(held, layer(server.url)))
      yield* Effect.sleep("30 millis")
      yield* Fiber.interrupt(fiber)
      assert.deepStrictEqual(server.requests.map(({ method }) => method), ["POST", "DELETE"])
    }).pipe(Effect.scoped))

  const endless = (status: number) => ({ response }: Incoming): void => {
    response.writeHead(status)
    const chunk = "x".repeat(256 * 1024)
    const write = (): void => {
      while (!response.destroyed && response.write(chunk)) { /* until the socket is full */ }
      if (!response.destroyed) response.once("drain", write)
    }
    write()
  }

  it.live("an endless body ends the call, whatever the status", () =>
    Effect.gen(function*() {
      const success = yield* serve(endless(200))
      const error = yield* Effect.provide(failing(calls.get.run), layer(success.url))
      assert.include(error, { _tag: "InvalidResponse", outcome: "Unknown" })
      assert.isAtMost((error as OpenRouterError.InvalidResponse).body.length, 64 * 1024)

      const refused = yield* serve(endless(401))
      const unauthorized = yield* Effect.provide(failing(calls.get.run), layer(refused.url))
      assert.include(unauthorized, { _tag: "Unauthorized", outcome: "Rejected" })
    }).pipe(Effect.scoped))
})

describe.concurrent.each(Object.keys(transports))("over %s, within the timeout", (transport) => {
  const layer = (url: string) => over(url, { timeout: "2 seconds" }, transports[transport])

  it.live("a refusal counts although its body is cut or does not come", () =>
    Effect.gen(function*() {
      for (const rest of [({ response }: Incoming) => setTimeout(() => response.socket!.destroy(), 10), () => {}]) {
        const server = yield* serve((to) => {
          to.response.writeHead(403, { "content-length": 1000 })
          to.response.write("{\"error\":{\"code\":403,")
          rest(to)
        })
        const error = yield* Effect.provide(failing(calls.create.run), layer(server.url))
        assert.include(error, { _tag: "Forbidden", outcome: "Rejected", body: "{\"error\":{\"code\":403," })
      }
    }).pipe(Effect.scoped))

  it.live("a created key survives a body that is cut after it", () =>
    Effect.gen(function*() {
      const endings = [
        ({ response }: Incoming) => void setTimeout(() => response.socket!.destroy(), 10),
        ({ response }: Incoming) => response.socket!.resetAndDestroy(),
        () => {}
      ]
      for (const [index, end] of endings.entries()) {
        const server = yield* serve((to) => {
          to.response.writeHead(201, { "content-length": 10_000 })
          to.response.write(`{"key":"${createdKey}","data":{"hash":"${hash}",`, () => setTimeout(() => end(to), 30))
        })
        const error = yield* Effect.provide(failing(calls.create.run), layer(server.url))
        assert.strictEqual(error._tag, "InvalidResponse", String(index))
        assert.strictEqual((error as OpenRouterError.InvalidResponse).revealCreatedKey(), createdKey)
      }
    }).pipe(Effect.scoped))
})

describe("a created key is never lost", () => {
  const answers: { readonly [what: string]: readonly [status: number, body: string] } = {
    "when a field is missing": [201, JSON.stringify({ data: { hash }, key: createdKey })],
    "when the rest has another form": [201, JSON.stringify({ data: [], key: createdKey, more: 1 })],
    "when the body is malformed": [201, `{"key": "${createdKey}", "data": {oops`],
    "when the key has a form of its own": [201, JSON.stringify({ data: {}, key: "new-style/secret \"quoted\"" })],
    "when the status is another success": [202, created]
  }

  it.live.each(Object.keys(answers))("%s", (what) =>
    Effect.gen(function*() {
      const [status, body] = answers[what]!
      const server = yield* serve(respondWith(status, body))
      const error = yield* Effect.provide(failing(calls.create.run), over(server.url))
      assert.include(["InvalidResponse", "UnexpectedStatus"], error._tag)
      const found = (error as OpenRouterError.InvalidResponse).revealCreatedKey()!
      assert.include([createdKey, "new-style/secret \"quoted\""], found)
      assert.notInclude(shown(error), found)
      assert.notInclude(shown(error), "new-style")
    }).pipe(Effect.scoped))

  it.live("and is found in no refusal, whatever its fields are called", () =>
    Effect.gen(function*() {
      for (
        const [status, body] of [[409, { error: { message: "no", metadata: { key: "limit" } } }], [307, { key: "x" }]]
      ) {
        const server = yield* serve(respondWith(status as number, JSON.stringify(body)))
        const error = yield* Effect.provide(failing(calls.create.run), over(server.url))
        assert.isNull((error as OpenRouterError.UnexpectedStatus).revealCreatedKey())
        assert.strictEqual((error as OpenRouterError.UnexpectedStatus).body, JSON.stringify(body))
      }
    }).pipe(Effect.scoped))

  it.live("and the message says so", () =>
    Effect.gen(function*() {
      const server = yield* serve(respondWith(201, `{"key":"${createdKey}"`))
      const error = yield* Effect.provide(failing(calls.create.run), over(server.url))
      assert.include(error.message, "a key was created; call `revealCreatedKey()` of the original error to get it")
    }).pipe(Effect.scoped))

  it.live("and is found in no other operation's answer", () =>
    Effect.gen(function*() {
      const server = yield* serve(respondWith(200, JSON.stringify({ key: createdKey })))
      const error = yield* Effect.provide(failing(calls.get.run), over(server.url))
      assert.isNull((error as OpenRouterError.InvalidResponse).revealCreatedKey())
    }).pipe(Effect.scoped))
})

describe("no secret is shown", () => {
  it.live("of what a response repeats: the bearer token, a created key, a partner's key", () =>
    Effect.gen(function*() {
      const partnerKey = "partner-lookup-key-with-enough-entropy"
      const create = ApiKeys.create({ name: "CI", external: { user: "u", apiKey: Redacted.make(partnerKey) } })
      for (const status of [201, 200, 400, 401, 418, 500]) {
        const server = yield* serve(({ request, response }) => {
          response.writeHead(status, { "x-echo": request.headers.authorization, "x-body": request.body })
          response.end(JSON.stringify({
            error: {
              message: `${request.headers.authorization} ${request.body}`,
              code: request.headers.authorization,
              metadata: { headers: request.headers, body: request.body }
            },
            key: createdKey
          }))
        })
        const error = yield* Effect.provide(failing(create), over(server.url))
        assert.notInclude(shown(error), partnerKey)
        assert.include(shown(error), "<redacted>")
      }
    }).pipe(Effect.scoped))

  it.live("of a token given for a call, of one that JSON escapes, and of one that is cut off", () =>
    Effect.gen(function*() {
      const tokens = ["proxy-token-abcdefgh", "quote\"back\\slash-token-1234567890", "{\"a\":\"Bearer-12345"]
      for (const token of tokens) {
        const server = yield* serve(({ request, response }) => {
          const echo = request.headers.authorization!
          response.writeHead(401, { "x-echo": echo })
          response.end(JSON.stringify({ error: { code: echo, message: echo, metadata: { [echo]: [echo] } } }))
        })
        const cut = yield* serve(({ request, response }) => {
          response.writeHead(401, { "content-length": 500 })
          response.write(request.headers.authorization!.slice(0, -1), () => response.socket!.destroySoon())
        })
        for (const { url } of [server, cut]) {
          const byCall = OpenRouterClient.withOptions(calls.list.run, { headers: { Authorization: `Bearer ${token}` } })
          for (
            const text of [
              shown(yield* Effect.provide(failing(byCall), over(url))),
              shown(yield* Effect.provide(failing(calls.list.run), over(url, { apiKey: Redacted.make(token) })))
            ]
          ) {
            assert.notInclude(text, token.slice(0, -1))
            assert.notInclude(text, JSON.stringify(token.slice(0, -1)).slice(1, -1))
          }
        }
      }
    }).pipe(Effect.scoped))

  it.live("of a bearer token that looks like none of ours", () =>
    Effect.gen(function*() {
      const token = "corporate-proxy.token+with/specials=="
      const server = yield* serve(({ request, response }) => response.writeHead(401).end(request.headers.authorization))
      const error = yield* Effect.provide(failing(calls.list.run), over(server.url, { apiKey: Redacted.make(token) }))
      assert.notInclude(shown(error), token)
    }).pipe(Effect.scoped))
})

describe("what a client once did wrong", () => {
  const quick = RetryPolicy.make({ initialInterval: "1 millis" })

  it.live("three times 500 and then 201: one create is sent", () =>
    Effect.gen(function*() {
      const fails = respondWith(500, refusal(500, "oh"))
      const server = yield* serve(inTurn(fails, fails, fails, respondWith(201, created)))
      const error = yield* Effect.provide(failing(calls.create.run), over(server.url, { retry: quick }))
      assert.include(error, { _tag: "InternalServerError", outcome: "Unknown", attempts: 1 })
      assert.lengthOf(server.requests, 1)
    }).pipe(Effect.scoped))

  it.live("a create whose connection is dropped, or which times out, is sent once", () =>
    Effect.gen(function*() {
      for (const fault of [({ response }: Incoming) => response.socket!.destroy(), () => {}]) {
        const server = yield* serve(fault)
        const options = { retry: quick, timeout: 100 }
        assert.strictEqual(
          (yield* Effect.provide(failing(calls.create.run), over(server.url, options))).outcome,
          "Unknown"
        )
        assert.lengthOf(server.requests, 1)
      }
    }).pipe(Effect.scoped))

  it.live("what may be retried is: dropped, cut, 503, and then well", () =>
    Effect.gen(function*() {
      const server = yield* serve(inTurn(
        ({ response }) => response.socket!.destroy(),
        ({ response }) => {
          response.writeHead(200, { "content-length": 100 }).write("{", () => response.socket!.destroy())
        },
        respondWith(503, ""),
        respondWith(200, calls.update.success[1])
      ))
      yield* Effect.provide(calls.update.run, over(server.url, { retry: quick }))
      assert.lengthOf(server.requests, 4)
      assert.strictEqual(new Set(server.requests.map(({ body }) => body)).size, 1)
    }).pipe(Effect.scoped))

  it.live("a page with a string where an error's record should be", () =>
    Effect.gen(function*() {
      const server = yield* serve(respondWith(401, "{\"error\":\"plain\"}"))
      const error = yield* Effect.provide(failing(calls.list.run), over(server.url))
      assert.strictEqual(error._tag, "Unauthorized")
      assert.strictEqual(error.message, "list: plain (HTTP 401)")
    }).pipe(Effect.scoped))

  it.live("an empty cookie header, or a tracing header nobody asked for, is not sent", () =>
    Effect.gen(function*() {
      const server = yield* serve(respondWith(200, calls.get.success[1]))
      yield* calls.get.run.pipe(Effect.withSpan("parent"), Effect.provide(over(server.url)))
      const sent = Object.keys(server.requests[0]!.headers)
      assert.notIncludeMembers(sent, ["cookie"])
      assert.notIncludeMembers(sent, ["traceparent"])
      assert.notIncludeMembers(sent, ["b3"])
    }).pipe(Effect.scoped))
})
