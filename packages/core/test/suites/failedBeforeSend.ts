/** Fetch functions and URLs with which nothing can be sent, and the reported cause. */
import { assert, describe, it } from "vitest"
import { bearer } from "../support/wire.js"
import { listen } from "./localServer.js"
import { documented, samples } from "./samples.js"
import { failed, type Fetch, type TestClient } from "./testClient.js"
import { visibleForms } from "./visible.js"

const quick = { initialInterval: 1, maxInterval: 2, maxElapsed: 10_000 }

const coded = (message: string, code: string, extra: object = {}): Error =>
  Object.assign(new Error(message), { code }, extra)

/** Errors that a fetch function throws synchronously: nothing has been sent. */
const thrown: { readonly [what: string]: () => unknown } = {
  "a ReferenceError of the caller's own": () => new ReferenceError("myBug is not defined"),
  "an Error of the caller's own": () => new Error("my own bug"),
  "a TypeError": () => new TypeError("Cannot read properties of undefined (reading 'myBug')"),
  "a limit of the platform": () => new Error("Too many subrequests."),
  "an error with a digest, as frameworks throw it": () =>
    Object.assign(new Error("Dynamic server usage: no-store fetch"), { digest: "DYNAMIC_SERVER_USAGE" }),
  "an error whose cause says more": () => new Error("outer words", { cause: new Error("inner words") })
}

/** Values that are not errors. */
const oddities: ReadonlyArray<unknown> = ["text", 5, null, undefined, {}, Symbol("s"), () => {}]

/** Errors of the platforms' fetch functions for a lost connection. */
const network: { readonly [what: string]: () => unknown } = {
  "Node: reset": () => new TypeError("fetch failed", { cause: coded("read ECONNRESET", "ECONNRESET") }),
  "Node: the other side closed": () =>
    new TypeError("fetch failed", { cause: coded("other side closed", "UND_ERR_SOCKET") }),
  "Node: broken pipe": () => new TypeError("fetch failed", { cause: coded("write EPIPE", "EPIPE") }),
  Chromium: () => new TypeError("Failed to fetch"),
  Firefox: () => new TypeError("NetworkError when attempting to fetch resource."),
  Safari: () => new TypeError("Load failed"),
  "React Native": () => new TypeError("Network request failed"),
  "node-fetch": () =>
    coded("request to http://localhost failed, reason: socket hang up", "ECONNRESET", { type: "system" })
}

/** As Deno has it: no code, but these words. */
const denoWords = "error sending request for url (http://127.0.0.1:1/): client error (Connect): tcp connect error"

const unsent: { readonly [what: string]: () => unknown } = {
  "Deno: refused": () => new TypeError(denoWords),
  "Deno: refused, in the cause": () => new TypeError("fetch failed", { cause: new Error(denoWords) }),
  refused: () => new TypeError("fetch failed", { cause: coded("connect ECONNREFUSED 127.0.0.1:1", "ECONNREFUSED") }),
  "not found": () => new TypeError("fetch failed", { cause: coded("getaddrinfo ENOTFOUND nowhere", "ENOTFOUND") }),
  "not found for now": () => coded("getaddrinfo EAI_AGAIN nowhere", "EAI_AGAIN", { syscall: "getaddrinfo" }),
  "not connected in time": () =>
    new TypeError("fetch failed", { cause: coded("Connect Timeout Error", "UND_ERR_CONNECT_TIMEOUT") }),
  "a certificate that has expired": () =>
    new TypeError("fetch failed", { cause: coded("certificate has expired", "CERT_HAS_EXPIRED") })
}

const wordsOf = (error: unknown): string => (error as Error).message

