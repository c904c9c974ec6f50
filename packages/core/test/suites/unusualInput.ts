/** Requests and options of unusual types. */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import { runInNewContext } from "node:vm"
import { assert, describe, it } from "vitest"
import { hash } from "../support/wire.js"
import { memory } from "./memory.js"
import { samples } from "./samples.js"
import { type CallSettings, invalidRequest, type Name, succeeded, type TestClient } from "./testClient.js"

const isObject = (value: unknown): boolean =>
  (typeof value === "object" && value !== null) || typeof value === "function"

const revoked = (): object => {
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()
  return proxy
}

const fails = (): never => {
  throw new Error("a trap of the caller's")
}

const withGetter = (name: string, rest: object = {}): object =>
  Object.defineProperty({ ...rest }, name, { enumerable: true, get: fails })

const cyclic = (): object => {
  const cycle: Record<string, unknown> = { name: "CI" }
  cycle["external"] = { user: "u", again: cycle }
  return cycle
}

/** Twenty levels, each with two references to the next one: a million paths, and the number of reads. */
const shared = () => {
  let reads = 0
  const counted = (target: object): object =>
    new Proxy(target, {
      ownKeys: (of) => {
        reads++
        return Reflect.ownKeys(of)
      },
      get: (of, name, receiver) => {
        reads++
        return Reflect.get(of, name, receiver) as unknown
      }
    })
  let level: unknown = "leaf"
  for (let depth = 0; depth < 20; depth++) level = counted({ a: level, b: level })
  return { value: level, reads: () => reads }
}

/** Objects that are not records of fields. */
const nonRecords: { readonly [what: string]: () => unknown } = {
  "a Map": () => new Map<string, unknown>([["name", "CI"], ["limit", 5]]),
  "a Set": () => new Set(["name"]),
  "a WeakMap": () => new WeakMap(),
  "a Date": () => new Date(0),
  "a promise": () => Promise.resolve({ name: "CI" }),
  // oxlint-disable-next-line unicorn/no-thenable -- Like promises of other libraries.
  "a promise of a library": () => Object.create(Object.fromEntries([["then", () => {}]])) as unknown,
  "URLSearchParams": () => new URLSearchParams({ name: "CI" }),
  "a URL": () => new URL("http://localhost"),
  "FormData": () => new FormData(),
  "Headers": () => new Headers({ name: "CI" }),
  "an array": () => [],
  "an array with properties": () => Object.assign([], { name: "CI", limit: 5 }),
  "a function": () => () => {},
  "a function with properties": () => Object.assign(() => {}, { limit: 5 }),
  "a class": () => class Empty extends Object {},
  "a boxed string": () => Object("CI") as unknown,
  "a boxed number": () => Object(5) as unknown,
  "a boxed boolean": () => Object(true) as unknown,
  "a boxed symbol": () => Object(Symbol("s")) as unknown,
  "a boxed bigint": () => Object(5n) as unknown,
  "an Error": () => new Error("no"),
  "a RegExp": () => /x/,
  "bytes": () => new Uint8Array(3),
  "an ArrayBuffer": () => new ArrayBuffer(3),
  "a generator": () =>
    (function*() {
      yield 1
    })(),
  "an asynchronous generator": () =>
    (async function*() {
      yield 1
    })(),
  "a formatter of Intl": () => new Intl.NumberFormat("en"),
  "an Effect": () => Effect.succeed({ name: "CI", limit: 5 }),
  "an Option": () => Option.some({ name: "CI", limit: 5 }),
  "text": () => "CI",
  "a number": () => 5,
  "a bigint": () => 5n,
  "a symbol": () => Symbol("s"),
  "null": () => null,
  "a Map of another realm": () => runInNewContext("new Map()") as unknown,
  "a Date of another realm": () => runInNewContext("new Date(0)") as unknown,
  "an array of another realm": () => runInNewContext("[]") as unknown,
  "a promise of another realm": () => runInNewContext("Promise.resolve()") as unknown
}

type Place = readonly [name: Name, request: (value: unknown) => unknown]

/** Places that require an object. */
const places: { readonly [where: string]: Place } = {
  "update's requestBody": ["update", (requestBody) => ({ hash, requestBody })],
  "create's request": ["create", (request) => request],
  "create's external": ["create", (external) => ({ name: "CI", external })],
  "update's request": ["update", (request) => request],
  "get's request": ["get", (request) => request],
  "delete's request": ["delete", (request) => request],
  "list's request": ["list", (request) => request]
}

/** The fields of each of them. */
const fields: { readonly [where: string]: object } = {
  "update's requestBody": { limit: 5 },
  "create's request": { name: "CI" },
  "create's external": { user: "u" },
  "update's request": { hash, requestBody: {} },
  "get's request": { hash },
  "delete's request": { hash },
  "list's request": { includeDisabled: true }
}

