import { defaultServerURL, endpoint, isBlockedPort, requestURL } from "@openrouter-keys/protocol/Endpoint"
import { environmentVariables, noApiKeyMessage, readEnvironment } from "@openrouter-keys/protocol/Environment"
import { describe, expect, it } from "vitest"
import { bearer } from "./failures.js"

describe("an endpoint", () => {
  it.each([
    [defaultServerURL, { base: "https://openrouter.ai/api/v1", address: "openrouter.ai", port: 443 }],
    ["http://localhost:3000/api/v1///", { base: "http://localhost:3000/api/v1", address: "localhost", port: 3000 }],
    ["HTTP://Example.com", { base: "http://example.com", address: "example.com", port: 80 }],
    ["http://[::1]:8080/", { base: "http://[::1]:8080", address: "[::1]", port: 8080 }]
  ])("may be %s", (serverURL, expected) => {
    expect(endpoint(serverURL, { authorization: "Bearer 12345678" })).toEqual({
      ok: true,
      value: {
        ...expected,
        headers: { authorization: "Bearer 12345678" },
        secrets: ["Bearer 12345678", "12345678"]
      }
    })
  })

  it.each(["", "openrouter.ai", "ftp://openrouter.ai", "javascript:alert(1)", "//x", "http://"])(
    "may not be %j",
    (serverURL) => {
      expect(endpoint(serverURL)).toMatchObject({
        ok: false,
        message: expect.stringContaining("must be an http or https URL")
      })
    }
  )

  it.each(["https://a:b@c", "https://a@c", "https://:b@c", "https://c?", "https://c?d", "https://c#", "https://c#d"])(
    "may not contain %s",
    (serverURL) => {
      expect(endpoint(serverURL)).toEqual({
        ok: false,
        message: "the server URL must have no user, password, query or fragment"
      })
    }
  )

  it.each([Symbol("x"), undefined, null, 1, {}, Object.create(null)])("is a string", (serverURL) => {
    expect(endpoint(serverURL)).toEqual({ ok: false, message: "the server URL must be a string" })
  })

  it("shows no secret", () => {
    expect(JSON.stringify(endpoint(`nonsense ${bearer}`))).not.toContain(bearer.slice(9, 30))
    for (
      const url of [
        "ftp://me:password@host",
        "me:password@host/api",
        "//me:password@host",
        "htp:/me:password@host",
        "https://me:pass/word-password@host",
        "https://me:pass\nword-password@ho st",
        "https://me:a@password@ho st"
      ]
    ) {
      const shown = JSON.stringify(endpoint(url))
      expect(shown).not.toContain("password")
      expect(shown).toContain("@ho")
    }
  })

  it("shows at most 200 characters of the URL", () => {
    expect(endpoint("x".repeat(201))).toMatchObject({
      message: `the server URL must be an http or https URL, not "${"x".repeat(200)}"`
    })
  })

  it.each([
    ["@host", "<redacted>@host"],
    ["a@b@host", "<redacted>@host"],
    ["ftp://a:b@host", "ftp://<redacted>@host"],
    ["ftp://a:b@c@host", "ftp://<redacted>@host"]
  ])("shows no text before an @, which may be a password: %s", (url, text) => {
    expect(endpoint(url)).toMatchObject({ message: `the server URL must be an http or https URL, not "${text}"` })
  })

  it("names the option of a header that cannot be sent", () => {
    expect(endpoint(defaultServerURL, { "x-openrouter-title": "✨" }, { "x-openrouter-title": "appTitle" }))
      .toMatchObject({
        ok: false,
        message: expect.stringContaining("`appTitle`")
      })
    expect(endpoint(defaultServerURL, { constructor: "✨" })).toMatchObject({
      ok: false,
      message: expect.stringContaining("\"constructor\"")
    })
  })

  it("makes the URL of a request", () => {
    expect(requestURL({ base: "https://a/b" }, { path: "/keys", query: {} })).toBe("https://a/b/keys")
    expect(requestURL({ base: "https://a/b" }, { path: "/keys", query: { offset: "1", q: "a b&c" } })).toBe(
      "https://a/b/keys?offset=1&q=a%20b%26c"
    )
  })

  const blocked = `
    0 1 7 9 11 13 15 17 19 20 21 22 23 25 37 42 43 53 69 77 79 87 95 101 102 103 104 109 110 111 113 115 117
    119 123 135 137 139 143 161 179 389 427 465 512 513 514 515 526 530 531 532 540 548 554 556 563 587 601
    636 989 990 993 995 1719 1720 1723 2049 3659 4045 4190 5060 5061 6000 6566 6665 6666 6667 6668 6669 6679
    6697 10080
  `.trim().split(/\s+/).map(Number)

  it("is blocked by fetch at the ports of its specification, and at no other", () => {
    expect(Array.from({ length: 65_536 }, (_, port) => port).filter(isBlockedPort)).toEqual(blocked)
  })

  it.each([6000, 6667, 10_080, 22, 5060])("with port %i is blocked by fetch", async (port) => {
    expect(isBlockedPort(port)).toBe(true)
    const error: unknown = await fetch(`http://127.0.0.1:${port}/`).catch((error: unknown) => error)
    expect((error as Error).cause).toMatchObject({ message: "bad port" })
  })

  it.each([80, 443, 3000, 8080])("with port %i is not blocked", (port) => {
    expect(isBlockedPort(port)).toBe(false)
  })
})

describe("the environment", () => {
  it("has an API key in the first variable that is set", () => {
    const [first, second] = environmentVariables.apiKey
    expect([first, second]).toEqual(["OPENROUTER_API_KEY", "OPENROUTER_MANAGEMENT_KEY"])
    expect(readEnvironment({ [first]: "a", [second]: "b" }, "apiKey")).toBe("a")
    expect(readEnvironment({ [first]: "", [second]: "b" }, "apiKey")).toBe("b")
    expect(readEnvironment({}, "apiKey")).toBeUndefined()
    expect(readEnvironment({ OPENROUTER_BASE_URL: "https://a" }, "serverURL")).toBe("https://a")
    expect(noApiKeyMessage).toBe("no API key: pass `apiKey` or set OPENROUTER_API_KEY")
  })
})
