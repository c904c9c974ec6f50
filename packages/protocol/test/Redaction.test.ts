import { makeRedactor, makeSecretRedactor, redact, REDACTED, redactJson } from "@openrouter-keys/protocol/Redaction"
import * as fc from "fast-check"
import { Buffer } from "node:buffer"
import { inspect } from "node:util"
import { describe, expect, it } from "vitest"
import { bearer, createdKey } from "./failures.js"

const management = `sk-or-mgmt-${"0a1b2c3d".repeat(4)}`
const password = "pä/ss wörd+\"<&>'€-𝄞_\\end"

const jsonEscapes = (text: string, upper = false): string =>
  Array.from({ length: text.length }, (_, index) => {
    const digits = text.charCodeAt(index).toString(16).padStart(4, "0")
    return `\\u${upper ? digits.toUpperCase() : digits}`
  }).join("")

const percentEscapes = (text: string): string =>
  [...Buffer.from(text, "utf8")].map((byte) => `%${byte.toString(16).padStart(2, "0")}`).join("")

const entities = (text: string, write: (code: number) => string): string =>
  Array.from(text, (each) => `&#${write(each.codePointAt(0)!)};`).join("")

const escapes = (text: string, write: (code: number) => string): string =>
  Array.from(text, (each) => write(each.codePointAt(0)!)).join("")

const bytes = (text: string, write: (byte: number) => string): string => Array.from(Buffer.from(text), write).join("")

const names: { readonly [character: string]: string } = {
  "&": "amp",
  "<": "lt",
  ">": "gt",
  "\"": "quot",
  "'": "apos",
  "ä": "auml",
  "ö": "ouml",
  "+": "plus",
  "/": "sol",
  "-": "hyphen",
  "_": "lowbar",
  "\\": "bsol"
}

const base64 = (offset: number, encoding: "base64" | "base64url") => (text: string): string =>
  Buffer.from(`${"xyz".slice(0, offset)}${text}, and more`).toString(encoding)

/** Encodings of a text. */
const encodings: { readonly [name: string]: (text: string) => string } = {
  "plain": (text) => text,
  "upper case": (text) => text.toUpperCase(),
  "lower case": (text) => text.toLowerCase(),
  "JSON": (text) => JSON.stringify(text).slice(1, -1),
  "JSON with escaped slashes": (text) => JSON.stringify(text).slice(1, -1).replaceAll("/", "\\/"),
  "JSON, every character escaped": (text) => jsonEscapes(text),
  "JSON, escaped in upper case": (text) => jsonEscapes(text, true),
  "JSON, every character escaped, upper-cased": (text) => jsonEscapes(text).toUpperCase(),
  "JSON in JSON": (text) => JSON.stringify(JSON.stringify(jsonEscapes(text))),
  "percent": encodeURIComponent,
  "percent, every byte": percentEscapes,
  "percent in upper case": (text) => percentEscapes(text).toUpperCase(),
  "percent twice": (text) => encodeURIComponent(percentEscapes(text)),
  "percent in JSON": (text) => jsonEscapes(percentEscapes(text)),
  "a form": (text) => new URLSearchParams({ q: text }).toString().slice(2),
  "HTML, named": (text) => Array.from(text, (each) => names[each] === undefined ? each : `&${names[each]};`).join(""),
  "HTML, decimal": (text) => entities(text, String),
  "HTML, hexadecimal": (text) => entities(text, (code) => `x${code.toString(16)}`),
  "HTML, hexadecimal in upper case": (text) => entities(text, (code) => `X${code.toString(16).toUpperCase()}`),
  "HTML in JSON": (text) => jsonEscapes(entities(text, String)),
  "JavaScript, every character escaped": (text) => escapes(text, (code) => `\\u{${code.toString(16)}}`),
  "Python, every character escaped": (text) => escapes(text, (code) => `\\U${code.toString(16).padStart(8, "0")}`),
  "octal bytes": (text) => bytes(text, (byte) => `\\${byte.toString(8).padStart(3, "0")}`),
  "hexadecimal bytes": (text) => bytes(text, (byte) => `\\x${byte.toString(16).padStart(2, "0")}`),
  "percent of UTF-16": (text) => jsonEscapes(text).replaceAll("\\", "%"),
  "quoted-printable": (text) => bytes(text, (byte) => `=${byte.toString(16).padStart(2, "0").toUpperCase()}`),
  "HTML, decimal with zeros": (text) => entities(text, (code) => String(code).padStart(9, "0")),
  "HTML, hexadecimal with zeros": (text) => entities(text, (code) => `x${code.toString(16).padStart(8, "0")}`),
  "base64": base64(0, "base64"),
  "base64 at the second alignment": base64(1, "base64"),
  "base64 at the third alignment": base64(2, "base64"),
  "base64url": base64(0, "base64url"),
  "base64url at the second alignment": base64(1, "base64url"),
  "base64url at the third alignment": base64(2, "base64url"),
  "base64 in JSON": (text) => base64(1, "base64")(text).replaceAll("/", "\\/")
}

