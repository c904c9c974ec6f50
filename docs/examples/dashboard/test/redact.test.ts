/** The management key in responses: whole, in part, escaped, encoded. */
import { assert, describe, it } from "vitest"
import { makeRedact } from "../src/redact.js"

const stem = "0e6f44d1c2b3a4958677f8e9dacb0b1c2d3e4f5061728394a5b6c7d8e9f01c96"
const key = `sk-or-v1-${stem}`
const redact = makeRedact(key)

const base64 = (text: string) => Buffer.from(text).toString("base64")
const escapeEach = (text: string, escape: (code: number) => string) =>
  text.replace(/[^]/g, (character) => escape(character.charCodeAt(0)))
const hex = (code: number, length: number) => code.toString(16).padStart(length, "0")

/** The longest run of the key's characters in a text. */
const leftOf = (text: string): number => {
  const lower = text.toLowerCase()
  for (let length = stem.length; length > 0; length--) {
    for (let start = 0; start + length <= stem.length; start++) {
      if (lower.includes(stem.slice(start, start + length))) return length
    }
  }
  return 0
}

describe("a response does not contain the management key,", () => {
  it.each(
    [
      ["whole", key],
      ["without its prefix", stem],
      ["without its last two characters", key.slice(0, -2)],
      ["without its first two characters", key.slice(2)],
      ["without the first two of its own characters", stem.slice(2)],
      ["without two characters in its middle", key.slice(0, 40) + key.slice(42)],
      ["without both ends", key.slice(12, -8)],
      ["only a quarter of it", stem.slice(20, 36)],
      ["twice in a row", key + key],
      ["in upper case", key.toUpperCase()],
      ["in upper case, without its last two characters", key.toUpperCase().slice(0, -2)]
    ]
  )("%s", (_, echo) => {
    const shown = redact(`{"error":"no user ${echo}, sorry"}`)
    assert.match(shown, /^\{"error":"no user (?:<redacted>){1,2}, sorry"\}$/)
  })

  it.each(
    [
      ["JSON", escapeEach(key, (code) => `\\u${hex(code, 4)}`)],
      ["JSON in upper case", escapeEach(key, (code) => `\\u${hex(code, 4).toUpperCase()}`)],
      ["JSON, of its dashes", key.replaceAll("-", "\\u002d")],
      ["JSON, twice", escapeEach(key, (code) => `\\\\u${hex(code, 4)}`)],
      ["JavaScript", escapeEach(key, (code) => `\\x${hex(code, 2)}`)],
      ["new JavaScript", escapeEach(key, (code) => `\\u{${hex(code, 2)}}`)],
      ["slashes", key.replaceAll("-", "\\-")],
      ["URL", escapeEach(key, (code) => `%${hex(code, 2)}`)],
      ["URL in upper case", escapeEach(key, (code) => `%${hex(code, 2).toUpperCase()}`)],
      ["URL, twice", escapeEach(key, (code) => `%25${hex(code, 2)}`)],
      [
        "URL, of every third character",
        key.replace(/(.)(..)/g, (_, first: string, rest: string) => `%${hex(first.charCodeAt(0), 2)}${rest}`)
      ],
      ["HTML", escapeEach(key, (code) => `&#${code};`)],
      ["HTML in hex", escapeEach(key, (code) => `&#x${hex(code, 2)};`)],
      ["HTML by name", key.replaceAll("-", "&hyphen;")],
      ["HTML, twice", escapeEach(key, (code) => `&amp;#${code};`)],
      ["UTF-16", escapeEach(key, (code) => `${String.fromCharCode(code)}\0`)]
    ]
  )("escaped as in %s, also cut", (_, echo) => {
    for (const text of [echo, echo.slice(24), echo.slice(0, -24)]) {
      const shown = redact(`before ${text} after`)
      assert.include(shown, "<redacted>")
      assert.match(shown, /^before [^]* after$/)
      // A cut escape leaves a part of an escape.
      assert.isBelow(shown.length, 60)
    }
  })

  it.each<readonly [string, string]>(
    [
      ["base64 over several lines", base64(key).replace(/.{64}/g, "$&\\n")],
      ["base64 of base64", base64(`user:${base64(key)}`)],
      ["base64 of UTF-16", Buffer.from(key, "utf16le").toString("base64")],
      ["hex with spaces", Buffer.from(key).toString("hex").replace(/../g, "$& ").trim()],
      ["a Buffer as JSON", JSON.stringify(Buffer.from(key))],
      ["octal", escapeEach(key, (code) => `\\${code.toString(8).padStart(3, "0")}`)],
      ["Python", escapeEach(key, (code) => `\\U${hex(code, 8)}`)],
      ["quoted-printable", escapeEach(key, (code) => `=${hex(code, 2).toUpperCase()}`)],
      ["HTML with many zeros", escapeEach(key, (code) => `&#${String(code).padStart(12, "0")};`)],
      ["URL, four times", escapeEach(key, (code) => `%252525${hex(code, 2)}`)]
    ]
  )("in %s", (_, echo) => {
    const shown = redact(`before ${echo} after`)
    assert.match(shown, /^before [^]*<redacted>[^]* after$/)
    assert.isBelow(shown.length, 90)
  })

  it.each([0, 1, 2, 3, 4])("in base64 and hex, %i bytes behind something else", (length) => {
    const header = `${"x".repeat(length)}${key}:`
    for (
      const echo of [
        base64(header),
        base64(header).slice(3, -6),
        Buffer.from(header).toString("base64url"),
        Buffer.from(header).toString("hex"),
        Buffer.from(header).toString("hex").toUpperCase(),
        encodeURIComponent(base64(header))
      ]
    ) {
      const shown = redact(`{"auth":"Basic ${echo}"}`)
      assert.match(shown, /^\{"auth":"Basic <redacted>"\}$/)
    }
  })

  it("at any position of a long text", () => {
    for (let place = 0; place < 40; place++) {
      const shown = redact(`${"é".repeat(place)}${stem.slice(5, 17)}${"z".repeat(30)}`)
      assert.strictEqual(shown, `${"é".repeat(place)}<redacted>${"z".repeat(30)}`)
    }
  })

  it("and no useful part of it", () => {
    for (let cut = 0; cut < stem.length - 12; cut++) {
      assert.isBelow(leftOf(redact(`"${stem.slice(cut)} ${stem.slice(0, cut + 12)}"`)), 12)
    }
  })

  it.each(["short-key", "abcdef", "k", "sk-or-mgmt-0123456789abcdef0123"])("also the key %s", (key) => {
    assert.strictEqual(makeRedact(key)(`Bearer ${key}.`), "Bearer <redacted>.")
  })
})

describe("a response keeps", () => {
  it.each([
    "sk-or-v1-0e6...1c96",
    `sk-or-v1-${"5ec2e7".repeat(10)}0123`,
    "{\"name\":\"100 % of sk-or-v1-\\u0030e6f & more\\\\\"}",
    "",
    "Schlüssel \\u0130 &#304; &unknown; %zz %",
    base64("sk-or-v1-"),
    "a".repeat(100)
  ])("%s", (text) => {
    assert.strictEqual(redact(text), text)
  })

  it("every byte of a large text, without taking long over it", () => {
    const page = JSON.stringify({
      data: Array.from(
        { length: 5_000 },
        (_, index) => ({ hash: hex(index, 64), name: "50 % \\ & é", label: "sk-or-v1-0e6...1c96" })
      )
    })
    assert.strictEqual(redact(page), page)
  })
})
