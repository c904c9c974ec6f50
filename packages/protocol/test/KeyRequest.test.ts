import * as fc from "fast-check"
import { runInNewContext } from "node:vm"
import { assert, describe, expect, it } from "vitest"
import type { Field, Fields } from "../src/Field.js"
import { createKeysRequest, external, getKeyRequest, keyChanges, listRequest } from "../src/KeyRequest.js"
import { type InputIssue, type OperationName, operations } from "../src/Operation.js"
import { createdKey, hash } from "./support/wire.js"

const issuesOf = (name: OperationName, input: unknown) => {
  const result = operations[name].prepare(input)
  return result.ok ? [] : result.issues
}

const sentBy = (name: OperationName, input?: unknown) => {
  const result = operations[name].prepare(input)
  if (!result.ok) throw new Error(JSON.stringify(result.issues))
  return result.value
}

const bodyOf = (name: OperationName, input: unknown): unknown => JSON.parse(sentBy(name, input).body!)

const workspaceId = "0df9e665-d932-5740-b2c7-b52af166bc11"
const name = { name: "CI" }

describe("a request", () => {
  it("has every field of a create under its wire name, and the partner's lookup key as a secret", () => {
    const apiKey = "a-lookup-key-of-32-characters-at-least"
    const sent = sentBy("create", {
      name: "CI",
      limit: 12.5,
      limitReset: "weekly",
      includeByokInLimit: true,
      expiresAt: "2030-01-01T00:00:00Z",
      creatorUserId: "user_9",
      workspaceId,
      external: { user: "customer-1", apiKey }
    })
    assert.deepInclude(sent, { operation: "create", method: "POST", path: "/keys", template: "/keys", query: {} })
    assert.deepStrictEqual(JSON.parse(sent.body!), {
      name: "CI",
      limit: 12.5,
      limit_reset: "weekly",
      include_byok_in_limit: true,
      expires_at: "2030-01-01T00:00:00Z",
      creator_user_id: "user_9",
      workspace_id: workspaceId,
      external: { user: "customer-1", api_key: apiKey }
    })
    assert.deepStrictEqual(sent.secrets, [apiKey])
  })

  it("contains null where it has a meaning, and omits fields that are missing or undefined", () => {
    const create = { ...name, limit: null, limitReset: null, expiresAt: undefined, external: undefined }
    assert.deepStrictEqual(bodyOf("create", create), { name: "CI", limit: null, limit_reset: null })
    assert.deepStrictEqual(bodyOf("update", { hash, requestBody: {} }), {})
    assert.deepStrictEqual(bodyOf("update", { hash, requestBody: { limit: 0, name: undefined } }), { limit: 0 })
    assert.deepStrictEqual(bodyOf("update", { hash, requestBody: { workspaceId } }), { workspace_id: workspaceId })
  })

  it("has only the given parameters of a list in the query", () => {
    assert.deepStrictEqual([undefined, {}, { offset: undefined }].map((each) => sentBy("list", each).query), [
      {},
      {},
      {}
    ])
    assert.deepStrictEqual(
      sentBy("list", { includeDisabled: true, includeExpired: false, offset: 100, workspaceId }).query,
      { include_disabled: "true", include_expired: "false", offset: "100", workspace_id: workspaceId }
    )
  })

  it("has a hash as one path segment", () => {
    for (const hash of ["a", "A_b-9", createdKey, "f01d52606dc8f0a8303a7b5cc3fa07109c2e346cec7c0a16b40de462992ce943"]) {
      for (const operation of ["get", "update", "delete"] as const) {
        const { path, template } = sentBy(operation, { hash, ...(operation === "update" ? { requestBody: {} } : {}) })
        assert.deepStrictEqual([path, template], [`/keys/${hash}`, "/keys/{hash}"])
      }
    }
  })

  const instants: ReadonlyArray<readonly [unknown, string]> = [
    [new Date("2030-01-01T00:00:00Z"), "2030-01-01T00:00:00Z"],
    [new Date("2030-01-01T00:00:00.250Z"), "2030-01-01T00:00:00.250Z"],
    [{ epochMillis: Date.UTC(2030, 0) }, "2030-01-01T00:00:00Z"],
    [runInNewContext("new Date(Date.UTC(2030, 0))"), "2030-01-01T00:00:00Z"],
    [new (class extends Date {})("2030-01-01T00:00:00Z"), "2030-01-01T00:00:00Z"],
    ["2030-01-01T02:00:00+02:00", "2030-01-01T00:00:00Z"],
    ["2029-12-31T18:30:00-05:30", "2030-01-01T00:00:00Z"],
    ["2030-01-01T00:00Z", "2030-01-01T00:00:00Z"],
    ["2030-01-01 00:00:00z", "2030-01-01T00:00:00Z"],
    ["2030-01-01T00:00:00.5Z", "2030-01-01T00:00:00.500Z"],
    ["2025-02-19T20:52:27.363244+00:00", "2025-02-19T20:52:27.363Z"],
    ["2028-02-29T23:59:59.000Z", "2028-02-29T23:59:59Z"]
  ]

  it.each(instants)("has expiresAt %s as ISO-8601 UTC with seconds", (expiresAt, wire) => {
    assert.deepStrictEqual(bodyOf("create", { ...name, expiresAt }), { name: "CI", expires_at: wire })
  })

  it("keeps the time of any expiresAt, as a Date and as a string", () => {
    fc.assert(fc.property(fc.date({ min: new Date(0), max: new Date("9999-12-31"), noInvalidDate: true }), (date) => {
      const bodies = [date, date.toISOString(), { epochMillis: date.getTime() }].map((expiresAt) =>
        bodyOf("create", { ...name, expiresAt }) as { readonly expires_at: string }
      )
      for (const { expires_at } of bodies) {
        assert.strictEqual(Date.parse(expires_at), date.getTime())
        assert.match(expires_at, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z$/)
      }
    }))
  })
})

