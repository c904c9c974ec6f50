import { assert, describe, it } from "@effect/vitest"
import { ApiKeysTest } from "@openrouter-keys/core/testing"
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import * as fc from "fast-check"
import { expect } from "vitest"
import { Declaration } from "../src/Declaration.js"

const valid = `version: 1
scope: { prefix: "prod/" }
defaults: { limitReset: monthly }
keys:
  - name: prod/checkout
    limit: 50
    to: env-file:.env#OPENROUTER_API_KEY
  - name: prod/batch
    limit: null                     # no limit, said on purpose
    expiresAt: 2027-12-31T23:59:59Z
`

const issuesOf = (text: string) =>
  Either.match(Declaration.parse(text), {
    onLeft: ({ issues }) => issues.map(({ column, line, message, path }) => `${line}:${column} ${path} ${message}`),
    onRight: () => []
  })

describe("Declaration", () => {
  it("reads YAML", () => {
    assert.deepStrictEqual(Either.getOrThrow(Declaration.parse(valid)), {
      version: 1,
      scope: { prefix: "prod/" },
      defaults: { limitReset: "monthly" },
      keys: [
        { name: "prod/checkout", limit: 50, to: "env-file:.env#OPENROUTER_API_KEY" },
        { name: "prod/batch", limit: null, expiresAt: "2027-12-31T23:59:59Z" }
      ]
    })
  })

  it("reads JSON", () => {
    const declaration = Either.getOrThrow(Declaration.parse(valid))
    assert.deepStrictEqual(Either.getOrThrow(Declaration.parse(JSON.stringify(declaration, null, "\t"))), declaration)
  })

  it("reports the position of a key without a limit", () => {
    assert.deepStrictEqual(issuesOf(valid.replace("    limit: 50\n", "")), [
      "5:5 keys[0].limit is missing: set an amount in USD, or null for no limit"
    ])
  })

  it("rejects an empty limit", () => {
    assert.deepStrictEqual(issuesOf(valid.replace("limit: 50", "limit:")), [
      "6:5 keys[0].limit is empty: write null if you mean null"
    ])
  })

  it("names a misspelled field, and suggests a known one", () => {
    assert.deepStrictEqual(issuesOf(valid.replace("limit: 50", "limt: 50")), [
      "5:5 keys[0].limit is missing: set an amount in USD, or null for no limit",
      "6:5 keys[0].limt is not a known field: did you mean limit?"
    ])
  })

  it.each([
    ["limit: 50", "limit: -1", "6:5 keys[0].limit is -1: expected an amount in USD (0 or more), or null for no limit"],
    [
      "limit: 50",
      "limit: .inf",
      "6:5 keys[0].limit is Infinity: expected an amount in USD (0 or more), or null for no limit"
    ],
    [
      "limit: 50",
      "limit: none",
      "6:5 keys[0].limit is \"none\": expected an amount in USD (0 or more), or null for no limit"
    ],
    [
      "limit: 50",
      "limit: [1]",
      "6:5 keys[0].limit is a list: expected an amount in USD (0 or more), or null for no limit"
    ],
    [
      "limitReset: monthly",
      "limitReset: yearly",
      "3:13 defaults.limitReset is \"yearly\": expected \"daily\", \"weekly\", \"monthly\", or null for never"
    ],
    [
      "31T23:59:59Z",
      "31",
      "10:5 keys[1].expiresAt is \"2027-12-31\": expected an ISO-8601 date and time with a time zone (2027-12-31T23:59:59Z), or null for never"
    ],
    [
      "12-31T23",
      "13-31T23",
      "10:5 keys[1].expiresAt is \"2027-13-31T23:59:59Z\": expected an ISO-8601 date and time with a time zone (2027-12-31T23:59:59Z), or null for never"
    ],
    [
      "2027-12-31T23",
      "2027-02-30T23",
      "10:5 keys[1].expiresAt is \"2027-02-30T23:59:59Z\": expected an ISO-8601 date and time with a time zone (2027-12-31T23:59:59Z), or null for never"
    ],
    ["version: 1", "version: 2", "1:1 version is 2: expected 1"],
    ["name: prod/batch", "name: \"\"", "8:5 keys[1].name is \"\": expected a string of at least one character"],
    ["scope: { prefix: \"prod/\" }\n", "", "1:1 scope is missing"],
    ["limit: 50", "limit: 50\n    limit: 60", "7:5  Map keys must be unique"]
  ])("rejects %s replaced by %s", (before, after, issue) => {
    const issues = issuesOf(valid.replace(before, after))
    assert.lengthOf(issues, 1)
    assert.strictEqual(issues[0], issue)
  })

  it.each([
    ["", "1:1  The file is empty: expected a mapping with version, scope and keys"],
    ["# nothing yet\n", "1:1  The file is empty: expected a mapping with version, scope and keys"],
    ["[]", "1:1  The file is a list: expected a mapping with version, scope and keys"],
    ["prod", "1:1  The file is \"prod\": expected a mapping with version, scope and keys"],
    [`${valid}---\n${valid}`, "11:1  The file contains several documents: keep only one, without a line --- after it"],
    [valid.replace(/keys:[^]*/, "keys:\n"), "4:1 keys is empty: expected a list of keys"],
    [
      valid.replace("name: prod/checkout", "name:"),
      "5:5 keys[0].name is empty: expected a string of at least one character"
    ],
    [valid.replace(/scope: .*/, "scope:"), "2:1 scope is empty: expected a mapping with prefix"],
    [
      valid.replace("expiresAt: 2027-12-31T23:59:59Z", "expiresAt:"),
      "10:5 keys[1].expiresAt is empty: write null if you mean null"
    ],
    [valid.replace("limitReset: monthly", "limit: 5"), "3:13 defaults.limit cannot be a default: set it for each key"],
    [
      valid.replace("limitReset: monthly", "limitReste: daily"),
      "3:13 defaults.limitReste is not a known field: did you mean limitReset?"
    ],
    [`limit: 5\n${valid}`, "1:1 limit is not a known field here: it belongs to a key, in the list of keys"],
    [valid.replace("scope: { prefix:", "scope: { prefx:"), "2:8 scope.prefix is missing"]
  ])("reports the error in %j", (text, issue) => {
    assert.strictEqual(issuesOf(text)[0], issue)
  })

  it.each([undefined, null, 5, new Uint8Array(1), {}])("rejects %j, which is not a string", (text) => {
    assert.match(issuesOf(text as never)[0]!, /^1:1 {2}The text is .*: expected a string/)
  })

  const first = "env-file:.env#OPENROUTER_API_KEY"

  it.each([
    [
      first,
      "env-file:.env",
      "7:5 keys[0].to is invalid: \"env-file:.env\" is not a sink: #VARIABLE is missing, as in env-file:.env#CHECKOUT_API_KEY."
    ],
    [
      first,
      "env-file:.env#A-B",
      "7:5 keys[0].to is invalid: \"env-file:.env#A-B\" is not a sink: \"A-B\" is not a valid name of a variable: use letters, digits and _, without a digit first."
    ],
    [
      first,
      "vault:secret",
      "7:5 keys[0].to is invalid: \"vault:secret\" is not a sink: use env-file:PATH#VARIABLE, command:PROGRAM ARGUMENTS or file:PATH."
    ],
    [
      first,
      "\"command:gh 'x\"",
      "7:5 keys[0].to is invalid: \"command:gh 'x\" is not a sink: a quote in it is not closed, or it ends with a backslash."
    ],
    [
      "name: prod/batch",
      "name: \"  \"",
      "8:5 keys[1].name is \"  \": expected a name with other characters than spaces"
    ],
    [
      "name: prod/batch",
      "name: \"prod/ \"",
      "8:5 keys[1].name is \"prod/ \": expected more than spaces after the scope's prefix"
    ],
    [
      "name: prod/batch",
      "name: dev/batch",
      "8:5 keys[1].name is \"dev/batch\": expected a name that begins with the scope's prefix \"prod/\""
    ],
    [
      "name: prod/batch",
      "name: prod/checkout",
      "8:5 keys[1].name is \"prod/checkout\", the name of keys[0]: names must differ"
    ],
    [
      "name: prod/batch",
      "name: prod/batch [rotation 0a1b]",
      "8:5 keys[1].name is \"prod/batch [rotation 0a1b]\": names that end with such a mark are reserved for unfinished keys, choose another one"
    ]
  ])("reports %s replaced by %s, with its position", (before, after, issue) => {
    assert.deepStrictEqual(issuesOf(valid.replace(before, after)), [issue])
  })

  it("lists errors in names and sinks together with all others", () => {
    const text = valid.replace("limit: 50", "limit: -1").replace("#OPENROUTER_API_KEY", "").replace(
      "name: prod/batch",
      "name: b"
    )
    assert.deepStrictEqual(issuesOf(text).map((issue) => issue.split(" ").slice(0, 2).join(" ")), [
      "6:5 keys[0].limit",
      "7:5 keys[0].to",
      "8:5 keys[1].name"
    ])
  })

  it("accepts custom forms of sinks with `customSinks`", () => {
    const text = valid.replace(first, "vault:secret")
    assert.isTrue(Either.isRight(Declaration.parse(text, undefined, { customSinks: true })))
  })

  it.each(["", "null", "[]", "- 1", "a: *b", "{", "\"", "key: [1, 2", "--- 1\n--- 2", "\t", "a: 1\n b: 2"])(
    "rejects the text %j with a position",
    (text) => {
      const result = Declaration.parse(text, "keys.yaml")
      assert.isTrue(Either.isLeft(result))
      if (Either.isLeft(result)) assert.match(result.left.message, /^keys\.yaml:\d+:\d+: \S/)
    }
  )

  it("never throws, and gives every issue a position in the text", () => {
    fc.assert(fc.property(fc.string(), fc.nat(valid.length), fc.nat(20), (insert, at, cut) => {
      const text = valid.slice(0, at) + insert + valid.slice(at + cut)
      const result = Declaration.parse(text)
      if (Either.isRight(result)) return
      const lines = text.split("\n")
      for (const { column, line } of result.left.issues) {
        assert.isAtMost(line, lines.length + 1)
        assert.isAtLeast(line, 1)
        assert.isAtLeast(column, 1)
      }
      assert.isNotEmpty(result.left.issues)
    }))
  })

  it("is a schema", () => {
    const declaration = Either.getOrThrow(Declaration.parse(valid))
    assert.deepStrictEqual(Schema.decodeUnknownSync(Declaration)(declaration), declaration)
  })

  it("declares existing keys, and parses the result", () => {
    const keys = fc.array(
      fc.record({
        name: fc.oneof(fc.string(), fc.constantFrom("prod/a", "yes", "1", "null", "a: b", "# c", "x [retired 1]")),
        limit: fc.oneof(fc.constant(null), fc.double({ min: 0, max: 1e9, noNaN: true })),
        limitReset: fc.constantFrom(null, "monthly", "daily", "fortnightly"),
        includeByokInLimit: fc.boolean(),
        disabled: fc.boolean(),
        expiresAt: fc.constantFrom(null, "2027-12-31T23:59:59Z", "2027-02-19T20:52:27.363244+00:00"),
        externalUser: fc.constantFrom(null, "customer-1")
      }).map((fields) => ApiKeysTest.key(fields))
    )
    fc.assert(fc.property(keys, (all) => {
      const names = all.map(({ name }) => name)
      const declaration = Declaration.fromKeys(all.filter(({ name }, index) => names.indexOf(name) === index))
      const text = Declaration.stringify(declaration)
      assert.deepEqual(Either.getOrThrow(Declaration.parse(text)), declaration)
    }))
  })

  // `-u` writes it anew.
  it("publishes its JSON Schema for editors", async () => {
    const text = `${JSON.stringify(Declaration.jsonSchema(), null, 2)}\n`
    await expect(text).toMatchFileSnapshot("../schema/openrouter-keys.schema.json")
  })
})
