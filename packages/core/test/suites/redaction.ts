/** No error shows a secret that a service repeats, in any encoding and with any way of printing. */
import * as fc from "fast-check"
import { assert, describe, it } from "vitest"
import { wireKey } from "../support/wire.js"
import { type Amount, take } from "./amount.js"
import { comparable, encodings, forbidden } from "./encodings.js"
import { listen, type LocalServer, respondWith } from "./localServer.js"
import { failed, type Fetch, type SeenError, type TestClient } from "./testClient.js"
import { visibleForms } from "./visible.js"

/** Made-up secrets of a request, with characters that differ between encodings. */
const bearers = {
  "an inference key": "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",
  "a management key": "sk-or-mgmt-9d8c7b6a5f4e3d2c1b0a9f8e7d6c5b4a3f2e1d0c9b8a7f6e5d4c3b2a1f0e9d8c",
  "a token of a proxy": "Corp/Proxy+Token=\"Ab\"&x.y_z-Q9'<8>:7@6#5%4/end/Of+It"
}

const partnerKey = "Partner key/Schlüssel+für=\"K\"&é-0123456789"
const issuedKey = "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"

const allNames = Object.keys(encodings)

/** Places of a text in a response. `json` is the text as a fragment of JSON. */
interface ErrorResponse {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body: string
}

type Place = (status: number, json: string, text: string) => ErrorResponse

const places: { readonly [where: string]: Place } = {
  "the message": (status, json) => ({
    status,
    body: `{"error":{"code":${status},"message":"wrong key ${json} given"}}`
  }),
  "the end of the message": (status, json) => ({
    status,
    body: `{"error":{"code":${status},"message":"wrong: ${json}"}}`
  }),
  "the beginning of the message": (status, json) => ({
    status,
    body: `{"error":{"code":${status},"message":"${json} is wrong"}}`
  }),
  "the code": (status, json) => ({ status, body: `{"error":{"code":"${json}","message":"no"}}` }),
  "plain text as error": (status, json) => ({ status, body: `{"error":"wrong key ${json}, it says"}` }),
  "metadata": (status, json) => ({
    status,
    body: `{"error":{"code":${status},"message":"no","metadata":{"raw":"upstream: ${json}","list":[["${json}"]]}}}`
  }),
  "the name of a property of metadata": (status, json) => ({
    status,
    body: `{"error":{"code":${status},"message":"no","metadata":{"${json}":1,"deep":{"${json}":{"${json}":true}}}}}`
  }),
  "a provider's own error": (status, json) => ({
    status,
    body: `{"error":{"code":${status},"message":"Provider returned error","metadata":{"provider_name":"Acme",` +
      `"raw":${JSON.stringify(`{"error":{"message":"Incorrect key: ${json}"}}`)}}},"user_id":"u"}`
  }),
  "another field": (status, json) => ({ status, body: `{"detail":"${json}","error":{"message":"no"}}` }),
  "a body that is no JSON": (status, _, text) => ({ status, body: `<html><p>key ${text} is wrong</p></html>` }),
  "a body that is cut after it": (status, json) => ({ status, body: `{"error":{"message":"wrong key ${json}` })
}

const statuses = [400, 401, 502, 403, 429, 500, 418] as const

const jsonOf = (name: string, secret: string): string => {
  const { json, text } = encodings[name]!(secret)
  return json ?? JSON.stringify(text).slice(1, -1)
}

const assertHidden = (error: SeenError, hidden: ReadonlyArray<string>, context: string): void => {
  for (const [form, shown] of visibleForms(error)) {
    const text = comparable(shown)
    for (const part of hidden) {
      // The assertion message must not repeat the whole output.
      if (text.includes(part)) {
        const at = text.indexOf(part)
        assert.fail(
          `${context}: ${form} shows ${JSON.stringify(text.slice(Math.max(0, at - 30), at + part.length + 30))}`
        )
      }
    }
  }
}

/** A server that sends the responses that a test registers. */
const errorServer = async (): Promise<
  { readonly server: LocalServer; readonly respondNext: (response: ErrorResponse) => void }
> => {
  let next: ErrorResponse = { status: 500, body: "" }
  const server = await listen((request, response, index) => {
    const { body, headers, status } = next
    respondWith(status, body, { ...headers })(request, response, index)
  })
  return { server, respondNext: (response) => void (next = response) }
}

const headerText = (name: string, secret: string): string | undefined => {
  const { json, text } = encodings[name]!(secret)
  const value = json ?? text
  return /^[\x20-\x7e\xa0-\xff]*$/.test(value) ? value : undefined
}

