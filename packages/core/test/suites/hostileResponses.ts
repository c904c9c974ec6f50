/** Hostile responses: deep, long, truncated. */
import { assert, describe, it } from "vitest"
import { createdKey, hash, wireKey } from "../support/wire.js"
import { type Amount, take } from "./amount.js"
import { listen, respondWith } from "./localServer.js"
import { samples } from "./samples.js"
import { failed, type Name, succeeded, type TestClient } from "./testClient.js"
import { visibleForms } from "./visible.js"

const arrays = (depth: number, close = true): string => "[".repeat(depth) + (close ? "]".repeat(depth) : "")
const objects = (depth: number, close = true): string =>
  "{\"a\":".repeat(depth) + (close ? `1${"}".repeat(depth)}` : "")
const mixed = (depth: number, close = true): string =>
  "[{\"a\":".repeat(depth) + (close ? `0${"}]".repeat(depth)}` : "")

const megabyte = 1024 * 1024

/** Bodies of 201 in which only the created key is usable. */
const withKey: { readonly [what: string]: () => string } = {
  ...Object.fromEntries(
    [2_500, 20_000, 200_000].flatMap((depth) =>
      Object.entries({ arrays, objects, mixed }).flatMap(([what, deep]) => [
        [`${what} ${depth} deep`, () => `{"key":"${createdKey}","data":${deep(depth)}}`],
        [`${what} ${depth} deep, before the key`, () => `{"data":${deep(depth)},"key":"${createdKey}"}`],
        [`${what} ${depth} deep, cut`, () => `{"key":"${createdKey}","data":${deep(depth, false)}`]
      ])
    )
  ),
  "a string of 8 MB, cut": () => `{"key":"${createdKey}","data":"${"a".repeat(8 * megabyte)}`,
  "a string of 8 MB of backslashes, cut": () => `{"key":"${createdKey}","data":"${"\\\\".repeat(4 * megabyte)}`,
  "8 MB of quotes, cut": () => `{"key":"${createdKey}","data":["${"\",\"".repeat(2 * megabyte)}`,
  "a million beginnings of a key": () => `{"key":"${createdKey}","data":[${"{\"key\":\"".repeat(megabyte)}`,
  "8 MB of white space behind names": () =>
    `{"key":"${createdKey}","data":{${`"key"${" ".repeat(2 * megabyte)}`.repeat(4)}`,
  "8 MB of digits": () => `{"key":"${createdKey}","data":${"9".repeat(8 * megabyte)}}`,
  "one megabyte of beginnings of escapes": () => `{"key":"${createdKey}","data":"${"\\u00".repeat(megabyte / 4)}`
}

/** Bodies of 201 without a complete key. */
const withoutKey: { readonly [what: string]: () => string } = {
  "a key of 8 MB, cut": () => `{"key":"${"k".repeat(8 * megabyte)}`,
  "a key of 8 MB of escapes, cut": () => `{"key":"${"\\\"".repeat(4 * megabyte)}`,
  "nothing but depth": () => `{"data":${"[".repeat(50_000)}`,
  "8 MB of white space": () => " ".repeat(8 * megabyte)
}

/** Metadata that breaks recursion or search. */
const metadata: { readonly [what: string]: string } = {
  "arrays 3,200 deep": arrays(3_200),
  "objects 3,200 deep": `{"a":${objects(3_200)}}`,
  "objects 6,000 deep": objects(6_000),
  "4,000 properties": JSON.stringify(Object.fromEntries(Array.from({ length: 4_000 }, (_, n) => [`p${n}`, n]))),
  "beginnings of keys": JSON.stringify({ text: "sk-or-v1-".repeat(6_000) }),
  "beginnings of entities": JSON.stringify({ text: "&#".repeat(28_000) }),
  "percent signs": JSON.stringify({ text: "%2".repeat(28_000) }),
  backslashes: JSON.stringify({ text: "\\".repeat(25_000) }),
  "base64 letters": JSON.stringify({ text: "c2stb3ItdjEt".repeat(4_500) }),
  "at signs": JSON.stringify({ text: "a://b:".repeat(9_000) }),
  "a property __proto__": "{\"__proto__\":{\"polluted\":true},\"constructor\":{\"prototype\":{\"polluted\":true}}}"
}