const lines = (text: string, length: number, end: string): string =>
  text.match(new RegExp(`.{1,${length}}`, "g"))!.join(end)

const hex = (text: string): string => Buffer.from(text).toString("hex")

/** Bytes as programs print them, and nested encodings. */
const byteEncodings: { readonly [name: string]: (text: string) => string } = {
  "hexadecimal": hex,
  "hexadecimal in upper case": (text) => hex(text).toUpperCase(),
  "hexadecimal after an odd number of digits": (text) => `abc${hex(text)}`,
  "hexadecimal with spaces": (text) => lines(hex(text), 2, " "),
  "hexadecimal with colons": (text) => lines(hex(text), 2, ":"),
  "hexadecimal as a list": (text) => bytes(text, (byte) => `0x${byte.toString(16)}, `),
  "a Buffer as JSON": (text) => JSON.stringify(Buffer.from(text)),
  "a Buffer as JSON over several lines": (text) => JSON.stringify(Buffer.from(text), null, 4),
  "an inspected Uint8Array": (text) => inspect(new Uint8Array(Buffer.from(text)), { maxArrayLength: null }),
  "an inspected Buffer": (text) => inspect(Buffer.concat([Buffer.from(text)])),
  "base64 in lines of 76": (text) => lines(Buffer.from(text).toString("base64"), 76, "\r\n"),
  "base64 in lines of 64, in JSON": (text) => lines(Buffer.from(text).toString("base64"), 64, "\\n"),
  "base64 of base64": (text) => Buffer.from(Buffer.from(`a:${text}`).toString("base64")).toString("base64"),
  "base64 of JSON": (text) => Buffer.from(JSON.stringify({ auth: { key: text } })).toString("base64url"),
  "base64 of a form": (text) => Buffer.from(new URLSearchParams({ key: text }).toString()).toString("base64"),
  "base64 of UTF-16": (text) => Buffer.from(text, "utf16le").toString("base64"),
  "base64 of hexadecimal": (text) => Buffer.from(hex(text)).toString("base64"),
  "hexadecimal of base64": (text) => hex(Buffer.from(text).toString("base64")),
  "percent of base64": (text) => encodeURIComponent(Buffer.from(`x:${text}`).toString("base64"))
}

/** UTF-16 read as bytes, which only shows Latin-1 characters. */
const utf16: { readonly [name: string]: (text: string) => string } = {
  "UTF-16LE": (text) => Buffer.from(text, "utf16le").toString("latin1"),
  "UTF-16BE": (text) => Buffer.from(text, "utf16le").swap16().toString("latin1"),
  "UTF-16LE in JSON": (text) => JSON.stringify(Buffer.from(text, "utf16le").toString("latin1"))
}

const around = (text: string): string => `before ${text} after`

/** Checks that no 8 consecutive characters of a secret are left in its encoding. */
const expectGone = (shown: string, secret: string, encode: (text: string) => string): void => {
  const encoded = encode(secret)
  expect(shown).toContain(REDACTED)
  expect(shown).not.toContain(encoded)
  const middle = encoded.slice(Math.floor(encoded.length / 3), Math.floor(encoded.length / 3) + 12)
  expect(shown).not.toContain(middle)
}