export const redaction = (client: TestClient, amount: Amount): void => {
  const names = take(allNames, amount, 6)
  const create = { name: "CI", external: { user: "u", apiKey: partnerKey } }

  describe.each(Object.entries(bearers))(`${client.name}: %s that a response repeats`, (_, bearer) => {
    it.each(names)("is not shown by any error: %s", async (name) => {
      const { server, respondNext } = await errorServer()
      for (const [index, [where, place]] of Object.entries(places).entries()) {
        const status = statuses[index % statuses.length]!
        respondNext(place(status, jsonOf(name, bearer), encodings[name]!(bearer).text))
        const error = failed(await client.call("create", create, { serverURL: server.url, apiKey: bearer }))
        assert.strictEqual(error.statusCode, status)
        assertHidden(error, forbidden(name, bearer), `${where}, ${status}`)
      }
    }, 60_000)

    it("in headers is not shown by any error", async () => {
      const { server, respondNext } = await errorServer()
      for (const name of names) {
        const value = headerText(name, bearer)
        if (value === undefined) continue
        respondNext({
          status: 401,
          headers: { "x-echo": value, "www-authenticate": `Bearer realm="${value}"`, location: `/keys?token=${value}` },
          body: ""
        })
        const error = failed(await client.call("create", create, { serverURL: server.url, apiKey: bearer }))
        assertHidden(error, forbidden(name, bearer), `headers, ${name}`)
      }
    }, 60_000)
  })

  describe(`${client.name}: a partner's key that a response repeats`, () => {
    it.each(names)("is not shown by any error: %s", async (name) => {
      const { server, respondNext } = await errorServer()
      for (const [index, [where, place]] of Object.entries(places).entries()) {
        const status = statuses[(index + 3) % statuses.length]!
        respondNext(place(status, jsonOf(name, partnerKey), encodings[name]!(partnerKey).text))
        const error = failed(await client.call("create", create, { serverURL: server.url }))
        assertHidden(error, forbidden(name, partnerKey), `${where}, ${status}`)
      }
    }, 60_000)
  })

  describe(`${client.name}: a created key behind an error`, () => {
    const bodies: { readonly [what: string]: (json: string, text: string) => readonly [number, string] } = {
      "a data that is missing": (json) => [201, `{"key":"${issuedKey}","echo":"${json}"}`],
      "a key that is wrong": (json) => [201, `{"data":{"hash":"${json}","name":5},"key":"${issuedKey}"}`],
      "another success": (json) => [202, `{"key":"${issuedKey}","data":{"note":["${json}"],"${json}":1}}`],
      "a body that is cut": (json) => [201, `{"key":"${issuedKey}","data":{"note":"${json}`],
      "an error in place of the data": (json) => [200, `{"error":{"message":"see ${json}"},"key":"${issuedKey}"}`]
    }

    it.each(names)("can be revealed, and is not shown: %s", async (name) => {
      const { server, respondNext } = await errorServer()
      for (const [what, body] of Object.entries(bodies)) {
        const [status, text] = body(jsonOf(name, issuedKey), encodings[name]!(issuedKey).text)
        respondNext({ status, body: text })
        const error = failed(await client.call("create", { name: "CI" }, { serverURL: server.url }))
        assert.strictEqual(error.revealCreatedKey?.(), issuedKey)
        assertHidden(error, [...forbidden(name, issuedKey), ...forbidden("as it is", issuedKey)], what)
        const copies = [structuredClone(error), { ...error }, JSON.parse(JSON.stringify(error))] as ReadonlyArray<
          unknown
        >
        for (const copy of copies) assert.notInclude(JSON.stringify(copy), issuedKey)
      }
    }, 60_000)

    it("that is truncated is not shown either, however little is missing", async () => {
      const { server, respondNext } = await errorServer()
      for (let length = 17; length < issuedKey.length; length += 3) {
        respondNext({ status: 201, body: `{"data":{"hash":"h"},"key":"${issuedKey.slice(0, length)}` })
        const error = failed(await client.call("create", { name: "CI" }, { serverURL: server.url }))
        assertHidden(error, [issuedKey.slice(0, length)], String(length))
      }
    })
  })

  describe(`${client.name}: other secrets`, () => {
    const others: { readonly [what: string]: readonly [shown: string, secret: string] } = {
      "another inference key": [issuedKey, issuedKey],
      "another management key": [bearers["a management key"], bearers["a management key"]],
      "a key of a later version": [issuedKey.replace("v1", "v2"), issuedKey.slice(9)],
      "a key in upper case": [issuedKey.toUpperCase(), issuedKey.slice(9).toUpperCase()],
      "a password for ftp": ["ftp://me:hunter2-secret@files.example/x", "hunter2-secret"],
      "a password for https": ["https://me:hunter2-secret@example.com", "hunter2-secret"],
      "a password for redis, without a name": ["redis://:hunter2-secret@cache:6379/0", "hunter2-secret"],
      "a password for a database, escaped": ["postgresql+ssl://me:hunter2%40secret@db/keys", "hunter2%40secret"],
      "a password for a proxy": ["socks5h://proxy-user:hunter2-secret@10.0.0.1:1080", "hunter2-secret"],
      "a password with colons": ["amqps://me:hunter2:secret:more@queue", "hunter2:secret:more"]
    }

    it.each(Object.keys(others))("in a response are not shown: %s", async (what) => {
      const [shown, secret] = others[what]!
      const { server, respondNext } = await errorServer()
      for (const [where, place] of Object.entries(places)) {
        respondNext({ ...place(502, shown, shown), headers: { "x-upstream": shown } })
        const error = failed(await client.call("create", { name: "CI" }, { serverURL: server.url }))
        assertHidden(error, [secret], where)
      }
    })

    it.each(Object.keys(others))("in errors of fetch are not shown: %s", async (what) => {
      const [shown, secret] = others[what]!
      const ways: ReadonlyArray<(error: Error) => Promise<never>> = [
        async (error) => {
          throw error
        },
        (error) => {
          throw error
        }
      ]
      for (const fail of ways) {
        const fetch: Fetch = () => fail(new TypeError(`no way to ${shown}`, { cause: new Error(`tried ${shown}`) }))
        const error = failed(await client.call("create", { name: "CI" }, { fetch }))
        assert.include(error.reason ?? "", "no way to")
        assertHidden(error, [secret], "reason")
      }
    })

    it.each(Object.keys(others))("in errors of the token provider are not shown: %s", async (what) => {
      const [shown, secret] = others[what]!
      const apiKey = () =>
        Promise.reject(Object.assign(new Error(`vault: ${shown}`, { cause: new Error(shown) }), { shown }))
      const error = failed(await client.call("create", { name: "CI" }, { apiKey }))
      assert.include({ ...error, tag: error._tag }, { tag: "InvalidRequest", outcome: "NotSent" })
      assert.include(error.message, "vault")
      assertHidden(error, [secret], "provider")
    })

    it.each(Object.keys(others))("in invalid input are not shown: %s", async (what) => {
      const [shown, secret] = others[what]!
      const requests = [
        { name: "CI", limitReset: shown },
        { name: "CI", expiresAt: shown },
        { name: "CI", workspaceId: shown },
        { name: "CI", [shown]: 1 },
        { name: { shown } },
        { name: "CI", external: { user: "u", apiKey: { shown } } }
      ]
      for (const request of requests) {
        assertHidden(failed(await client.call("create", request, {})), [secret], "input")
      }
      assertHidden(
        failed(await client.call("create", { name: "CI" }, {}, { serverURL: `nowhere ${shown}` })),
        [secret],
        "url"
      )
      assertHidden(failed(await client.call("create", { name: "CI" }, {}, { serverURL: shown })), [secret], "url")
    })
  })

  describe(`${client.name}: redaction`, () => {
    it("works for any encoding, place, status and context", async () => {
      const { server, respondNext } = await errorServer()
      await fc.assert(
        fc.asyncProperty(
          fc.constantFrom(...names),
          fc.constantFrom(...Object.keys(places)),
          fc.constantFrom(...statuses),
          fc.constantFrom(...Object.values(bearers)),
          fc.stringMatching(/^[a-z .,:=]{0,12}$/),
          fc.stringMatching(/^[ .,;)]{0,12}$/),
          async (name, where, status, bearer, before, after) => {
            const json = `${before} ${jsonOf(name, bearer)} ${after}`
            respondNext(places[where]!(status, json, `${before} ${encodings[name]!(bearer).text} ${after}`))
            const error = failed(await client.call("create", create, { serverURL: server.url, apiKey: bearer }))
            assertHidden(error, forbidden(name, bearer), `${where}, ${status}`)
          }
        ),
        { numRuns: amount === "all" ? 300 : 50 }
      )
    }, 60_000)

    it("keeps text that is not secret", async () => {
      const { server, respondNext } = await errorServer()
      const words = [
        "label sk-or-v1-0e6...1c96 of https://openrouter.ai/keys",
        "write to support@openrouter.ai at 10:30",
        "limit is 5 USD; see https://openrouter.ai/docs#limits"
      ]
      for (const message of words) {
        respondNext({
          status: 400,
          body: JSON.stringify({ error: { code: 400, message, metadata: { message, key: wireKey } } })
        })
        const error = failed(
          await client.call("create", create, { serverURL: server.url, apiKey: bearers["an inference key"] })
        )
        assert.include(error.message, message)
        assert.deepStrictEqual(error.metadata, { message, key: wireKey })
      }
    })
  })
}
