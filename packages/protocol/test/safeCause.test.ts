import { toConnectionFailure } from "@openrouter-keys/protocol/Failure"
import { REDACTED } from "@openrouter-keys/protocol/Redaction"
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

  it("have at most 300 characters in the reason and in the message", () => {
    const { code, message, reason } = classify(new Error("x".repeat(1000)))
    expect({ code, reason }).toEqual({ code: null, reason: "x".repeat(300) })
    expect(message).toBe(`the HTTP client failed: ${"x".repeat(276)}`)
  })

  it("have at most 100 characters in the code", () => {
    expect(classify(coded("C".repeat(101)))).toMatchObject({
      code: "C".repeat(100),
      message: `the connection was lost (${"C".repeat(100)})`
    })
  })

  it("have no reason if there is no message", () => {
    expect(classify({})).toMatchObject({ reason: null, message: "the HTTP client failed" })
    expect(classify(new Error(" \n"))).toMatchObject({ reason: null, message: "the HTTP client failed" })
    expect(classify(new Error("", { cause: new Error("a") })).reason).toBe("a")
  })

  it("have each message of the first six errors once", () => {
    const chain = (count: number): Error =>
      new Error(`${8 - count}`, count > 1 ? { cause: chain(count - 1) } : undefined)
    expect(classify(chain(7)).reason).toBe("1: 2: 3: 4: 5: 6")
    expect(classify(new Error("a", { cause: new Error("a") })).reason).toBe("a")
    let { cause } = classify(chain(7))
    const messages: Array<string> = []
    for (; cause !== undefined; cause = cause.cause as Error | undefined) messages.push(cause.message)
    expect(messages).toEqual(["1", "2", "3", "4", "5", "6"])
  })

  it("have no control characters in the reason", () => {
    const isControl = (code: number): boolean => code < 0x20 || (code >= 0x7f && code < 0xa0)
    for (let first = 0; first < 0x180; first += 96) {
      const codes = Array.from({ length: 96 }, (_, index) => first + index)
      const message = codes.map((code) => `x${String.fromCharCode(code)}`).join("")
      const expected = codes.map((code) => `x${isControl(code) ? " " : String.fromCharCode(code)}`).join("")
      expect(classify({ message: `${message}x` }).reason).toBe(`${expected}x`)
    }
    expect(classify(new Error("\na\r\nb\tc\n")).reason).toBe("a b c")
    expect(classify(new Error("a  b")).reason).toBe("a  b")
  })

  it.each<[string, object, object | undefined]>([
    ["nothing", {}, undefined],
    ["a message", { message: "m" }, { message: "m", name: "Error", stack: "Error: m" }],
    ["a stack", { stack: "s" }, { message: "", name: "Error", stack: "s" }],
    ["a code", { code: "C" }, { message: "", name: "Error", stack: "Error: ", code: "C" }],
    ["a long message", { message: "m".repeat(1001), stack: "s" }, { message: "m".repeat(1000) }],
    ["a long name", { message: "m", name: "n".repeat(101) }, { name: "n".repeat(100) }],
    ["a long stack", { stack: "s".repeat(4001) }, { stack: "s".repeat(4000) }],
    ["a long code", { code: "c".repeat(101) }, { code: "c".repeat(100) }],
    ["a long digest", { message: "m", digest: "d".repeat(1001) }, { digest: "d".repeat(1000) }],
    ["secrets", { message: bearer, name: bearer, stack: bearer, code: bearer, digest: bearer }, {
      message: REDACTED,
      name: REDACTED,
      stack: REDACTED,
      code: REDACTED,
      digest: REDACTED
    }]
  ])("are copied from an error with %s", (_, error, expected) => {
    const { cause } = classify(error)
    if (expected === undefined) expect(cause).toBeUndefined()
    else {
      expect(cause).toMatchObject(expected)
      expect(Object.hasOwn(cause!, "cause")).toBe(false)
    }
  })

  it("are properties like those of an Error; only code and digest are shown", () => {
    const cause = classify(Object.assign(new Error("m", { cause: "c" }), { code: "C", digest: "d" })).cause!
    const descriptors = Object.getOwnPropertyDescriptors(cause) as Record<string, PropertyDescriptor>
    for (const name of ["name", "stack", "code", "digest", "cause"]) {
      expect(descriptors[name]).toMatchObject({
        enumerable: name === "code" || name === "digest",
        writable: true,
        configurable: true
      })
    }
  })

  it("leave out an error without texts, and the members of an aggregate", () => {
    const inner = new Error("inner")
    expect(classify(new Error("outer", { cause: { cause: inner } })).cause).toMatchObject({
      cause: { message: "inner" }
    })
    const aggregate = new AggregateError([new Error("a", { cause: new Error("b") }), new Error("c")], "all", {
      cause: inner
    })
    expect(classify(aggregate).reason).toBe("all: a: c: inner: b")
    const { cause } = classify(aggregate)
    expect(cause).toMatchObject({ message: "all", cause: { message: "inner" } })
    expect((cause!.cause as Error).cause).toBeUndefined()
  })

  it.each<[string, unknown, string | null]>([
    ["a string", "words", "words"],
    ["a function", Object.assign(() => {}, { message: "words" }), "words"],
    ["null", null, null],
    ["a number", 7, null],
    ["an error whose cause is a string", new Error("a", { cause: "words" }), "a: words"],
    [
      "an error whose cause is a function",
      new Error("a", { cause: Object.assign(() => {}, { message: "f" }) }),
      "a: f"
    ],
    ["an error whose cause is a number", new Error("a", { cause: 7 }), "a"],
    ["a message that is no string", { message: 7 }, null],
    ["errors that are a string", { message: "a", errors: "b" }, "a"],
    ["many errors", { message: "a", errors: Array.from({ length: 300_000 }, () => 1) }, "a"],
    ["a list-like object of errors", { message: "a", errors: { 0: new Error("b"), length: 1 } }, "a"]
  ])("are read from %s", (_, error, reason) => {
    expect(classify(error).reason).toBe(reason)
  })

  it("are read from at most 4,096 characters of a text", () => {
    expect(classify(new Error(`${"x".repeat(4089)}network`)).isNetwork).toBe(true)
    expect(classify(new Error(`${"x".repeat(4090)}network`)).isNetwork).toBe(false)
  })

  it("are read from 24 errors, and 24 members of an aggregate", () => {
    const nested = (depth: number): Error =>
      depth === 0 ? coded("ENOENT") : new Error("x", { cause: nested(depth - 1) })
    expect(classify(nested(23)).code).toBe("ENOENT")
    expect(classify(nested(24)).code).toBeNull()
    const many = (count: number): Error =>
      new AggregateError([...Array.from({ length: count }, () => new Error("x")), coded("ENOENT")])
    expect(classify(many(22)).code).toBe("ENOENT")
    expect(classify(many(23)).code).toBeNull()
    let reads = 0
    const members = Array.from({ length: 100 }, () => ({
      get message() {
        reads++
        return "x"
      }
    }))
    classify(new AggregateError(members))
    expect(reads).toBe(23)
  })

  it("are read once from an error that several share", () => {
    let reads = 0
    const shared = {
      get message() {
        reads++
        return "x"
      }
    }
    classify(new AggregateError([shared, shared, new Error("y", { cause: shared })]))
    expect(reads).toBe(1)
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