/** Records with content that must be rejected, or that cannot be read. */
const invalidRecords: {
  readonly [what: string]: readonly [name: Name, request: () => unknown]
} = {
  "an own __proto__ in requestBody": [
    "update",
    () => ({ hash, requestBody: JSON.parse("{\"__proto__\":{\"limit\":1}}") as unknown })
  ],
  "an own __proto__ beside a limit": [
    "update",
    () => ({ hash, requestBody: JSON.parse("{\"limit\":2,\"__proto__\":null}") as unknown })
  ],
  "an own __proto__ in a request": ["create", () => JSON.parse("{\"name\":\"CI\",\"__proto__\":{}}") as unknown],
  "an own __proto__ in external": [
    "create",
    () => ({ name: "CI", external: JSON.parse("{\"user\":\"u\",\"__proto__\":1}") as unknown })
  ],
  "an own __proto__ in a list's request": ["list", () => JSON.parse("{\"__proto__\":{\"offset\":1}}") as unknown],
  "an own constructor": ["update", () => ({ hash, requestBody: { constructor: 1 } })],
  "a symbol as key": ["create", () => ({ name: "CI", [Symbol("limit")]: 5 })],
  "a symbol as key in requestBody": ["update", () => ({ hash, requestBody: { [Symbol("limit")]: 5 } })],
  "a symbol as key in a list's request": ["list", () => ({ [Symbol.for("offset")]: 5 })],
  "an inherited name": ["create", () => Object.create({ name: "CI" }) as unknown],
  "an inherited hash": ["get", () => Object.create({ hash }) as unknown],
  "an inherited hash beside a body": [
    "update",
    () => Object.assign(Object.create({ hash }) as object, { requestBody: {} })
  ],
  "an inherited requestBody": ["update", () => Object.assign(Object.create({ requestBody: {} }) as object, { hash })],
  "an inherited user": ["create", () => ({ name: "CI", external: Object.create({ user: "u" }) as unknown })],
  "a Redacted as requestBody": ["update", () => ({ hash, requestBody: Redacted.make({ limit: 5 }) })],
  "a Redacted as a list's request": ["list", () => Redacted.make({ offset: 5 })],
  "a Redacted as create's request": ["create", () => Redacted.make({ name: "CI" })],
  "a getter of a class": [
    "create",
    () =>
      new class {
        get name() {
          return "CI"
        }
      }()
  ],
  "a cycle": ["create", cyclic],
  "a cycle in requestBody": [
    "update",
    () => {
      const requestBody: Record<string, unknown> = {}
      requestBody["limit"] = requestBody
      return { hash, requestBody }
    }
  ],
  "a getter that throws": ["create", () => withGetter("name")],
  "a getter that throws, of an optional field": ["create", () => withGetter("limit", { name: "CI" })],
  "a getter that throws, of an unknown field": ["create", () => withGetter("other", { name: "CI" })],
  "a getter that throws, in requestBody": ["update", () => ({ hash, requestBody: withGetter("limit") })],
  "a getter that throws, of a hash": ["delete", () => withGetter("hash")],
  "a getter that throws, in a list's request": ["list", () => withGetter("offset")],
  "a getter that throws nothing": [
    "create",
    () =>
      Object.defineProperty({}, "name", {
        enumerable: true,
        get: () => {
          // oxlint-disable-next-line typescript/only-throw-error -- A getter may throw any value.
          throw undefined
        }
      })
  ],
  "a revoked proxy": ["create", revoked],
  "a revoked proxy as requestBody": ["update", () => ({ hash, requestBody: revoked() })],
  "a revoked proxy as name": ["create", () => ({ name: revoked() })],
  "a revoked proxy as expiresAt": ["create", () => ({ name: "CI", expiresAt: revoked() })],
  "a revoked proxy as external.apiKey": ["create", () => ({ name: "CI", external: { user: "u", apiKey: revoked() } })],
  "a revoked proxy as hash": ["get", () => ({ hash: revoked() })],
  "a revoked proxy as list's request": ["list", revoked],
  "a revoked proxy of a function": [
    "create",
    () => {
      const { proxy, revoke } = Proxy.revocable(() => {}, {})
      revoke()
      return { name: proxy }
    }
  ],
  "a proxy whose keys cannot be listed": ["create", () => new Proxy({ name: "CI" }, { ownKeys: fails })],
  "a proxy whose fields cannot be read": ["create", () => new Proxy({ name: "CI" }, { get: fails })],
  "a proxy whose prototype cannot be read": ["create", () => new Proxy({ name: 5 }, { getPrototypeOf: fails })],
  "a proxy whose fields cannot be described": [
    "create",
    () => new Proxy({ name: "CI" }, { getOwnPropertyDescriptor: fails })
  ],
  "a value that says it is JSON": ["create", () => ({ name: "CI", limit: { toJSON: () => 5 } })],
  "a toJSON of its own": ["create", () => ({ name: "CI", toJSON: () => ({ name: "other" }) })],
  "a bigint as limit": ["create", () => ({ name: "CI", limit: 5n })],
  "a symbol as name": ["create", () => ({ name: Symbol("CI") })],
  "a boxed string as name": ["create", () => ({ name: Object("CI") as unknown })],
  "a boxed number as limit": ["update", () => ({ hash, requestBody: { limit: Object(5) as unknown } })],
  "an invalid Date of another realm": [
    "create",
    () => ({ name: "CI", expiresAt: runInNewContext("new Date(NaN)") as unknown })
  ],
  "an instant that cannot be read": ["create", () => ({ name: "CI", expiresAt: withGetter("epochMillis") })],
  "text that cannot be made text": ["get", () => ({ hash: { toString: fails } })]
}