describe.each(Object.entries({ ...encodings, ...utf16 }))("%s", (name, encode) => {
  it("of a given secret", () => {
    for (const secret of [bearer, management, ...(name in utf16 ? [] : [password])]) {
      const shown = redact(around(encode(secret)), [secret])
      expectGone(shown, secret, encode)
      expect(shown.startsWith("before ")).toBe(true)
      expect(shown.endsWith(" after")).toBe(true)
    }
  })

  it("of an unknown key", () => {
    for (const secret of [createdKey, management]) {
      const shown = redact(around(encode(secret)))
      expectGone(shown, secret, encode)
      expect(shown.endsWith(" after")).toBe(true)
    }
  })

  it("truncated at its end or its beginning, from 8 characters on", () => {
    for (const secret of ["pass-word-0123", createdKey]) {
      const encoded = encode(secret)
      // Base64 begins and ends with the text around the secret, and a truncation removes the text after it first.
      const isBase64 = name.startsWith("base64")
      const first = isBase64 ? 24 : encode(secret.slice(0, 12)).length
      // Every truncation of an escape occurs, because the lengths are not multiples of these steps.
      const step = encoded.length > 200 ? 7 : 1
      for (let length = first; length < encoded.length; length += step) {
        const shown = redact(`before ${encoded.slice(0, length)}`, [secret])
        expect(shown, encoded.slice(0, length)).toContain(REDACTED)
        if (isBase64) continue
        const end = redact(`${encoded.slice(encoded.length - length)} after`, [secret])
        expect(end, encoded.slice(encoded.length - length)).toContain(REDACTED)
      }
    }
  })
})

describe.each(Object.entries(byteEncodings))("%s", (name, encode) => {
  it("of a known or unknown secret", () => {
    // Node shows only fifty bytes of a Buffer.
    const isCut = name === "an inspected Buffer"
    for (const [secret, given] of [[bearer, [bearer]], [createdKey, []], [password, [password]]] as const) {
      // Halves of characters beyond ASCII are not text.
      if (name === "base64 of UTF-16" && secret === password) continue
      const shown = redact(around(encode(secret)), given)
      expect(shown).toContain(REDACTED)
      const digits = encode(secret).replace(/\s+/g, " ")
      for (let at = 16; at + 24 < digits.length - (isCut ? 20 : 8); at++) {
        expect(shown.replace(/\s+/g, " ")).not.toContain(digits.slice(at, at + 24))
      }
    }
  })

  it("of parts of a secret", () => {
    const shown = redact(around(encode(management.slice(15, 36))), [management])
    expect(shown).toContain(REDACTED)
  })
})