const classes: { readonly [status: number]: string } = {
  400: "BadRequest",
  401: "Unauthorized",
  403: "Forbidden",
  404: "NotFound",
  409: "Conflict",
  429: "TooManyRequests",
  500: "InternalServerError",
  418: "UnexpectedStatus",
  502: "UnexpectedStatus"
}

export const hostileResponses = (client: TestClient, amount: Amount): void => {
  const changes = client.names.filter((name) => name !== "list" && name !== "getCurrentKeyMetadata" && name !== "get")

  describe(`${client.name}: a hostile body`, () => {
    it.each(take(Object.keys(withKey), amount, 7))("of a create does not lose the created key: %s", async (what) => {
      const body = withKey[what]!()
      const server = await listen(respondWith(201, body))
      const error = failed(await client.call("create", { name: "CI" }, { serverURL: server.url, timeoutMs: 20_000 }))
      assert.include({ ...error, tag: error._tag }, { tag: "InvalidResponse", outcome: "Unknown", statusCode: 201 })
      assert.strictEqual(error.revealCreatedKey?.(), createdKey)
      for (const [form, text] of visibleForms(error)) assert.notInclude(text, createdKey, form)
      assert.lengthOf(server.requests, 1)
    }, 60_000)

    it.each(take(Object.keys(withoutKey), amount, 3))(
      "of a create without a complete key fails with a tagged error: %s",
      async (what) => {
        const server = await listen(respondWith(201, withoutKey[what]!()))
        const error = failed(await client.call("create", { name: "CI" }, { serverURL: server.url, timeoutMs: 20_000 }))
        assert.include({ ...error, tag: error._tag }, { tag: "InvalidResponse", outcome: "Unknown" })
        assert.isNull(error.revealCreatedKey?.())
      },
      60_000
    )

    it.each([2_500, 20_000, 100_000])("does not matter in an unknown field, %i levels deep", async (depth) => {
      const data = JSON.stringify(wireKey).replace(/\}$/, `,"later":${objects(depth)}}`)
      const server = await listen(respondWith(201, `{"key":"${createdKey}","data":${data}}`))
      const value = succeeded<{ readonly key: string; readonly data: { readonly hash: string } }>(
        await client.call("create", { name: "CI" }, { serverURL: server.url })
      )
      assert.strictEqual(value.key, createdKey)
      assert.strictEqual(value.data.hash, hash)
    })

    const of = (name: Name, status: number): string =>
      status === 404 && name === "create" || status === 400 && name === "delete" || status === 409 && name !== "update"
        ? "UnexpectedStatus"
        : classes[status]!

    it.each(take(Object.keys(metadata), amount, 2))(
      "of an error response does not change the error: metadata with %s",
      async (what) => {
        for (const status of take(Object.keys(classes).map(Number), amount, 3)) {
          const body = `{"error":{"code":${status},"message":"as documented","metadata":${metadata[what]!}}}`
          const server = await listen(respondWith(status, body))
          for (const name of changes) {
            const error = failed(
              await client.call(name, samples[name].request, { serverURL: server.url, timeoutMs: 20_000 })
            )
            assert.strictEqual(error._tag, of(name, status), `${name} ${status}`)
            assert.include(error, { statusCode: status, attempts: 1 })
            assert.include(error.message, "as documented")
            for (const [form, text] of visibleForms(error)) {
              if (form.startsWith("JSON.stringify")) assert.notInclude(text.slice(0, 100), "threw", form)
            }
            assert.isUndefined(({} as { readonly polluted?: unknown }).polluted)
          }
        }
      },
      60_000
    )

    it("of an error response does not change the error: truncated in a string, an escape or a name", async () => {
      const bodies = [
        "{\"error\":{\"code\":401,\"message\":\"",
        `{"error":{"code":401,"message":"${"a".repeat(60_000)}`,
        `{"error":{"code":401,"message":"${"\\".repeat(60_000)}`,
        `{"error":${"{\"error\":".repeat(8_000)}`,
        "{\"error\":{\"message\":".repeat(3_000),
        arrays(65_000, false)
      ]
      for (const body of take(bodies, amount, 2)) {
        const server = await listen(respondWith(401, body))
        for (const name of changes) {
          const error = failed(await client.call(name, samples[name].request, { serverURL: server.url }))
          assert.include({ ...error, tag: error._tag }, { tag: "Unauthorized", outcome: "Rejected" })
        }
      }
    }, 60_000)
  })
}