class CreateForm {
  readonly name: string
  readonly limit: number | undefined = undefined
  readonly limitReset = undefined
  readonly expiresAt: Date | undefined
  readonly external: undefined
  constructor(name: string) {
    this.name = name
  }
  describe(): string {
    return this.name
  }
}

class Change {
  readonly limit = 5
  readonly disabled: boolean | undefined = undefined
  readonly name = undefined
}

/** As compiled without fields that have no value. */
class Unset {
  declare readonly limit?: number
}

class Special extends CreateForm {
  readonly workspaceId = undefined
}

/** Unusual but valid records, and what is sent for them. */
const taken: {
  readonly [what: string]: readonly [name: Name, request: () => unknown, sent: unknown]
} = {
  "an instance of a class, its other fields undefined": ["create", () => new CreateForm("CI"), { name: "CI" }],
  "an instance of a subclass": ["create", () => new Special("CI"), { name: "CI" }],
  "an instance as requestBody": ["update", () => ({ hash, requestBody: new Change() }), { limit: 5 }],
  "an instance as external": [
    "create",
    () => ({
      name: "CI",
      external: new class {
        readonly user = "u"
        readonly apiKey = undefined
      }()
    }),
    { name: "CI", external: { user: "u" } }
  ],
  "an instance of a class with a tag of its own": [
    "create",
    () =>
      new class {
        readonly name = "CI"
        get [Symbol.toStringTag](): string {
          return "CreateRequest"
        }
      }(),
    { name: "CI" }
  ],
  "a namespace of a module": [
    "create",
    () => Object.defineProperty({ name: "CI" }, Symbol.toStringTag, { value: "Module" }),
    { name: "CI" }
  ],
  "an instance of a class whose optional fields are not there": [
    "update",
    () => ({ hash, requestBody: new Unset() }),
    {}
  ],
  "an object without a prototype": [
    "create",
    () => Object.assign(Object.create(null) as object, { name: "CI", limit: undefined }),
    { name: "CI" }
  ],
  "an object of another realm": [
    "create",
    () => runInNewContext("({ name: 'CI', limit: 5, limitReset: undefined })") as unknown,
    { name: "CI", limit: 5 }
  ],
  "an object of another realm in an object of another realm": [
    "update",
    () =>
      runInNewContext(`({ hash: ${JSON.stringify(hash)}, requestBody: { limit: null, name: undefined } })`) as unknown,
    { limit: null }
  ],
  "a Date of another realm": [
    "create",
    () => ({ name: "CI", expiresAt: runInNewContext("new Date(Date.UTC(2030, 0))") as unknown }),
    { name: "CI", expires_at: "2030-01-01T00:00:00Z" }
  ],
  "a subclass of Date": [
    "create",
    () => ({ name: "CI", expiresAt: new (class extends Date {})(Date.UTC(2030, 0)) }),
    { name: "CI", expires_at: "2030-01-01T00:00:00Z" }
  ],
  "an instance of a class of another realm": [
    "create",
    () => runInNewContext("new (class { name = 'CI'; limit = undefined })()") as unknown,
    { name: "CI" }
  ],
  "a frozen object": ["create", () => Object.freeze({ name: "CI", limit: undefined }), { name: "CI" }],
  "a proxy that lets everything through": ["create", () => new Proxy({ name: "CI" }, {}), { name: "CI" }],
  "an empty change": ["update", () => ({ hash, requestBody: {} }), {}],
  "a change of nothing but undefined": ["update", () => ({ hash, requestBody: { limit: undefined } }), {}]
}

