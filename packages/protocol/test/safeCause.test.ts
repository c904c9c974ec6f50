import { toConnectionFailure } from "@openrouter-keys/protocol/Failure"
import { inspect } from "node:util"
import { describe, expect, it } from "vitest"
import { bearer } from "./failures.js"

const classify = (error: unknown) => toConnectionFailure(error, { headSeen: false, secrets: [bearer] })
const coded = (code: string, fields: object = {}): Error =>
  Object.assign(new Error(`failed with ${code}`), { code, ...fields })

describe("the kept parts of an error", () => {
  it("are code, messages and a copy without its objects", () => {
    const request = { headers: { authorization: `Bearer ${bearer}` } }
    const inner = Object.assign(coded("ECONNRESET"), { request, socket: { request } })
    const failure = classify(Object.assign(new TypeError("fetch failed", { cause: inner }), { request }))
    expect(failure).toMatchObject({
      code: "ECONNRESET",
      reason: "fetch failed: failed with ECONNRESET",
      message: "the connection was lost (ECONNRESET)"
    })
    expect(failure.cause).toBeInstanceOf(Error)
    expect(failure.cause).toMatchObject({ name: "TypeError", message: "fetch failed" })
    expect(failure.cause!.cause).toMatchObject({ name: "Error", code: "ECONNRESET" })
    expect(failure.cause!.stack).toContain("safeCause.test")
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
