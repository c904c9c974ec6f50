import { assert, describe, it } from "@effect/vitest"
import { makeRecorder } from "./recorder.js"

describe("the printer", () => {
  it("numbers the calls of a section", () => {
    const { printer, printed } = makeRecorder()
    printer.heading("One")
    printer.call("ApiKeys.list", undefined)
    printer.call("ApiKeys.get", { hash: "a".repeat(64) })
    printer.heading("Two")
    printer.call("ApiKeys.list", { includeDisabled: true })
    const lines = printed().split("\n").filter((line) => /^\d/.test(line))
    assert.deepStrictEqual(lines, [
      "1.  ApiKeys.list()",
      "2.  ApiKeys.get({ hash: \"aaaaaaaa…\" })",
      "1.  ApiKeys.list({ includeDisabled: true })"
    ])
  })

  it("puts a long request on several lines", () => {
    const { printer, printed } = makeRecorder({ width: 40 })
    printer.call("create", { name: "x".repeat(20), limit: 5, expiresAt: new Date(0) })
    assert.deepStrictEqual(printed().split("\n"), [
      "",
      "1.  create({",
      "      name: \"xxxxxxxxxxxxxxxxxxxx\",",
      "      limit: 5,",
      "      expiresAt: new Date(\"1970-01-01T00:00:00.000Z\")",
      "    })"
    ])
  })

  it("aligns columns, and wraps the widest if the table would be too wide", () => {
    const { printer, printed } = makeRecorder({ width: 40 })
    printer.show({ table: [["STATUS", "MESSAGE"], ["404", "there is nothing here that could be shown to you"]] })
    assert.deepStrictEqual(printed().split("\n"), [
      "    STATUS  MESSAGE",
      "    404     there is nothing here that",
      "            could be shown to you"
    ])
  })

  it("redacts everything that looks like a key, and replaces control characters", () => {
    const { errors, printer, printed } = makeRecorder()
    const key = `sk-or-v1-${"0e6a".repeat(16)}`
    printer.print(key)
    printer.note(key)
    printer.printError(key)
    printer.call("create", { name: key })
    printer.show({ table: [["NAME"], [`${key} \u001B[2J`]], remark: key })
    assert.notMatch(printed() + errors().join("\n"), /(?!\n)\p{Cc}|0e6a0e6a/u)
    assert.include(printed(), "sk-or-v1-0e6...0e6a \uFFFD[2J")
  })
})
