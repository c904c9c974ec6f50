import { toConnectionFailure } from "@openrouter-keys/protocol/Failure"
import { inspect } from "node:util"
import { describe, expect, it } from "vitest"
import { bearer } from "./failures.js"

const coded = (code: string, fields: object = {}): Error =>
  Object.assign(new Error(`failed with ${code}`), { code, ...fields })
const fetchFailed = (cause: unknown): Error => new TypeError("fetch failed", { cause })
const platform = (reason: string, cause?: unknown): Error =>
  Object.assign(new Error("Transport error"), { reason, cause })

const classify = (error: unknown, context: { headSeen?: boolean; threwSynchronously?: boolean } = {}) =>
  toConnectionFailure(error, { headSeen: false, secrets: [bearer], ...context })

/** The error of undici for an invalid response. Its code is that of the parser, and often missing. */
const notHttp = Object.assign(new Error("Response does not match the HTTP/1.1 protocol (Expected HTTP/)"), {
  name: "HTTPParserError",
  code: undefined
})

describe("never sent, and retryable", () => {
  it.each<[string, unknown]>([
    ...["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "UND_ERR_CONNECT_TIMEOUT", "CERT_HAS_EXPIRED"].map((code) =>
      [code, fetchFailed(coded(code))] as [string, unknown]
    ),
    ...["ConnectionRefused", "FailedToOpenSocket", "ERR_TLS_CERT_ALTNAME_INVALID", "ERR_SSL_WRONG_VERSION_NUMBER"].map(
      (code) => [code, coded(code)] as [string, unknown]
    ),
    ["ETIMEDOUT of connect", fetchFailed(coded("ETIMEDOUT", { syscall: "connect" }))],
    [
      "every address refused",
      fetchFailed(
        Object.assign(new AggregateError([coded("ECONNREFUSED"), coded("ENETUNREACH", { syscall: "connect" })]), {
          code: "ECONNREFUSED"
        })
      )
    ],
    [
      "one address refused, one invalid",
      new AggregateError([coded("ECONNREFUSED"), coded("ERR_INVALID_ADDRESS")])
    ],
    [
      "Deno's words",
      new TypeError("error sending request for url (http://x): client error (Connect): tcp connect error")
    ],
    ["Safari's words", new TypeError("Could not connect to the server.")],
    ["Electron's words", new Error("net::ERR_NAME_NOT_RESOLVED")]
  ])("%s", (_, error) => {
    expect(classify(error)).toMatchObject({
      sent: false,
      isNetwork: true,
      message: expect.stringMatching(/^could not connect/)
    })
    expect(classify(error, { headSeen: true })).toMatchObject({ sent: true })
  })
})

describe("possibly sent, and retryable", () => {
  it.each<[string, unknown]>([
    ["ECONNRESET", fetchFailed(coded("ECONNRESET"))],
    ["UND_ERR_SOCKET", fetchFailed(coded("UND_ERR_SOCKET"))],
    [
      "HPE_INVALID_HEADER_TOKEN",
      fetchFailed(Object.assign(coded("HPE_INVALID_HEADER_TOKEN"), { message: "is an invalid header" }))
    ],
    ["one address refused, one reset", fetchFailed(new AggregateError([coded("ECONNREFUSED"), coded("ECONNRESET")]))],
    ["Chrome's words", new TypeError("Failed to fetch")],
    ["Firefox's words", new TypeError("NetworkError when attempting to fetch resource.")],
    ["Safari's words, in German", new TypeError("Die Netzwerkverbindung wurde unterbrochen.")],
    ["React Native's words", new TypeError("Network request failed")],
    ["a timeout of the client's own", new DOMException("The operation timed out.", "TimeoutError")],
    ["an error that names itself", Object.assign(new Error("gone"), { name: "NetworkError" })],
    ["an error of Effect's platform", platform("Transport")],
    ["bytes that are no HTTP, as undici says it", notHttp],
    ["bytes that are no HTTP, as Effect's platform passes it on", platform("Transport", notHttp)],
    ["a reset, thrown at once by a mock", coded("ECONNRESET")]
  ])("%s", (_, error) => {
    for (const threwSynchronously of [false, true]) {
      expect(classify(error, { threwSynchronously })).toMatchObject({ sent: true, isNetwork: true })
    }
  })
})

