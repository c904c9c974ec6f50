import {
  forbiddenHeaders,
  headerProblem,
  mergeHeaders,
  readHeaders,
  secretsIn,
  validateToken
} from "@openrouter-keys/protocol/Header"
import { describe, expect, it } from "vitest"
import { bearer } from "./failures.js"

/** The characters up to U+0180 that a rule accepts. */
const accepted = (accepts: (character: string) => boolean): string =>
  Array.from({ length: 0x180 }, (_, code) => String.fromCharCode(code)).filter(accepts).join("")

const range = (first: number, last: number): string =>
  Array.from({ length: last - first + 1 }, (_, index) => String.fromCharCode(first + index)).join("")

describe("a header", () => {
  it("has a name of letters, digits and !#$%&'*+-.^_`|~", () => {
    expect(accepted((each) => headerProblem(`x${each}`, "") === undefined)).toBe(
      "!#$%&'*+-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ^_`abcdefghijklmnopqrstuvwxyz|~"
    )
  })

  it("has a value of visible Latin-1 characters, spaces and tabs", () => {
    expect(accepted((each) => headerProblem("x", each) === undefined)).toBe(
      `\t${range(0x20, 0x7e)}${range(0x80, 0xff)}`
    )
  })

  it.each(["", "plain", "tab\tand space", "Zürich ÿ", "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"])("may be %j", (value) => {
    expect(headerProblem("x-title", value)).toBeUndefined()
  })

  it.each(["Keys ✨", "a\nb", "a\r\nauthorization: x", "a\0b", "\u007f", "€"])("may not be %j", (value) => {
    expect(headerProblem("x-title", value)).toBe(
      "the header \"x-title\" contains characters that are not allowed in a header"
    )
    const named = headerProblem("x-openrouter-title", value, "appTitle")
    expect(named).toBe(
      "`appTitle` contains characters that are not allowed in a header: use Latin-1 letters, digits and punctuation"
    )
    expect(named).not.toContain(value)
  })

  it.each([undefined, null, 1, {}, Symbol("x")])("is a string, not %s", (value) => {
    expect(headerProblem("x-title", value)).toBe("the header \"x-title\" must be a string")
    expect(headerProblem("x-title", value, "appTitle")).toBe("`appTitle` must be a string")
  })

  it.each(["", "a b", "a:b", "ä", "a\n"])("has a name, not %j", (name) => {
    expect(headerProblem(name, "x")).toContain("contains characters that are not allowed")
  })

  it.each([
    "connection",
    "content-length",
    "expect",
    "host",
    "keep-alive",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade"
  ])("%s is set by the HTTP client", (name) => {
    expect(forbiddenHeaders).toContain(name)
    expect(headerProblem(name.toUpperCase(), "x")).toContain("is set by the HTTP client")
  })

  it("shows no secret in a name", () => {
    expect(headerProblem(`${bearer} `, "x")).not.toContain(bearer.slice(9, 30))
  })

  it("shows at most 100 characters of a name", () => {
    expect(headerProblem(`${"n".repeat(99)}ä!`, "x")).toContain(`name "${"n".repeat(99)}ä" contains`)
  })
})

describe("a bearer token", () => {
  it("is visible ASCII", () => {
    expect(accepted((each) => validateToken(each) === undefined)).toBe(range(0x21, 0x7e))
    expect(validateToken(bearer)).toBeUndefined()
    expect(validateToken("")).toBe("the API key is empty")
    expect(validateToken(undefined)).toBe("the API key is not a string")
    for (const token of ["a b", "a\n", "ä", `${bearer}\r`]) {
      const problem = validateToken(token)
      expect(problem).toBe("the API key contains characters that are not allowed in a header")
    }
  })
})

describe("headers", () => {
  it("are merged case-insensitively", () => {
    expect(mergeHeaders({ A: "1", b: "2" }, undefined, { a: "3", B: undefined })).toEqual({ a: "3", b: "2" })
    expect(Object.entries(mergeHeaders(JSON.parse("{\"__proto__\":\"x\"}") as Record<string, string>))).toEqual([[
      "__proto__",
      "x"
    ]])
  })

  it.each([
    "authorization",
    "proxy-authorization",
    "cookie",
    "x-api-key",
    "api-key",
    "cf-access-client-secret",
    "x-auth-token",
    "x-apikey",
    "secret",
    "proxy-password"
  ])(
    "%s is secret",
    (name) => {
      expect(secretsIn({ [name]: "Bearer 12345678", accept: "application/json" })).toEqual([
        "Bearer 12345678",
        "12345678"
      ])
      expect(secretsIn({ [name]: "12345678" })).toEqual(["12345678"])
    }
  )

  it("others are not", () => {
    expect(secretsIn({ accept: "a b", "http-referer": "https://a.example", "x-tokens-left": "1" })).toEqual([])
    expect(secretsIn({ "x-mytoken": "12345678", "x-monkey": "12345678" })).toEqual([])
  })

  it("a scheme before a secret has up to 32 letters, digits and hyphens", () => {
    const schemes = accepted((each) => secretsIn({ cookie: `${each} 12345678` }).length === 2)
    expect(schemes).toBe("-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
    for (
      const [given, secrets] of [
        [`${"s".repeat(32)} 12345678`, ["12345678"]],
        [`${"s".repeat(33)} 12345678`, []],
        ["Bearer   12345678", ["12345678"]],
        [" 12345678", []],
        ["a=b; c 12345678", []]
      ] as const
    ) {
      expect(secretsIn({ cookie: given })).toEqual([given, ...secrets])
    }
  })
})

describe("headers of a caller", () => {
  it("are read once, names in lower case", () => {
    expect(readHeaders({ "X-A": "1", b: undefined })).toEqual({ ok: true, value: { "x-a": "1" } })
    expect(readHeaders({})).toEqual({ ok: true, value: {} })
  })

  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()
  const getter = Object.defineProperty({}, "a", {
    enumerable: true,
    get: () => {
      throw new Error("no")
    }
  })

  const unusable: { readonly [what: string]: unknown } = {
    "a number": 5,
    "text": "a: b",
    "null": null,
    "a list": [["a", "b"]],
    "a Map": new Map([["a", "b"]]),
    "an instance of Headers": new Headers({ a: "b" }),
    "a revoked proxy": proxy,
    "a getter that throws": getter
  }

  it.each(Object.keys(unusable))("are rejected if they cannot be read: %s", (what) => {
    expect(readHeaders(unusable[what])).toEqual({
      ok: false,
      message: what === "a getter that throws" || what === "a revoked proxy"
        ? "must be an object that can be read"
        : "must be an object of header names and values"
    })
  })
})
