import { REDACTED } from "@openrouter-keys/protocol/Redaction"
import { describe, expect, it } from "vitest"
import { bearer, createdKey } from "./failures.js"
import { failing, response, revealed, shown } from "./support/failing.js"

describe("a created key", () => {
  const cases: ReadonlyArray<[string, string, boolean?]> = [
    ["an incomplete envelope", JSON.stringify({ key: createdKey })],
    ["a wrong envelope", JSON.stringify({ data: { key: createdKey } })],
    ["a cut body", `{"key":"${createdKey}","data":{"hash":"ab`, true],
    ["a malformed body", `{key}: "key" : "${createdKey}", oops`],
    ["quotes that are not in pairs", `{"a":"b"","key":"${createdKey}"}`],
    ["10,000 levels before it", `${"[".repeat(10_000)}{"key":"${createdKey}"}`],
    ["10,000 levels after it", `{"key":"${createdKey}","data":${"[".repeat(10_000)}`],
    ["another type", JSON.stringify({ key: { value: createdKey } })],
    ["another name beside it", JSON.stringify({ key: "id-1", secret: createdKey })],
    ["another name", JSON.stringify({ secret: createdKey })],
    ["escapes", `{"\\u006bey":"${createdKey.replaceAll("-", "\\u002d")}"}`],
    ["JSON in JSON", JSON.stringify(JSON.stringify({ key: createdKey }))],
    ["plain text", createdKey],
    ["HTML", `<p>${createdKey.replaceAll("-", "&#45;")}</p>`],
    ["another key before it", JSON.stringify({ replaces: `sk-or-v1-${"7".repeat(64)}`, key: createdKey })],
    ["the bearer token before it", JSON.stringify({ for: bearer, key: createdKey })]
  ]

  it.each(cases)("is found in %s", (_, text, cut = false) => {
    for (const status of [201, 202]) {
      const error = failing(response(status, text, { "x-key": encodeURIComponent(createdKey) }), {}, cut)
      expect(error._tag).toBe(status === 201 ? "InvalidResponse" : "UnexpectedStatus")
      expect(revealed(error)).toBe(createdKey)
      expect(error.message).toMatch(/a key was created; call `revealCreatedKey\(\)` of the original error to get it$/)
      expect(shown(error)).not.toContain(createdKey.slice(9, 25))
    }
  })

  it("is found in an unknown form if it is in its documented place", () => {
    for (const text of ["{\"key\":\"opaque\"}", "{\"data\":{\"key\":\"opaque\"}}", "x\" \"key\" : \"opaque\" y"]) {
      expect(revealed(failing(response(201, text)))).toBe("opaque")
    }
  })

  /** A text in which only a whole key counts, because it is too deep for a key of any form. */
  const deep = (key: string): string => JSON.stringify([[[{ key }]]])
  const rest = "0123456789abcdef"

  it.each<[string, string, string | null]>([
    ["of version 1", `sk-or-v1-${rest}`, `sk-or-v1-${rest}`],
    ["of version 123456789", `sk-or-v123456789-${rest}`, `sk-or-v123456789-${rest}`],
    ["of a version of ten digits", `sk-or-v1234567890-${rest}`, null],
    ["of no version", `sk-or-v-${rest}`, null],
    ["of a version in upper case", `sk-or-V1-${rest}`, null],
    ["for management", `sk-or-mgmt-${rest}`, `sk-or-mgmt-${rest}`],
    ["with fewer than 16 characters", `sk-or-v1-${rest.slice(1)}`, null],
    ["in a longer text", `key sk-or-v1-${rest}!`, `sk-or-v1-${rest}`],
    ["after other text", `asksk-or-v1-${rest}`, `sk-or-v1-${rest}`],
    ["before other text", `sk-or-v1-${rest}.`, `sk-or-v1-${rest}`]
  ])("%s counts at any depth, if it is one", (_, value, key) => {
    expect(revealed(failing(response(201, deep(value))))).toBe(key)
  })

  it("has letters, digits, hyphens and underscores", () => {
    const accepted = Array.from({ length: 0x180 }, (_, code) => String.fromCharCode(code)).filter((each) => {
      const key = `sk-or-v1-${rest.slice(1)}${each}`
      return revealed(failing(response(201, deep(key)))) === key
    })
    expect(accepted.join("")).toBe("-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz")
  })

  it.each<[string, string, string | null]>([
    ["the root", "{\"key\":\"opaque\"}", "opaque"],
    ["the second level", "{\"data\":{\"key\":\"opaque\"}}", "opaque"],
    ["the second level, after others", "{\"a\":[[[]]],\"b\":{\"c\":{}},\"data\":{\"key\":\"opaque\"}}", "opaque"],
    ["a place after an empty text", "{\"a\":\"\",\"b\":[[{\"key\":\"deep\"}]],\"key\":\"opaque\"}", "opaque"],
    ["a place after a quote in text", "{\"a\":\"\\\"\",\"b\":[[{\"key\":\"deep\"}]],\"key\":\"opaque\"}", "opaque"],
    ["the first place amid quotes", "x\" \"key\" : \"first\" , \"key\" : \"second\" y", "first"],
    ["a place amid quotes, after a known secret", `x" "key" : "${bearer}" , "key" : "opaque" y`, "opaque"],
    ["a place amid quotes, after a wrong escape", "x\" \"key\" : \"\\q\" , \"key\" : \"opaque\" y", "opaque"],
    ["no place amid quotes", "x\" \"key\" : opaque", null],
    ["the second level, after brackets in text", "{\"a\":\"[{[{\\\"[{\",\"data\":{\"key\":\"opaque\"}}", "opaque"],
    ["the second level, after an empty text", "{\"a\":\"\",\"data\":{\"key\":\"opaque\"}}", "opaque"],
    ["the third level", "{\"data\":[{\"key\":\"opaque\"}]}", null],
    ["the first of two places", "{\"key\":\"first\",\"data\":{\"key\":\"second\"}}", "first"],
    ["a place before that of a known secret", `{"data":{"key":"opaque"},"key":"${bearer}"}`, "opaque"],
    ["an empty place", "{\"key\":\"\"}", null],
    ["a list, after a text", "[\"key\",\"opaque\"]", null],
    ["a place whose name is not quoted", "{\"key\"x:\"opaque\"}", null],
    ["a place with another name", "{\"keys\":\"opaque\"}", null],
    ["a place without a name", ":\"opaque\"", null],
    ["a place with an escaped name", "{\"\\u006b\\u0065\\u0079\":\"opaque\"}", "opaque"]
  ])("of another form counts in %s, or not", (_, text, key) => {
    expect(revealed(failing(response(201, text)))).toBe(key)
  })

  it.each<[string, string, string | null]>([
    ["its documented length", createdKey, createdKey],
    ["a character more", `${createdKey}0`, null],
    ["a character less", createdKey.slice(0, -1), null],
    ["a letter that is no digit", `${createdKey.slice(0, -1)}g`, null],
    ["a version of nine digits", createdKey.replace("v1", "v123456789"), createdKey.replace("v1", "v123456789")],
    ["an undocumented kind", createdKey.replace("v1", "mgmt"), null]
  ])("at the end of a text may be cut, so it has %s", (_, text, key) => {
    expect(revealed(failing(response(201, `key ${text}`)))).toBe(key)
  })

  it("is the first one of its form", () => {
    const other = `sk-or-v1-${"1".repeat(64)}`
    expect(revealed(failing(response(201, `{"key":"${createdKey}","data":{"key":"${other}"}}`)))).toBe(createdKey)
  })

  it.each([[" ", "opaque"], ["\n", "opaque"], ["\r", "opaque"], ["\t", "opaque"], ["\v", null], ["\b", null], [
    "\f",
    null
  ]])(
    "is found after white space: %j",
    (space, key) => {
      expect(revealed(failing(response(201, `{"key"${space}:${space}"opaque"}`)))).toBe(key)
    }
  )

  it.each<[number, string | null]>([[64, "opaque"], [65, null]])("is found after %i spaces: %s", (count, key) => {
    const spaces = " ".repeat(count)
    expect(revealed(failing(response(201, `{"key":${spaces}"opaque"}`)))).toBe(key)
    expect(revealed(failing(response(201, `{"key"${spaces}:"opaque"}`)))).toBe(key)
  })

  it("has at most 4,095 characters, wherever it is", () => {
    for (const before of ["", "x".repeat(5000)]) {
      const text = (length: number): string => JSON.stringify({ before, key: "k".repeat(length) })
      expect(revealed(failing(response(201, text(4095))))).toBe("k".repeat(4095))
      expect(revealed(failing(response(201, text(4096))))).toBeNull()
    }
  })

  it("does not hide other secrets", () => {
    const error = failing(response(202, JSON.stringify({ key: createdKey, echo: "password" })), {
      secrets: ["password"]
    })
    expect(shown(error)).not.toContain("password")
  })

  it("is not shown in any form", () => {
    const error = failing(response(201, "{\"key\":\"opaque-0123456789\",\"name\":\"opaque-0123456789\"}"))
    expect(revealed(error)).toBe("opaque-0123456789")
    expect(shown(error)).not.toContain("opaque-0123456789")
  })

  it("is not taken from elsewhere", () => {
    expect(revealed(failing(response(400, JSON.stringify({ key: createdKey }))))).toBeNull()
    expect(revealed(failing(response(402, JSON.stringify({ key: createdKey }))))).toBeNull()
    expect(revealed(failing(response(202, JSON.stringify({ key: createdKey })), { operation: "update" }))).toBeNull()
    for (
      const text of [
        "",
        "{}",
        `{"key":"${bearer}"}`,
        "{\"data\":[[{\"key\":\"env\"}]]}",
        "{\"label\":\"sk-or-v1-0e6...1c96\"}"
      ]
    ) {
      expect(revealed(failing(response(201, text)))).toBeNull()
    }
  })

  it("is neither shown nor revealed if it is truncated", () => {
    for (let length = 1; length < createdKey.length; length++) {
      const text = `{"key":"${createdKey.slice(0, length)}`
      expect(failing(response(201, text), {}, true)._tag).toBe("ConnectionError")
      const error = failing(response(202, text), {}, true)
      expect(revealed(error)).toBeNull()
      if (length > 9) expect(shown(error)).not.toContain(createdKey.slice(0, length))
    }
  })

  it.each<[number, string | null]>([
    [199, null],
    [200, createdKey],
    [201, createdKey],
    [299, createdKey],
    [300, null]
  ])("may be in a success, and with status %i it is %s", (status, key) => {
    expect(revealed(failing(response(status, JSON.stringify({ key: createdKey }))))).toBe(key)
  })

  it.each([
    ["truncated", "{\"name\":\"a\",\"key\":\"opa", `{"name":"a","key":"${REDACTED}`],
    ["too deep", "[[[{\"key\":\"opaque\"},{\"key\":\"b\"}]]]", `[[[{"key":"${REDACTED}"},{"key":"${REDACTED}"}]]]`],
    ["of another type", "{\"key\":1,\"a\":\"b\"}", "{\"key\":1,\"a\":\"b\"}"]
  ])("that is %s is not revealed, and no text that may be one is shown", (_, text, body) => {
    const error = failing(response(202, text))
    expect(revealed(error)).toBeNull()
    expect(error).toMatchObject({ body })
  })

  it("is not shown after the part of the body that is kept", () => {
    const text = `{"padding":"${"x".repeat(70_000)}","key":"opaque"}`
    expect(failing(response(202, text))).toMatchObject({ body: text.slice(0, 65_536) })
    const cut = `{"key":"${"x".repeat(70_000)}","key":"opaque"}`
    expect(failing(response(202, cut))).toMatchObject({ body: `{"key":"${REDACTED}` })
  })

  it("is found in linear time", () => {
    const before = process.cpuUsage()
    for (const part of ["\"key\":\"", "\"key\"", "\\\"", "\"", " ", ":", "{"]) {
      revealed(failing(response(201, part.repeat(300_000 / part.length))))
    }
    expect(process.cpuUsage(before).user).toBeLessThan(20_000_000)
  }, 120_000)
})