describe("invalid input", () => {
  const wrong: ReadonlyArray<readonly [OperationName, unknown, path: string]> = [
    ["create", undefined, ""],
    ["create", null, ""],
    ["create", "CI", ""],
    ["create", [], ""],
    ["create", () => name, ""],
    ["create", {}, "name"],
    ["create", { name: "" }, "name"],
    ["create", { name: 5 }, "name"],
    ["create", { name: new String("CI") }, "name"],
    ["create", { ...name, limit: -5 }, "limit"],
    ["create", { ...name, limit: Number.NaN }, "limit"],
    ["create", { ...name, limit: Number.POSITIVE_INFINITY }, "limit"],
    ["create", { ...name, limit: "5" }, "limit"],
    ["create", { ...name, limit: 5n }, "limit"],
    ["create", { ...name, limitReset: "yearly" }, "limitReset"],
    ["create", { ...name, includeByokInLimit: "yes" }, "includeByokInLimit"],
    ["create", { ...name, includeByokInLimit: null }, "includeByokInLimit"],
    ["create", { ...name, expiresAt: "soon" }, "expiresAt"],
    ["create", { ...name, expiresAt: "2030-01-01" }, "expiresAt"],
    ["create", { ...name, expiresAt: "2030-01-01T00:00:00" }, "expiresAt"],
    ["create", { ...name, expiresAt: "2030-02-30T00:00:00Z" }, "expiresAt"],
    ["create", { ...name, expiresAt: "2030-13-01T00:00:00Z" }, "expiresAt"],
    ["create", { ...name, expiresAt: "2030-00-01T00:00:00Z" }, "expiresAt"],
    ["create", { ...name, expiresAt: "2030-01-00T00:00:00Z" }, "expiresAt"],
    ["create", { ...name, expiresAt: "2030-01-01T25:00:00Z" }, "expiresAt"],
    ["create", { ...name, expiresAt: "2030-01-01T00:60:00Z" }, "expiresAt"],
    ["create", { ...name, expiresAt: "2030-01-01T00:00:00+24:00" }, "expiresAt"],
    ["create", { ...name, expiresAt: "1960-01-01T00:00:00Z" }, "expiresAt"],
    ["create", { ...name, expiresAt: new Date(Number.NaN) }, "expiresAt"],
    ["create", { ...name, expiresAt: { epochMillis: 8.64e15 } }, "expiresAt"],
    ["create", { ...name, expiresAt: { epochMillis: "0" } }, "expiresAt"],
    ["create", { ...name, expiresAt: 1_900_000_000_000 }, "expiresAt"],
    ["create", { ...name, creatorUserId: "" }, "creatorUserId"],
    ["create", { ...name, workspaceId: "default" }, "workspaceId"],
    ["create", { ...name, workspaceId: `${workspaceId}\n` }, "workspaceId"],
    ["create", { ...name, external: {} }, "external.user"],
    ["create", { ...name, external: null }, "external"],
    ["create", { ...name, external: { user: "" } }, "external.user"],
    ["create", { ...name, external: { user: "u".repeat(513) } }, "external.user"],
    ["create", { ...name, external: { user: "u", apiKey: "too-short-a-secret" } }, "external.apiKey"],
    ["create", { ...name, external: { user: "u", apiKey: "too-short-a-secret".repeat(99) } }, "external.apiKey"],
    ["create", { ...name, Limit: 5 }, "Limit"],
    ["create", { ...name, disabled: true }, "disabled"],
    ["list", null, ""],
    ["list", { offset: -1 }, "offset"],
    ["list", { offset: 1.5 }, "offset"],
    ["list", { offset: 2 ** 53 }, "offset"],
    ["list", { offset: "10" }, "offset"],
    ["list", { includeDisabled: "true" }, "includeDisabled"],
    ["list", { includeExpired: 1 }, "includeExpired"],
    ["list", { workspaceId: "" }, "workspaceId"],
    ["list", { include_disabled: true }, "include_disabled"],
    ["update", { hash }, "requestBody"],
    ["update", { hash, requestBody: null }, "requestBody"],
    ["update", { hash, requestBody: { name: "" } }, "requestBody.name"],
    ["update", { hash, requestBody: { limit: -1 } }, "requestBody.limit"],
    ["update", { hash, requestBody: { disabled: 1 } }, "requestBody.disabled"],
    ["update", { hash, requestBody: { workspaceId: "mine" } }, "requestBody.workspaceId"],
    ["update", { hash, requestBody: { expiresAt: null } }, "requestBody.expiresAt"],
    ["update", { requestBody: {} }, "hash"],
    ["getCurrentKeyMetadata", { hash }, "hash"],
    ["getCurrentKeyMetadata", 5, ""],
    ...["", ".", "..", "a/b", "a\\b", "a?b", "a#b", "a%2fb", "a b", "a\n", "a\r\nx: y", "é", 5, null, {}].flatMap(
      (hash) => (["get", "delete"] as const).map((operation) => [operation, { hash }, "hash"] as const)
    )
  ]

  it.each(wrong)("%s(%o) fails with the field: %j", (operation, input, path) => {
    const issues = issuesOf(operation, input)
    assert.deepStrictEqual(issues.map((issue) => issue.path), [path])
    assert.notInclude(JSON.stringify(issues), "too-short-a-secret")
  })

  it("is described in words, with all issues at once", () => {
    expect(issuesOf("create", { name: "", limit: "5", limitReset: "yearly", expiresAt: [], offset: 3 }))
      .toMatchInlineSnapshot(`
        [
          {
            "message": "must be a string of at least one character, not """,
            "path": "name",
          },
          {
            "message": "must be an amount in USD, 0 or more, or null for no limit, not "5"",
            "path": "limit",
          },
          {
            "message": "must be "daily", "weekly", "monthly", or null for never, not "yearly"",
            "path": "limitReset",
          },
          {
            "message": "must be a Date, a DateTime.Utc, an ISO-8601 date and time with a time zone (2027-12-31T23:59:59Z), or null for never, not an array",
            "path": "expiresAt",
          },
          {
            "message": "is unexpected",
            "path": "offset",
          },
        ]
      `)
    expect(issuesOf("update", { hash: createdKey + "/", requestBody: Promise.resolve({}) })).toMatchInlineSnapshot(`
      [
        {
          "message": "must be a key's hash (letters, digits, "_" and "-"), not "<redacted>/"",
          "path": "hash",
        },
        {
          "message": "must be an object, not a promise (await it)",
          "path": "requestBody",
        },
      ]
    `)
    expect(issuesOf("list", { include_disabled: true, workspaceId: Symbol("x") })).toMatchInlineSnapshot(`
      [
        {
          "message": "must be a UUID, not a symbol",
          "path": "workspaceId",
        },
        {
          "message": "is unexpected; use includeDisabled",
          "path": "include_disabled",
        },
      ]
    `)
  })
})