describe("redaction", () => {
  it("removes nothing but the secret", () => {
    expect(REDACTED).toBe("<redacted>")
    expect(redact(`Bearer ${bearer} is unknown`, [bearer])).toBe(`Bearer ${REDACTED} is unknown`)
    expect(redact(`${bearer}, ${createdKey}, ${bearer}`, [createdKey, bearer])).toBe(
      `${REDACTED}, ${REDACTED}, ${REDACTED}`
    )
    expect(redact("secret-two, secret-one", ["secret-one", "secret-two"])).toBe(`${REDACTED}, ${REDACTED}`)
    expect(redact(`a=${bearer}&b=${bearer}`, [bearer])).toBe(`a=${REDACTED}&b=${REDACTED}`)
    expect(redact(`${bearer}${createdKey.slice(0, 30)}`, [bearer])).not.toContain("fedcba")
  })

  it.each([
    "sk-or-v1-0e6...1c96",
    "{\"label\":\"sk-or-v1-0e6...1c96\",\"name\":\"CI\"}",
    "keys begin with sk-or-v1",
    "sk-or-v1-fifteen-letters, sk-or-mgmt-fifteen-letters, sk-or-v1x-fedcba9876543210, sk-or-vx-fedcba9876543210",
    "keys begin with sk-or-v1- or sk-or-mgmt-",
    "100% of AT&T's \\ \\u00 %4 %zz &nosuch; &#; \\q a\0b",
    "https://openrouter.ai:443/api/v1?a=b@c and mailto:a@b.example, git@host:path, ssh://git@host/path",
    "c2stb3I= c2stb3ItdjEtMGU2Li4uMWM5Ng==",
    "736b2d6f722d76312d306536 sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "[115,107,45,111,114,45,118,49] at 2026-11-27 10:30:00, 10.0.0.1, a=3D, \\u{zz} \\U0012 \\400 %u12 &#; &#x;",
    "İstanbul Straße ΑΣ",
    ""
  ])("keeps ordinary text: %j", (text) => {
    expect(redact(text, [bearer, management, `Bearer ${bearer}`])).toBe(text)
  })

  it("keeps any text without a secret", () => {
    const redactText = makeRedactor([bearer, management, "~secret-that-is-nowhere~"])
    const part = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom("\\", "%", "&", "\\u0041", "%2541", "&amp;", "\0", "://", "@", "sk-or-v1", "c2stb3It", "İ")
    )
    fc.assert(
      fc.property(fc.array(part).map((parts) => parts.join("")), (text) => {
        fc.pre(!/sk-or-(?:v\d+|mgmt)-[\w-]{8}/i.test(text) && !/:\/\/[^/]*:[^/]*@/.test(text))
        expect(redactText(text)).toBe(text)
      }),
      { numRuns: 200 }
    )
  })

  it("finds a secret in any context", () => {
    const encode = fc.constantFrom(...Object.entries(encodings).filter(([name]) => !name.startsWith("base64")))
    const redactText = makeRedactor([bearer])
    const words = fc.string({ unit: fc.constantFrom(..."abc \\%&\"u0\0;#+=".split("")) })
    fc.assert(
      fc.property(words, encode, words, (before, [, encode], after) => {
        const shown = redactText(`${before} ${encode(bearer)} ${after}`)
        expect(shown.toLowerCase()).not.toContain(encode(bearer).toLowerCase())
      }),
      { numRuns: 200 }
    )
  })

  it("finds parts of 16 characters or more anywhere", () => {
    const secret = "Corp/Proxy+Token=\"Ab\"&x.y_z-Q9<8>:7@6#5%4/end/Of+It"
    for (let start = 0; start < secret.length; start++) {
      for (let end = start + 16; end <= secret.length; end++) {
        const piece = secret.slice(start, end)
        expect(redact(`wrong key ${piece} given`, [secret])).not.toContain(piece)
      }
    }
    expect(redact(`key ${secret.slice(10, 25)} given`, [secret])).toBe(`key ${secret.slice(10, 25)} given`)
    for (const cut of [bearer.slice(1), bearer.slice(2), bearer.slice(40)]) {
      expect(redact(`wrong key ${cut} given`, [bearer])).toBe(`wrong key ${REDACTED} given`)
    }
  })

  it("keeps the public prefix of a key", () => {
    for (const text of ["Bearer sk-or-v1- was expected", `label ${bearer.slice(0, 12)}...${bearer.slice(-4)} of it`]) {
      expect(redact(text, [`Bearer ${bearer}`, bearer])).toBe(text)
    }
  })

  it("finds only the given secrets, if other keys may be shown", () => {
    const redactSecret = makeSecretRedactor([bearer])
    const text = `${createdKey} of redis://a:b@c, not ${bearer} or ${Buffer.from(bearer).toString("base64")}`
    expect(redactSecret(text)).toBe(`${createdKey} of redis://a:b@c, not ${REDACTED} or ${REDACTED}==`)
  })

  it("ignores values that are too short to be secrets", () => {
    expect(redact("the password is letmein", ["letmein", ""])).toBe("the password is letmein")
  })

  it("finds the beginning of an unknown key at the end of a text", () => {
    expect(redact("your key is sk-or-v1-01234567")).toBe(`your key is ${REDACTED}`)
    expect(redact("your key is sk-or-v1-0123456")).toBe("your key is sk-or-v1-0123456")
  })

  it("keeps positions of letters with a longer lower case", () => {
    expect(redact(`İİİ ${bearer} İ`, [bearer])).toBe(`İİİ ${REDACTED} İ`)
  })

  it.each([
    ["ftp://user:pass@host/x", `ftp://${REDACTED}@host/x`],
    ["proxy http://a:b@c:80, s3+x://k:%40@h", `proxy http://${REDACTED}@c:80, s3+x://${REDACTED}@h`],
    ["{\"url\":\"redis:\\/\\/user:p@ss@host\"}", `{"url":"redis:\\/\\/${REDACTED}@host"}`]
  ])("removes user and password of %s", (text, shown) => {
    expect(redact(text)).toBe(shown)
  })

  it.each([
    ["quotes", "\""],
    ["backslashes", "\\"],
    ["half a JSON escape", "\\u00"],
    ["percent signs", "%"],
    ["percent twice", "%25"],
    ["entities", "&#"],
    ["base64", "c2stb3It"],
    ["keys' beginnings", "sk-or-v1-"],
    ["keys' beginnings and digits", "sk-or-v1"],
    ["cut keys", bearer.slice(0, 72)],
    ["whole keys", `${bearer} `],
    ["addresses", "a://b:c"],
    ["NUL", "\0"]
  ])("takes time linear in the length of %s", (_, part) => {
    const text = part.repeat(Math.ceil(200_000 / part.length))
    const before = process.cpuUsage()
    redact(text, [bearer, management])
    // CPU time, so that a busy machine does not matter. Quadratic time would be a minute or more.
    expect(process.cpuUsage(before).user).toBeLessThan(8_000_000)
  }, 120_000)
})