/** Invalid options of a call. */
const invalidOptions: { readonly [what: string]: () => CallSettings } = {
  "text as timeout": () => ({ timeout: "abc" }),
  "an empty text as timeout": () => ({ timeout: "" }),
  "an object as timeout": () => ({ timeout: {} }),
  "a function as timeout": () => ({ timeout: () => 5 }),
  "a symbol as timeout": () => ({ timeout: Symbol("5") }),
  "no number as timeout": () => ({ timeout: Number.NaN }),
  "no time as timeout": () => ({ timeout: 0 }),
  "less than no time as timeout": () => ({ timeout: -5 }),
  "a revoked proxy as timeout": () => ({ timeout: revoked() }),
  "a symbol as serverURL": () => ({ serverURL: Symbol("http://localhost") }),
  "null as serverURL": () => ({ serverURL: null }),
  "a number as serverURL": () => ({ serverURL: 5 }),
  "an object as serverURL": () => ({ serverURL: { toString: fails } }),
  "a revoked proxy as serverURL": () => ({ serverURL: revoked() }),
  "an unfinished address as serverURL": () => ({ serverURL: "http://" }),
  "another scheme as serverURL": () => ({ serverURL: "ftp://localhost" }),
  "a symbol in headers": () => ({ headers: { "x-mine": Symbol("s") } }),
  "a number in headers": () => ({ headers: { "x-mine": 5 } }),
  "a line break in headers": () => ({ headers: { "x-mine": "a\r\nb: c" } }),
  "an empty name in headers": () => ({ headers: { "": "a" } }),
  "headers that cannot be read": () => ({ headers: withGetter("x-mine") }),
  "a revoked proxy as headers": () => ({ headers: revoked() }),
  "a number as headers": () => ({ headers: 5 })
}

export const unusualInput = (client: TestClient): void => {
  const here = (name: Name): boolean => client.names.includes(name)

  const assertRejected = async (name: Name, request: unknown, options?: CallSettings): Promise<void> => {
    const { fetch, requests } = memory()
    const error = invalidRequest(await client.call(name, request, { fetch, retry: "default" }, options))
    assert.strictEqual(error.operation, name)
    assert.isNotEmpty(error.message)
    assert.strictEqual(error.attempts, 0)
    assert.lengthOf(requests, 0)
  }

  const records = Object.entries(places).filter(([, [name]]) => here(name))

  describe(`${client.name}: in place of an object`, () => {
    it.each(Object.keys(nonRecords))("%s is rejected before anything is sent", async (what) => {
      for (const [, [name, requestOf]] of records) await assertRejected(name, requestOf(nonRecords[what]!()))
    })

    const objects = Object.keys(nonRecords).filter((what) => isObject(nonRecords[what]!()))

    it.each(objects)("%s is rejected, even if it has the right fields", async (what) => {
      for (const [where, [name, requestOf]] of records) {
        const value = nonRecords[what]!() as object
        for (const [field, each] of Object.entries(fields[where]!)) {
          Object.defineProperty(value, field, { value: each, enumerable: true, configurable: true, writable: true })
        }
        await assertRejected(name, requestOf(value))
      }
    })
  })

  describe(`${client.name}: unusual input`, () => {
    it.each(Object.keys(invalidRecords).filter((what) => here(invalidRecords[what]![0])))(
      "with %s is rejected before anything is sent",
      (what) => assertRejected(invalidRecords[what]![0], invalidRecords[what]![1]())
    )

    it("with shared references twenty levels deep is rejected at once", async () => {
      for (
        const requestOf of [
          (value: unknown) => value,
          (value: unknown) => ({ name: "CI", external: value }),
          (value: unknown) => ({ name: "CI", limit: value })
        ]
      ) {
        const { reads, value } = shared()
        await assertRejected("create", requestOf(value))
        assert.isBelow(reads(), 10_000)
      }
      const { reads, value } = shared()
      await assertRejected("update", { hash, requestBody: value })
      assert.isBelow(reads(), 10_000)
    })

    it.each(Object.keys(taken).filter((what) => here(taken[what]![0])))(
      "that is %s is accepted",
      async (what) => {
        const [name, request, sent] = taken[what]!
        const { fetch, requests } = memory()
        succeeded(await client.call(name, request(), { fetch }))
        assert.deepStrictEqual(requests.map(({ body }) => body), [sent])
      }
    )
  })

  describe(`${client.name}: options of a call`, () => {
    it.each(Object.keys(invalidOptions))("with %s are rejected before anything is sent", async (what) => {
      for (const name of client.names) await assertRejected(name, samples[name].request, invalidOptions[what]!())
    })
  })
}