describe("objects as requests", () => {
  class Changes {
    name?: string
    limit: number | undefined = undefined
    disabled = true
  }

  const taken: ReadonlyArray<readonly [string, unknown]> = [
    ["an instance of a class with undefined fields", new Changes()],
    ["an object without a prototype", Object.assign(Object.create(null) as object, { disabled: true })],
    ["an object of another realm", runInNewContext("({ disabled: true, name: undefined })")],
    ["a frozen object", Object.freeze({ disabled: true })],
    ["a proxy", new Proxy({ disabled: true }, {})],
    ["a getter of its own", {
      get disabled() {
        return true
      }
    }],
    ["an unknown field that is undefined", { disabled: true, other: undefined }],
    [
      "a hidden property of a library",
      Object.defineProperty({ disabled: true }, Symbol("administration"), { value: 1 })
    ]
  ]

  it.each(taken)("%s is accepted", (_, requestBody) => {
    assert.deepStrictEqual(bodyOf("update", { hash, requestBody }), { disabled: true })
  })

  const thrown = (): never => {
    throw new Error("trapped")
  }
  const revoked = () => {
    const { proxy, revoke } = Proxy.revocable({}, {})
    revoke()
    return proxy
  }
  const cycle: Record<string, unknown> = {}
  cycle["name"] = cycle
  const refused: ReadonlyArray<readonly [string, unknown]> = [
    ["a Map", new Map([["disabled", true]])],
    ["a Map of another realm", runInNewContext("new Map([['disabled', true]])")],
    ["a Set", new Set()],
    ["a Date", new Date()],
    ["a Date of another realm", runInNewContext("new Date()")],
    ["a promise", Promise.resolve({})],
    [
      "a thenable",
      new (class {
        // oxlint-disable-next-line unicorn/no-thenable -- Rejected here.
        then() {}
      })()
    ],
    [
      "an iterable, such as an Effect that was not run",
      new (class {
        *[Symbol.iterator]() {}
      })()
    ],
    ["URLSearchParams", new URLSearchParams("disabled=true")],
    ["FormData", new FormData()],
    ["a RegExp", /disabled/],
    ["an Error", new Error("disabled")],
    ["bytes", new Uint8Array()],
    ["an array", []],
    ["a function", () => ({})],
    ["a class", Changes],
    ["a string", "{}"],
    ["a boxed string", new String("")],
    ["a symbol", Symbol("x")],
    ["a bigint", 1n],
    ["an inherited field", Object.create({ disabled: true })],
    ["an own __proto__", JSON.parse("{\"__proto__\": { \"disabled\": true }}")],
    ["a symbol as a key", { [Symbol("disabled")]: true }],
    ["a cycle", cycle],
    ["a revoked proxy", revoked()],
    ["a getter that throws", {
      get name() {
        return thrown()
      }
    }],
    ["a value that is a revoked proxy", { name: revoked() }],
    ...(["get", "has", "ownKeys", "getOwnPropertyDescriptor", "getPrototypeOf"] as const).map((trap) =>
      [`a proxy that throws: ${trap}`, new Proxy({ name: 5 }, { [trap]: thrown })] as const
    )
  ]

  it.each(refused)("%s is rejected, as a request and inside one", (_, value) => {
    for (const issues of [issuesOf("update", { hash, requestBody: value }), issuesOf("create", value)]) {
      assert.isNotEmpty(issues)
    }
  })

  it("a request is read once: a getter cannot change its value in between", () => {
    let reads = 0
    const request = {
      get name() {
        return ++reads === 1 ? "CI" : ""
      }
    }
    assert.deepStrictEqual(bodyOf("create", request), { name: "CI" })
  })

  it("twenty thousand unexpected fields are counted, not listed", () => {
    const input = Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`field${index}`, index]))
    const issues = issuesOf("list", input)
    assert.lengthOf(issues, 21)
    assert.deepStrictEqual(issues[20], { path: "", message: "has 19980 more unexpected fields" })
  })

  it("messages stay short and hold no key", () => {
    const issues = issuesOf("create", {
      [createdKey]: 1,
      ["x".repeat(10_000)]: 1,
      limit: `${createdKey}!` + "x".repeat(1e6)
    })
    assert.isBelow(JSON.stringify(issues).length, 800)
    assert.notInclude(JSON.stringify(issues), createdKey)
  })

  it("shared references take no extra time, even deep ones", () => {
    let shared: object = {}
    for (let depth = 0; depth < 30; depth++) shared = { left: shared, right: shared }
    assert.isNotEmpty(issuesOf("update", { hash, requestBody: { name: shared } }))
    assert.isNotEmpty(issuesOf("update", { hash, requestBody: shared }))
  })

  it("never throws, for any value", () => {
    const anything = fc.anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withSet: true,
      withNullPrototype: true,
      withObjectString: true,
      withSparseArray: true,
      withTypedArray: true,
      withBoxedValues: true,
      maxDepth: 4
    })
    const request = fc.oneof(
      anything,
      fc.record({ name: anything, limit: anything, external: anything, expiresAt: anything }, { requiredKeys: [] }),
      fc.record({ hash: anything, requestBody: anything })
    )
    fc.assert(
      fc.property(fc.constantFrom(...Object.values(operations)), request, ({ prepare }, input) => {
        const result = prepare(input)
        if (!result.ok) assert.isNotEmpty(result.issues)
        else assert.isString(result.value.path)
      }),
      { numRuns: 200 }
    )
  })
})