describe("redaction of JSON", () => {
  it("keeps the structure, and redacts names and values", () => {
    expect(redactJson({ a: [1, null, true, `x ${bearer}`], [bearer]: { b: "c" } }, [bearer])).toEqual({
      a: [1, null, true, `x ${REDACTED}`],
      [REDACTED]: { b: "c" }
    })
    const value = JSON.parse("{\"__proto__\":{\"x\":1}}") as object
    expect(Object.keys(redactJson(value))).toEqual(["__proto__"])
    expect(redactJson({ a: [1, JSON.parse("1e999") as number, -Infinity] })).toEqual({ a: [1, null, null] })
  })

  it("limits depth, count and length", () => {
    let deep: unknown = 1
    for (let level = 0; level < 100_000; level++) deep = level % 2 === 0 ? [deep] : { deep }
    const wide = { a: Array.from({ length: 100_000 }, () => "x"), b: Array.from({ length: 5000 }, () => ({})) }
    const long = { text: "y".repeat(1_000_000), texts: Array.from({ length: 100 }, () => "z".repeat(10_000)) }
    const names = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`n${index}`, index]))
    expect(Object.keys(redactJson(names))).toHaveLength(2000)
    expect(redactJson("y".repeat(20_000))).toBe(`${"y".repeat(8192)}…`)
    for (const value of [deep, wide, long]) {
      const bounded = redactJson(value)
      expect(JSON.stringify(bounded).length).toBeLessThan(100_000)
      expect(inspect(bounded, { depth: Infinity }).length).toBeLessThan(1_000_000)
      expect(structuredClone(bounded)).toEqual(bounded)
    }
  })

  it("keeps 24 levels", () => {
    const nested = (levels: number): unknown => levels === 0 ? "x" : [nested(levels - 1)]
    const objects = (levels: number): unknown => levels === 0 ? "x" : { a: objects(levels - 1) }
    expect(redactJson(nested(24))).toEqual(nested(24))
    expect(JSON.stringify(redactJson(nested(25)))).toBe(`${"[".repeat(24)}"…"${"]".repeat(24)}`)
    expect(redactJson(objects(24))).toEqual(objects(24))
    expect(JSON.stringify(redactJson(objects(25)))).toBe(`${"{\"a\":".repeat(24)}"…"${"}".repeat(24)}`)
  })

  it("keeps 2,000 members in all", () => {
    const names = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`n${index}`, 1]))
    expect(redactJson(Array.from({ length: 2001 }, () => 1))).toHaveLength(2000)
    expect(Object.keys(redactJson(names(2001)))).toHaveLength(2000)
    const shown = redactJson([Array.from({ length: 1500 }, () => 1), Array.from({ length: 1500 }, () => 1), 1])
    expect([shown.length, ...shown.map((each) => Array.isArray(each) ? each.length : each)]).toEqual([3, 1500, 498, 1])
    expect(redactJson([Array.from({ length: 2000 }, () => 1), [1, 2, 3], names(1)])[1]).toEqual([])
    expect(redactJson([Array.from({ length: 2000 }, () => 1), [1], names(1)])[2]).toEqual({})
  })

  it("keeps 8,192 characters of a text, and 65,536 in all", () => {
    expect(redactJson("y".repeat(8192))).toBe("y".repeat(8192))
    expect(redactJson("y".repeat(8193))).toBe(`${"y".repeat(8192)}…`)
    expect(redactJson(Array.from({ length: 9 }, () => "y".repeat(8192)))).toEqual([
      ...Array.from({ length: 8 }, () => "y".repeat(8192)),
      "…"
    ])
    expect(redactJson([...Array.from({ length: 7 }, () => "y".repeat(8192)), "y".repeat(8191), "zz"])[8]).toBe("z…")
    expect(redactJson({ ["n".repeat(8193)]: 1 })).toEqual({ [`${"n".repeat(8192)}…`]: 1 })
  })

  it("redacts a secret that the length limit truncates", () => {
    const shown = redactJson({ text: "x".repeat(8192 - 30) + bearer }, [bearer])
    expect(shown.text).not.toContain("0123456789")
  })
})