describe("never sendable", () => {
  it.each<[string, unknown]>([
    ["a port that fetch blocks", fetchFailed(new Error("bad port"))],
    ["a platform's bound", new Error("Too many subrequests.")],
    ["an address that is none", new TypeError("Failed to parse URL from x", { cause: coded("ERR_INVALID_URL") })],
    ["a header that is none", new TypeError("Headers.append: \"x\" is an invalid header value.")],
    ["an argument that undici refuses", coded("UND_ERR_INVALID_ARG")],
    ["an argument that Node refuses", Object.assign(new TypeError("x"), { code: "ERR_INVALID_ARG_TYPE" })],
    ["a body with GET", new TypeError("Request with GET/HEAD method cannot have body.")],
    ["a request that Effect's platform cannot encode", platform("Encode", new Error("no"))],
    ["a signal of Next.js", Object.assign(new Error("Dynamic server usage"), { digest: "DYNAMIC_SERVER_USAGE" })],
    [
      "a redirect of Next.js",
      Object.assign(new Error("NEXT_REDIRECT"), { digest: "NEXT_REDIRECT;replace;/login;307;" })
    ]
  ])("%s", (_, error) => {
    expect(classify(error)).toMatchObject({
      sent: false,
      isNetwork: false,
      message: expect.stringMatching(/^the request could not be sent/)
    })
  })
})

describe("the caller's own function", () => {
  it.each<[string, unknown]>([
    ["a ReferenceError", new ReferenceError("x is not defined")],
    ["a mistake of types", new TypeError("Cannot read properties of undefined (reading 'a')")],
    ["a mistake of types, in Safari", new TypeError("undefined is not an object (evaluating 'a.b')")],
    ["a mistake of types, in Firefox", new TypeError("a.b is not a function")],
    ["a mistake behind the client's words", fetchFailed(new ReferenceError("x is not defined"))],
    ["an error of its own", new Error("my own bug")],
    ["an error of its own behind Effect's platform", platform("Transport", new Error("my own bug"))],
    ["a file that is missing", coded("ENOENT", { syscall: "open" })],
    ["another framework's signal", Object.assign(new Error("stop"), { digest: "1234" })],
    [
      "another framework's signal in the network's words",
      Object.assign(fetchFailed(coded("ECONNRESET")), { digest: "1234" })
    ],
    ["a string", "no"],
    ["nothing", undefined],
    ["an object", {}]
  ])("%s", (_, error) => {
    expect(classify(error)).toMatchObject({
      sent: true,
      isNetwork: false,
      message: expect.stringMatching(/^the HTTP client failed/)
    })
    expect(classify(error, { threwSynchronously: true })).toMatchObject({ sent: false, isNetwork: false })
  })
})

describe("the kept parts of an error", () => {
  it("are code, messages and a copy without its objects", () => {
    const request = { headers: { authorization: `Bearer ${bearer}` } }
    const inner = Object.assign(coded("ECONNRESET"), { request, socket: { request } })
    const failure = classify(Object.assign(fetchFailed(inner), { request }))
    expect(failure).toMatchObject({
      code: "ECONNRESET",
      reason: "fetch failed: failed with ECONNRESET",
      message: "the connection was lost (ECONNRESET)"
    })
    expect(failure.cause).toBeInstanceOf(Error)
    expect(failure.cause).toMatchObject({ name: "TypeError", message: "fetch failed" })
    expect(failure.cause!.cause).toMatchObject({ name: "Error", code: "ECONNRESET" })
    expect(failure.cause!.stack).toContain("connection.test")
    expect(inspect(failure, { showHidden: true, depth: Infinity })).not.toContain(bearer)
    expect(Object.keys(failure.cause!.cause as object)).toEqual(["code"])
  })

  it("contain no secret, and have a limited length", () => {
    const failure = classify(
      Object.assign(new Error(`to ${bearer} via http://me:${bearer}@proxy\nand ${"x".repeat(100_000)}`), {
        code: bearer,
        name: bearer
      })
    )
    expect(inspect(failure, { showHidden: true, depth: Infinity })).not.toContain(bearer.slice(9, 30))
    expect(failure.reason!.length).toBeLessThanOrEqual(300)
    expect(failure.reason).not.toContain("\n")
    expect(classify(new Error("my own bug")).message).toBe("the HTTP client failed: my own bug")
  })

  it("let Next.js recognize its signal in the cause", () => {
    const signal = Object.assign(new Error("Dynamic server usage"), { digest: "DYNAMIC_SERVER_USAGE" })
    expect(classify(signal).cause).toMatchObject({ digest: "DYNAMIC_SERVER_USAGE" })
  })

  it("are read from any value", () => {
    const cycle: Error & { cause?: unknown } = new Error("round")
    cycle.cause = cycle
    const throwing = Object.defineProperty({}, "message", {
      get: () => {
        throw new Error("no")
      }
    })
    const revoked = Proxy.revocable({}, {})
    revoked.revoke()
    let deep: Error = new Error("end")
    for (let level = 0; level < 10_000; level++) deep = new Error(`level ${level}`, { cause: deep })
    for (
      const error of [cycle, throwing, revoked.proxy, deep, Symbol("x"), 1n, null, new AggregateError([cycle, deep])]
    ) {
      const failure = classify(error)
      expect(failure._tag).toBe("Connection")
      expect((failure.reason ?? "").length).toBeLessThanOrEqual(300)
    }
  })
})
