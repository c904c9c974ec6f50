import { assert, describe, it } from "@effect/vitest"
import { makeRecorder } from "./recorder.js"

describe("what is printed", () => {
  it("numbers the calls of a chapter", () => {
    const { narrator, printed } = makeRecorder()
    narrator.heading("One")
    narrator.call("ApiKeys.list", undefined)
    narrator.call("ApiKeys.get", { hash: "a".repeat(64) })
    narrator.heading("Two")
    narrator.call("ApiKeys.list", { includeDisabled: true })
    const lines = printed().split("\n").filter((line) => /^\d/.test(line))
    assert.deepStrictEqual(lines, [
      "1.  ApiKeys.list()",
      "2.  ApiKeys.get({ hash: \"aaaaaaaa…\" })",
      "1.  ApiKeys.list({ includeDisabled: true })"
    ])
  })

  it("puts a long request on several lines", () => {
    const { narrator, printed } = makeRecorder({ width: 40 })
    narrator.call("create", { name: "x".repeat(20), limit: 5, expiresAt: new Date(0) })
    assert.deepStrictEqual(printed().split("\n"), [
      "",
      "1.  create({",
      "      name: \"xxxxxxxxxxxxxxxxxxxx\",",
      "      limit: 5,",
      "      expiresAt: new Date(\"1970-01-01T00:00:00.000Z\")",
      "    })"
    ])
  })

  it("aligns columns, and wraps the widest where the table would be too wide", () => {
    const { narrator, printed } = makeRecorder({ width: 40 })
    narrator.show({ table: [["STATUS", "MESSAGE"], ["404", "there is nothing here that could be shown to you"]] })
    assert.deepStrictEqual(printed().split("\n"), [
      "    STATUS  MESSAGE",
      "    404     there is nothing here that",
      "            could be shown to you"
    ])
  })

  it("masks whatever looks like a key, and lets no control character through", () => {
    const { complaints, narrator, printed } = makeRecorder()
    const key = `sk-or-v1-${"0e6a".repeat(16)}`
    narrator.say(key)
    narrator.note(key)
    narrator.complain(key)
    narrator.call("create", { name: key })
    narrator.show({ table: [["NAME"], [`${key} \u001B[2J`]], remark: key })
    assert.notMatch(printed() + complaints().join("\n"), /(?!\n)\p{Cc}|0e6a0e6a/u)
    assert.include(printed(), "sk-or-v1-0e6...0e6a \uFFFD[2J")
  })
})
