import { FetchExchange } from "@openrouter-keys/protocol/client/FetchExchange"
import type { ConnectionFailure } from "@openrouter-keys/protocol/Failure"
import { describe, expect, it } from "vitest"

/** The failure of a request whose fetch is rejected. */
const failureOf = (url: string, error: unknown): Promise<ConnectionFailure> =>
  new Promise((resolve, reject) => {
    const request = {
      method: "GET" as const,
      url,
      headers: {},
      body: undefined,
      secrets: [],
      isSuccess: () => true,
      keepsCutBody: false
    }
    const options = { fetch: () => Promise.reject(error), init: undefined, startTimer: () => () => {} }
    new FetchExchange(request, options).start(1000, (result) => {
      if (result.ok) reject(new Error("a response"))
      else resolve(result.failure as ConnectionFailure)
    })
  })

const failed = new TypeError("Failed to fetch")

describe("a port that browsers block", () => {
  it.each([
    ["Chromium", "Failed to fetch"],
    ["Chromium, which names the host", "Failed to fetch (127.0.0.1:6000)"],
    ["Safari", "Load failed"],
    ["Safari, which names the host", "Load failed (127.0.0.1:6000)"],
    ["Firefox", "NetworkError when attempting to fetch resource."],
    ["Firefox, without its full stop", "NetworkError when attempting to fetch resource"]
  ])("is named where %s does not name it", async (_, message) => {
    expect(await failureOf("http://127.0.0.1:6000/api/v1/keys", new TypeError(message))).toMatchObject({
      message: "the request could not be sent: browsers block port 6000: bad port",
      reason: "browsers block port 6000: bad port",
      sent: false,
      isNetwork: false
    })
  })

  it.each([
    ["a path", "http://localhost:6000/keys"],
    ["a query", "http://localhost:6000?a"],
    ["a fragment", "http://localhost:6000#a"],
    ["the end", "http://localhost:6000"],
    ["https", "https://localhost:6000/"],
    ["an IPv6 address", "http://[::1]:6000/"]
  ])("is found in a URL with %s", async (_, url) => {
    expect(await failureOf(url, failed)).toMatchObject({ reason: "browsers block port 6000: bad port" })
  })

  it.each([["1", 1], ["10080", 10_080]])("has one to five digits: %s", async (text, port) => {
    expect(await failureOf(`http://localhost:${text}/`, failed)).toMatchObject({
      reason: `browsers block port ${port}: bad port`
    })
  })

  it.each<[string, string, unknown]>([
    ["another port", "http://localhost:6001/", failed],
    ["no port", "http://localhost/", failed],
    ["an empty port", "http://localhost:/", failed],
    ["a port of six digits", "http://localhost:006000/", failed],
    ["a port in a path", "http://localhost/a:6000", failed],
    ["a port in a query", "http://localhost?a:6000", failed],
    ["a port in a fragment", "http://localhost#a:6000", failed],
    ["a port before a letter", "http://localhost:6000a/", failed],
    ["a port of another scheme", "ws://localhost:6000/", failed],
    ["a URL within a URL", "x:http://localhost:6000/", failed],
    ["another message", "http://localhost:6000/", new TypeError("fetch failed")],
    ["words before the message", "http://localhost:6000/", new TypeError("Oh. Failed to fetch")],
    ["words after the message", "http://localhost:6000/", new TypeError("Failed to fetch it")],
    ["another class", "http://localhost:6000/", new Error("Failed to fetch")],
    ["no error", "http://localhost:6000/", { name: "TypeError", message: "Failed to fetch" }]
  ])("is not named for %s", async (_, url, error) => {
    const { message, reason } = await failureOf(url, error)
    expect(reason).toBe((error as Error).message)
    expect(message).not.toContain("port")
  })
})
