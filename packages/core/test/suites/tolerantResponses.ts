/** Responses that differ from the contract but can be decoded. */
import { assert, describe, it } from "vitest"
import { bearer, createdKey, hash, page, wireCurrentKey, wireKey } from "../support/wire.js"
import { listen, respondWith } from "./localServer.js"
import { samples } from "./samples.js"
import { failed, type Name, succeeded, type TestClient } from "./testClient.js"
import { visibleForms } from "./visible.js"

interface Listed {
  readonly data: ReadonlyArray<{ readonly hash: string; readonly name: string }>
  readonly undecodable?: ReadonlyArray<
    { readonly index: number; readonly hash: string | null; readonly message: string }
  >
}

/** A key with the fields of the first documentation. */
const eightFields = {
  hash,
  name: "First",
  label: "sk-or-v1-0e6...1c96",
  disabled: false,
  limit: 10,
  usage: 1.5,
  created_at: "2025-02-19T20:52:27.363244+00:00",
  updated_at: "2025-02-20T08:00:00.000000+00:00"
}

/** The same key, decoded. */
const eightFieldsRead = {
  hash,
  name: "First",
  label: "sk-or-v1-0e6...1c96",
  disabled: false,
  limit: 10,
  limitRemaining: null,
  limitReset: null,
  includeByokInLimit: false,
  usage: 1.5,
  usageDaily: 0,
  usageWeekly: 0,
  usageMonthly: 0,
  byokUsage: 0,
  byokUsageDaily: 0,
  byokUsageWeekly: 0,
  byokUsageMonthly: 0,
  createdAt: "2025-02-19T20:52:27.363244+00:00",
  updatedAt: "2025-02-20T08:00:00.000000+00:00",
  expiresAt: null,
  creatorUserId: null,
  workspaceId: null,
  externalUser: null,
  lastUsedAt: null
}

const statusesOfSuccess: ReadonlyArray<readonly [Name, number, string]> = [
  ["create", 200, samples.create.success[1]],
  ["create", 201, samples.create.success[1]],
  ["delete", 204, ""],
  ["delete", 200, JSON.stringify({ deleted: true })]
]

/** Undecodable entries of a page, with the hash that can be read. */
const invalidEntries: ReadonlyArray<readonly [what: string, entry: unknown, hash: string | null]> = [
  ["a name that is a number", { ...wireKey, hash: "odd", name: 5 }, "odd"],
  ["an amount that is text", { ...wireKey, hash: "odd", usage: "25.5" }, "odd"],
  ["a state that is text", { ...wireKey, hash: "odd", disabled: "no" }, "odd"],
  ["a label that is missing", { ...wireKey, hash: "odd", label: undefined }, "odd"],
  ["a limit that is a record", { ...wireKey, hash: "odd", limit: { usd: 5 } }, "odd"],
  ["a hash that is missing", { ...wireKey, hash: undefined }, null],
  ["a hash that is a number", { ...wireKey, hash: 5 }, null],
  ["a hash that is null", { ...wireKey, hash: null }, null],
  ["null", null, null],
  ["text", "key", null],
  ["a number", 5, null],
  ["a list", [wireKey], null],
  ["an empty record", {}, null]
]

const numbers = ["1e999", "-1e999", "1e400", "1" + "0".repeat(400), "-1e309"]

const raw = (record: object, field: string, number: string): string =>
  JSON.stringify({ ...record, [field]: "@" }).replace("\"@\"", number)

const finite = (value: unknown): boolean => {
  if (typeof value === "number") return Number.isFinite(value)
  return typeof value !== "object" || value === null || Object.values(value).every(finite)
}