export const failedBeforeSend = (client: TestClient): void => {
  const counted = (fetch: (...args: Parameters<Fetch>) => Promise<Response>) => {
    let count = 0
    return {
      count: () => count,
      fetch: ((...args) => {
        count++
        return fetch(...args)
      }) satisfies Fetch
    }
  }

  describe(`${client.name}: a port that fetch blocks`, () => {
    it.each([6000, 6667, 10080, 1, 25, 6697])("%i fails before anything is sent", async (port) => {
      for (const name of client.names) {
        const error = failed(
          await client.call(name, samples[name].request, { serverURL: `http://127.0.0.1:${port}/api/v1` })
        )
        assert.include({ ...error, tag: error._tag }, { tag: "ConnectionError", outcome: "NotSent" })
        assert.match(error.reason ?? "", /port/i)
      }
    })

    it("is not retried", async () => {
      const { count, fetch } = counted((input, init) => globalThis.fetch(input, init))
      const error = failed(
        await client.call("create", { name: "CI" }, { serverURL: "http://127.0.0.1:6000", fetch, retry: quick })
      )
      assert.include({ ...error }, { outcome: "NotSent", attempts: 1, isRetryable: false })
      assert.isAtMost(count(), 1)
    })

    const browsers = ["Failed to fetch", "Load failed", "NetworkError when attempting to fetch resource."]

    it.each(browsers)("is named if the browser's message is only: %s", async (words) => {
      for (const name of client.names) {
        const { count, fetch } = counted(() => Promise.reject(new TypeError(words)))
        const settings = { serverURL: "http://[::1]:6000/api/v1", fetch, retry: quick }
        const error = failed(await client.call(name, samples[name].request, settings))
        assert.include({ ...error }, { outcome: "NotSent", attempts: 1, isRetryable: false })
        assert.include(error.reason ?? "", "port 6000")
        assert.strictEqual(count(), 1)
      }
    })

    it("is not named in other errors, and other ports are not named", async () => {
      const lost: ReadonlyArray<readonly [port: number, error: Error]> = [
        [6000, new TypeError("fetch failed", { cause: coded("read ECONNRESET", "ECONNRESET") })],
        [6000, new Error("socket hang up")],
        [6001, new TypeError("Failed to fetch")]
      ]
      for (const [port, error] of lost) {
        const settings = { serverURL: `http://127.0.0.1:${port}/api/v1`, fetch: () => Promise.reject(error) }
        const seen = failed(await client.call("create", { name: "CI" }, settings))
        assert.include({ ...seen }, { outcome: "Unknown" })
        assert.notInclude(seen.reason ?? "", "browsers")
      }
    })
  })

  describe(`${client.name}: a fetch function that throws`, () => {
    it.each(Object.keys(thrown))(
      "with %s has sent nothing, is not called again, and its message is reported",
      async (what) => {
        for (const name of client.names) {
          const { count, fetch } = counted(() => {
            throw thrown[what]!()
          })
          const error = failed(await client.call(name, samples[name].request, { fetch, retry: quick }))
          assert.include({ ...error, tag: error._tag }, {
            tag: "ConnectionError",
            outcome: "NotSent",
            isRetryable: false,
            attempts: 1
          })
          assert.strictEqual(count(), 1)
          assert.include(error.reason ?? "", wordsOf(thrown[what]!()))
          assert.include(String((error.cause as Error | undefined)?.message), wordsOf(thrown[what]!()))
        }
      }
    )

    it("something other than an error fails with a tagged error", async () => {
      for (const value of oddities) {
        const { count, fetch } = counted(() => {
          throw value
        })
        const error = failed(await client.call("create", { name: "CI" }, { fetch, retry: quick }))
        assert.include({ ...error, tag: error._tag }, { tag: "ConnectionError", outcome: "NotSent", attempts: 1 })
        assert.strictEqual(count(), 1)
      }
    })

    it("or rejects with a custom error is not called again, and the outcome is unknown", async () => {
      // A limit of the platform and a signal of a framework mean that nothing was sent.
      for (const what of Object.keys(thrown).filter((what) => !/platform|frameworks/.test(what))) {
        const { count, fetch } = counted(() => Promise.reject(thrown[what]!()))
        for (const name of client.names) {
          const before = count()
          const error = failed(await client.call(name, samples[name].request, { fetch, retry: quick }))
          assert.include({ ...error, tag: error._tag }, { tag: "ConnectionError", outcome: "Unknown", attempts: 1 })
          assert.strictEqual(count(), before + 1, what)
          assert.include(error.reason ?? "", wordsOf(thrown[what]!()))
        }
      }
    })

    it("shows no secret of the request in its message", async () => {
      for (const reject of [false, true]) {
        const fetch: Fetch = (input, init) => {
          const headers = new Headers(init?.headers)
          const words = `cannot send ${headers.get("authorization")} to ${
            String(input)
          } via http://me:hunter2-secret@proxy`
          const error = Object.assign(new Error(words, { cause: new Error(words) }), { options: init, headers })
          if (reject) return Promise.reject(error)
          throw error
        }
        const error = failed(await client.call("create", { name: "CI" }, { fetch }))
        assert.include(error.reason ?? "", "cannot send")
        for (const [form, text] of visibleForms(error)) {
          assert.notInclude(text, bearer, form)
          assert.notInclude(text, "hunter2-secret", form)
        }
      }
    })
  })

  describe(`${client.name}: a lost connection`, () => {
    const retried = client.names.filter((name) => name !== "create")

    it.each(Object.keys(network))("is retried, except for a create, and its message is reported: %s", async (what) => {
      const { count, fetch } = counted(() => Promise.reject(network[what]!()))
      const settings = { fetch, retry: { initialInterval: 1, maxInterval: 1 } }
      const created = failed(await client.call("create", { name: "CI" }, settings))
      assert.include({ ...created, tag: created._tag }, { tag: "ConnectionError", outcome: "Unknown", attempts: 1 })
      assert.strictEqual(count(), 1)
      assert.isNotEmpty(created.reason)
      for (const name of retried) {
        const error = failed(await client.call(name, samples[name].request, settings))
        assert.include({ ...error }, { outcome: "Unknown", isRetryable: true, attempts: 4 })
        assert.isNotEmpty(error.reason)
      }
    })

    it.each(Object.keys(unsent))("that was never made is retried for every operation: %s", async (what) => {
      for (const name of client.names) {
        const { count, fetch } = counted(() => Promise.reject(unsent[what]!()))
        const error = failed(
          await client.call(name, samples[name].request, { fetch, retry: { initialInterval: 1, maxInterval: 1 } })
        )
        assert.include({ ...error, tag: error._tag }, { tag: "ConnectionError", outcome: "NotSent", attempts: 4 })
        assert.strictEqual(count(), 4)
        assert.isNotEmpty(error.reason)
      }
    })

    it("has a reason if nothing listens and if the server hangs up", async () => {
      const closed = failed(await client.call("create", { name: "CI" }, { serverURL: "http://127.0.0.1:2/api/v1" }))
      assert.include({ ...closed }, { outcome: "NotSent" })
      assert.isNotEmpty(closed.reason)
      const server = await listen((_, response) => response.destroy())
      const dropped = failed(await client.call("create", { name: "CI" }, { serverURL: server.url }))
      assert.include({ ...dropped }, { outcome: "Unknown" })
      assert.isNotEmpty(dropped.reason)
      const well = await listen(documented)
      assert.isTrue((await client.call("create", { name: "CI" }, { serverURL: well.url })).ok)
    })
  })
}
