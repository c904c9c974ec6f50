import { PCGRandom } from "effect/Utils"
import * as fc from "fast-check"
import { createHash } from "node:crypto"
import { describe, expect, test } from "vitest"
import { continueRandom, drawFrom, entropyOf, startRandom } from "../../src/fake/random.js"
import { sha256 } from "../../src/fake/sha256.js"
import { byteLength, encodeUtf8, takeBytes } from "../../src/fake/utf8.js"

/** Any text, including lone surrogates. */
const anyText = fc.array(
  fc.oneof(
    fc.integer({ min: 0, max: 0x7f }),
    fc.integer({ min: 0, max: 0xffff }),
    fc.integer({ min: 0xd800, max: 0xdfff })
  ),
  { maxLength: 200 }
).map((units) => String.fromCharCode(...units))

const word = fc.integer({ min: 0, max: 0xffff_ffff })

describe("sha256", () => {
  test("equals Node's for any text", () => {
    fc.assert(fc.property(anyText, (text) => {
      expect(sha256(text)).toBe(createHash("sha256").update(text).digest("hex"))
    }))
  })

  test("equals Node's at lengths around a block, and for a long text", () => {
    for (const length of [0, 1, 54, 55, 56, 57, 63, 64, 65, 119, 120, 128, 1_000_000]) {
      const text = "é".repeat(length % 7) + "a".repeat(length)
      expect(sha256(text)).toBe(createHash("sha256").update(text).digest("hex"))
    }
  })
})

describe("UTF-8", () => {
  test("equals Node's, including lone surrogates", () => {
    fc.assert(fc.property(anyText, (text) => {
      expect(Array.from(encodeUtf8(text))).toEqual(Array.from(new TextEncoder().encode(text)))
      expect(byteLength(text)).toBe(encodeUtf8(text).length)
    }))
  })

  test("is truncated to whole characters", () => {
    fc.assert(fc.property(anyText, fc.nat(40), (text, bytes) => {
      const taken = takeBytes(text, bytes)
      expect(text.startsWith(taken)).toBe(true)
      expect(byteLength(taken)).toBeLessThanOrEqual(bytes)
      const next = Array.from(text.slice(taken.length))[0]
      if (next !== undefined) expect(byteLength(taken + next)).toBeGreaterThan(bytes)
    }))
  })
})

describe("the random sequence", () => {
  test("is that of PCG-XSH-RR for any entropy", () => {
    fc.assert(fc.property(fc.tuple(word, word, word, word), fc.array(word, { maxLength: 20 }), (entropy, bounds) => {
      const reference = new PCGRandom(...entropy)
      const random = drawFrom(startRandom(entropy))
      for (const below of bounds) expect(random.integer(below)).toBe(Math.floor(reference.number() * below))
      expect(random.state().drawn).toBe(bounds.length)
    }))
  })

  test("continues from a position that survived JSON, and does not change that position", () => {
    const random = drawFrom(startRandom(entropyOf("seed")))
    random.secret()
    const position = JSON.parse(JSON.stringify(random.state()))
    const secret = random.secret()
    expect(drawFrom(position).secret()).toBe(secret)
    expect(drawFrom(position).secret()).toBe(secret)
  })

  test("can be continued by another one with the same count", () => {
    const entropy = entropyOf(7)
    const continued = drawFrom(continueRandom(entropy, 16))
    const first = drawFrom(startRandom(entropy))
    expect(continued.state().drawn).toBe(16)
    expect(continued.secret()).not.toBe(first.secret())
  })

  test("has these secrets for the seed \"a\", which snapshots of users contain", () => {
    const random = drawFrom(startRandom(entropyOf("a")))
    expect(sha256(random.secret() + random.secret())).toMatchInlineSnapshot(
      `"e3bdd4d0dbd664459a13fe1698b07993aab59309981d64498a498e0c0a5f81e4"`
    )
  })
})