export const tolerantResponses = (client: TestClient): void => {
  const run = async (name: Name, status: number, body: string) => {
    const server = await listen(respondWith(status, body))
    return client.call(name, samples[name].request, { serverURL: server.url, retry: "default" })
  }

  describe(`${client.name}: a success in another form`, () => {
    it.each(statusesOfSuccess.filter(([name]) => client.names.includes(name)))(
      "%s with %i gives the value",
      async (name, status, body) => {
        const value = succeeded(await run(name, status, body))
        if (name === "create") assert.propertyVal(value, "key", createdKey)
        else assert.deepStrictEqual(value, { deleted: true })
      }
    )

    const bodies: { readonly [what: string]: unknown } = {
      "the API's form": { error: { code: 402, message: "Insufficient credits, says the service" } },
      "a code that is text": { error: { code: "quota", message: "Insufficient credits, says the service" } },
      "no code": { error: { message: "Insufficient credits, says the service" } },
      "plain text": { error: "Insufficient credits, says the service" },
      "more beside it": { error: { code: 1, message: "Insufficient credits, says the service" }, data: null }
    }

    it.each(Object.keys(bodies))("that contains an error, in %s, has the service's message", async (what) => {
      for (const name of client.names) {
        const error = failed(await run(name, samples[name].success[0], JSON.stringify(bodies[what])))
        assert.include({ ...error, tag: error._tag }, { tag: "InvalidResponse", outcome: "Unknown" })
        assert.include(error.message, "Insufficient credits, says the service")
      }
    })

    it("that contains an error shows no secret of its message", async () => {
      const message = `the key ${bearer} and the key ${createdKey} are at odds`
      for (const name of client.names) {
        const error = failed(await run(name, samples[name].success[0], JSON.stringify({ error: { message } })))
        assert.include(error.message, "are at odds")
        for (const [form, text] of visibleForms(error)) {
          assert.notInclude(text, bearer, form)
          assert.notInclude(text, createdKey, form)
        }
      }
    })

    it("a key with the eight fields of the first documentation is decoded", async () => {
      const data = JSON.stringify({ data: eightFields })
      for (const name of client.names.filter((name) => name === "get" || name === "update")) {
        assert.deepStrictEqual(succeeded(await run(name, 200, data)), { data: eightFieldsRead })
      }
      const { data: created } = succeeded<{ readonly data: unknown }>(
        await run("create", 201, JSON.stringify({ data: eightFields, key: createdKey }))
      )
      assert.deepStrictEqual(created, eightFieldsRead)
    })

    it("each other field of a key may be missing", async () => {
      const needed = new Set(Object.keys(eightFields))
      for (const field of Object.keys(wireKey).filter((field) => !needed.has(field))) {
        const body = JSON.stringify({ data: { ...wireKey, [field]: undefined }, key: createdKey })
        const value = succeeded<{ readonly data: { readonly name: string } }>(await run("create", 201, body))
        assert.strictEqual(value.data.name, wireKey.name, field)
      }
    })
  })

  if (client.names.includes("list")) {
    describe(`${client.name}: one undecodable key in a page`, () => {
      it("is not mentioned if every key can be decoded", async () => {
        const value = succeeded<Listed>(await run("list", 200, page(wireKey)))
        assert.deepStrictEqual(Object.keys(value), ["data"])
        assert.deepStrictEqual(succeeded(await run("list", 200, page())), { data: [] })
      })

      it.each(invalidEntries)("does not fail the page: %s", async (_, entry, oddHash) => {
        const one = { ...wireKey, hash: "one" }
        const two = { ...wireKey, hash: "two" }
        for (
          const [entries, index] of [[[entry, one, two], 0], [[one, entry, two], 1], [[one, two, entry], 2]] as const
        ) {
          const value = succeeded<Listed>(await run("list", 200, JSON.stringify({ data: entries })))
          assert.deepStrictEqual(value.data.map(({ hash }) => hash), ["one", "two"])
          assert.deepStrictEqual(value.undecodable?.map(({ hash, index }) => ({ hash, index })), [
            { hash: oddHash, index }
          ])
          assert.isNotEmpty(value.undecodable?.[0]?.message)
        }
      })

      it("is reported for each key, without values; if none can be decoded, the page is an InvalidResponse", async () => {
        const entries = [{ ...wireKey, name: { text: createdKey } }, wireKey, { ...wireKey, usage: createdKey }]
        const value = succeeded<Listed>(await run("list", 200, JSON.stringify({ data: entries })))
        assert.deepStrictEqual(value.undecodable?.map(({ index }) => index), [0, 2])
        assert.notInclude(JSON.stringify(value.undecodable), createdKey)
        // An empty page would look like the end of the list.
        const nothing = failed(await run("list", 200, JSON.stringify({ data: [null, 5] })))
        assert.strictEqual(nothing._tag, "InvalidResponse")
      })
    })

    describe(`${client.name}: a number beyond those of JSON, in a page`, () => {
      it.each(numbers)("is never Infinity: %s", async (number) => {
        const body = `{"data":[${JSON.stringify(wireKey)},${raw({ ...wireKey, hash: "odd" }, "usage", number)}]}`
        const value = succeeded<Listed>(await run("list", 200, body))
        assert.isTrue(finite(value))
        assert.deepStrictEqual(value.data.map(({ hash }) => hash), [hash])
        assert.deepStrictEqual(value.undecodable?.map(({ index }) => index), [1])
      })
    })
  }

  describe(`${client.name}: a number beyond those of JSON`, () => {
    const amounts = ["usage", "limit", "limit_remaining", "usage_daily", "byok_usage_monthly"]

    it.each(numbers)("is an InvalidResponse: %s", async (number) => {
      for (const field of amounts) {
        const key = raw(wireKey, field, number)
        const bodies: { readonly [N in Name]?: string } = {
          create: `{"data":${key},"key":"${createdKey}"}`,
          get: `{"data":${key}}`,
          update: `{"data":${key}}`,
          getCurrentKeyMetadata: `{"data":${raw(wireCurrentKey, field, number)}}`
        }
        for (const name of client.names) {
          const body = bodies[name]
          if (body === undefined) continue
          const error = failed(await run(name, samples[name].success[0], body))
          assert.strictEqual(error._tag, "InvalidResponse", `${name} ${field}`)
          if (name === "create") assert.strictEqual(error.revealCreatedKey?.(), createdKey)
        }
      }
    })

    it.each(numbers)("in an error response does not become Infinity: %s", async (number) => {
      const body = `{"error":{"code":${number},"message":"no","metadata":{"a":${number},"b":{"c":[1,${number}]}}}}`
      for (const name of client.names) {
        const error = failed(await run(name, 401, body))
        assert.strictEqual(error._tag, "Unauthorized")
        assert.isTrue(finite({ code: error.code, metadata: error.metadata, wait: error.retryAfterMs }))
        assert.match(JSON.stringify(error.metadata), /"c":\[1,/)
      }
    })

    it.each([...numbers, "9".repeat(300), "1e308", "Infinity"])(
      "as a wait does not become Infinity: %s",
      async (number) => {
        const headers = [{ "retry-after": number }, { "retry-after-ms": number }, { "x-ratelimit-reset": number }]
        for (const each of headers) {
          const server = await listen(respondWith(429, "", each))
          const error = failed(await client.call("create", { name: "CI" }, { serverURL: server.url }))
          assert.isTrue(error.retryAfterMs === null || Number.isFinite(error.retryAfterMs), JSON.stringify(each))
        }
      }
    )
  })
}