describe("the validator", () => {
  /** Edge cases of a declaration, and whether it accepts them. */
  const cases = (field: Field): fc.Arbitrary<readonly [value: unknown, isTaken: boolean]> => {
    const always = (isTaken: boolean) => (value: unknown) => [value, isTaken] as const
    const taken = [...(field.nullable ? [null] : []), ...(field.optional ? [undefined] : [])]
    const wrongKinds = fc.constantFrom<unknown>(
      [],
      {},
      new Date(Number.NaN),
      () => 1,
      Symbol("x"),
      1n,
      Number.NaN,
      Infinity,
      ...(field.nullable ? [] : [null]),
      ...(field.optional ? [] : [undefined]),
      ...(field.kind === "boolean" ? [] : [true]),
      ...(field.kind === "number" ? [] : [1]),
      ...(field.kind === "string" || field.kind === "enum" ? [] : ["x"])
    )
    const own = (): fc.Arbitrary<readonly [unknown, boolean]> => {
      switch (field.kind) {
        case "string": {
          const length = fc.oneof(fc.nat(3), fc.constantFrom(31, 32, 511, 512, 513))
          const text = field.pattern === null
            ? length.map((length) => "x".repeat(length))
            : fc.oneof(fc.uuid(), fc.stringMatching(field.pattern), fc.string())
          return text.map((text) => [
            text,
            text.length >= field.minLength && text.length <= (field.maxLength ?? Infinity) &&
            (field.pattern === null || field.pattern.test(text))
          ])
        }
        case "enum":
          return fc.oneof(fc.constantFrom(...field.values), fc.string()).map((
            text
          ) => [text, field.values.includes(text)])
        case "number":
          return fc.oneof(fc.double(), fc.integer(), fc.constantFrom(0, -0, 2 ** 53)).map((number) => [
            number,
            Number.isFinite(number) && number >= (field.minimum ?? -Infinity) &&
            (!field.integer || Number.isSafeInteger(number))
          ])
        case "boolean":
          return fc.boolean().map(always(true))
        case "instant":
          return fc.date({ min: new Date(0), max: new Date("9999-12-31"), noInvalidDate: true }).map(always(true))
        default:
          return fc.constant([[], false])
      }
    }
    return fc.oneof(
      own(),
      own(),
      wrongKinds.map(always(false)),
      ...taken.map((value) => fc.constant(always(true)(value)))
    )
  }

  const record = ({ fields }: { readonly fields: Fields }) =>
    fc.record(
      Object.fromEntries(
        Object.entries(fields).filter(([, { kind }]) => kind !== "record").map(([name, field]) => [name, cases(field)])
      )
    )

  const check = (
    issues: ReadonlyArray<InputIssue>,
    given: Readonly<Record<string, readonly [unknown, boolean]>>,
    at = ""
  ) => {
    const wrong = Object.entries(given).filter(([, [, isTaken]]) => !isTaken).map(([name]) => `${at}${name}`)
    assert.deepStrictEqual(issues.map(({ path }) => path).sort(), wrong.sort())
  }

  const values = (given: Readonly<Record<string, readonly [unknown, boolean]>>) =>
    Object.fromEntries(Object.entries(given).map(([name, [value]]) => [name, value]))

  it("accepts exactly what the declarations allow", () => {
    fc.assert(fc.property(record(listRequest), (given) => check(issuesOf("list", values(given)), given)))
    fc.assert(fc.property(record(createKeysRequest), (given) => check(issuesOf("create", values(given)), given)))
    fc.assert(fc.property(record(getKeyRequest), (given) => check(issuesOf("get", values(given)), given)))
    fc.assert(
      fc.property(
        record(external),
        (given) => check(issuesOf("create", { ...name, external: values(given) }), given, "external.")
      )
    )
    fc.assert(
      fc.property(
        record(keyChanges),
        (given) => check(issuesOf("update", { hash, requestBody: values(given) }), given, "requestBody.")
      )
    )
  })
})
