import { assert, describe, it } from "vitest"
import { BodyText } from "../src/internal/bodyText.js"

const encode = (text: string): Uint8Array => new TextEncoder().encode(text)

const textOf = (chunks: ReadonlyArray<unknown>, isComplete: boolean): string => {
  const body = new BodyText()
  for (const chunk of chunks) body.add(chunk)
  return body.end(isComplete)
}

describe("the text of a body", () => {
  const text = "\ufeff{\"name\":\"Zoë 🗝 キー\"}"

  it("is the same in one chunk and in two, wherever the second begins", () => {
    const bytes = encode(text)
    for (let end = 0; end <= bytes.length; end++) {
      assert.strictEqual(textOf([bytes.subarray(0, end), bytes.subarray(end)], true), text.slice(1))
    }
    assert.strictEqual(textOf([bytes], true), text.slice(1))
    assert.strictEqual(textOf(Array.from(bytes, (byte) => Uint8Array.of(byte)), true), text.slice(1))
  })

  it("is empty without chunks", () => {
    assert.strictEqual(textOf([], true), "")
    assert.strictEqual(textOf([], false), "")
  })

  it("that is truncated has no incomplete character at its end", () => {
    const bytes = encode("a key: 🗝")
    assert.strictEqual(textOf([bytes.subarray(0, bytes.length - 1)], false), "a key: ")
    assert.strictEqual(textOf([bytes.subarray(0, 3), bytes.subarray(3, bytes.length - 1)], false), "a key: ")
    assert.strictEqual(textOf([bytes.subarray(0, bytes.length - 1)], true), "a key: \ufffd")
  })

  it("may consist of strings, as from a generator", () => {
    assert.strictEqual(textOf(["a", "b"], true), "ab")
    assert.strictEqual(textOf([encode("a"), "b", encode("c")], true), "abc")
  })

  it("has at least the length that each chunk reports", () => {
    const body = new BodyText()
    assert.strictEqual(body.add(encode("ab")), 2)
    assert.strictEqual(body.add(new Uint8Array(100_000)), 100_002)
    const other = new BodyText()
    assert.strictEqual(other.add(encode("é".repeat(50_000))), 50_000)
  })

  it("rejects chunks that are neither text nor bytes", () => {
    assert.throws(() => new BodyText().add({}))
  })
})
