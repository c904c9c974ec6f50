import { Buffer } from "node:buffer"
import { describe, expect, it } from "vitest"
import { byteLayers } from "../src/internal/encodedBytes.js"
import { originEndOf, originOf } from "../src/internal/layer.js"

const layersOf = (text: string) => byteLayers({ text, starts: undefined, ends: undefined })

/** The texts of the encoded bytes in a text. */
const decoded = (text: string): ReadonlyArray<string> => layersOf(text).map((layer) => layer.text)

const base64 = (text: string): string => Buffer.from(text).toString("base64")
const hex = (bytes: ReadonlyArray<number>): string => Buffer.from(bytes).toString("hex")
const hexOf = (text: string): string => Buffer.from(text).toString("hex")
const list = (text: string, separator: string): string => [...Buffer.from(text)].join(separator)

const ascii = Array.from({ length: 0x80 }, (_, code) => String.fromCharCode(code))
const space = " \t\n\v\f\r"
const gap = "\uffff"

describe("base64", () => {
  it("has 64 characters, of which two have another form in URLs", () => {
    const all = ascii.slice(0x20, 0x7f).join("")
    for (const text of [all, `~${all}`, `~~${all}`, "~~~~~~~~~", "?????????", "ÿÿÿÿ>>>>"]) {
      expect(decoded(base64(text))).toContain(text)
      expect(decoded(Buffer.from(text).toString("base64url"))).toContain(text)
    }
  })

  it.each([0, 1, 2, 3])("begins at any of four characters: %i", (before) => {
    const shown = decoded(`${"A".repeat(before)}${base64("abcdefghi")}`)
    expect(shown.some((text) => text.endsWith("abcdefghi"))).toBe(true)
  })

  it("continues after white space only", () => {
    const [first, second] = [base64("(abcdefgh)").slice(0, 12), base64("[ijklmnop]").slice(0, 12)]
    for (const each of ascii) {
      if (/[\w+/-]/.test(each)) continue
      expect(decoded(`${first}${each}${second}`)[0], JSON.stringify(each)).toBe(
        space.includes(each) ? "(abcdefgh[ijklmnop" : `(abcdefgh${gap}[ijklmnop`
      )
    }
  })

  it("has at least 8 bytes", () => {
    expect(decoded("YWJjZGVmZ2g")).toEqual(["abcdefgh"])
    expect(decoded("YWJjZGVmZw==")).toEqual([])
    expect(decoded("YWJjZGVmZw ==")).toEqual([])
    expect(decoded(`${base64("abcdefg")}, ${base64("hijklmn")}`)).toEqual([])
  })

  it("is known by where it was in the text", () => {
    const text = `: ${base64("abc")}\n${base64("défghi")}`
    const [layer] = layersOf(text)
    expect(layer!.text).toBe("abcdéfghi")
    const parts = Array.from(layer!.text, (_, at) => text.slice(originOf(layer!, at), originEndOf(layer!, at + 1)))
    expect(parts).toEqual(["YW", "WJ", "Jj", "ZM", "MOp", "Zm", "md", "do", "aQ"])
  })
})

describe("hexadecimal", () => {
  /** Other bytes, so that the text is read at all. */
  const other = hexOf("[ijklmnop]")

  it("has digits in both cases", () => {
    for (const each of ascii) {
      const shown = decoded(`60616263646566676${each} `).concat(decoded(`6061626364656667${each}1 `))
      const value = /[0-9a-f]/i.test(each) ? Number.parseInt(each, 16) : -1
      const low = `\`abcdefg${String.fromCharCode(0x60 + value)}`
      expect(shown.includes(low), each).toBe(value >= 0)
      if (value >= 2 && value < 8) expect(shown).toContain(`\`abcdefg${String.fromCharCode(value * 16 + 1)}`)
      if (value >= 0) expect(decoded(`6${each}`.repeat(8))).toContain(String.fromCharCode(0x60 + value).repeat(8))
    }
  })

  it("has white space, colons, commas and hyphens between bytes", () => {
    for (const each of ascii) {
      const text = hexOf("(abcdefgh)").match(/../g)!.join(each)
      const isSeparator = `${space}:,-`.includes(each)
      expect(decoded(`${other};${text}`).join().includes("(abcdefgh)"), JSON.stringify(each)).toBe(isSeparator)
    }
  })

  it.each([[24, true], [25, false]])("has up to 24 separators between bytes: %i", (count, isRead) => {
    const text = hexOf("(abcdefgh)").match(/../g)!.join(" ".repeat(count))
    expect(decoded(`${other};${text}`).join().includes("(abcdefgh)")).toBe(isRead)
    expect(decoded(text).includes("(abcdefgh)")).toBe(isRead)
  })

  it.each([
    ["0x", true],
    ["0X", true],
    ["1x", false],
    ["0y", false],
    ["x", false]
  ])("has the prefix %s: %s", (prefix, isRead) => {
    for (const separator of [", ", ""]) {
      const text = hexOf("(abcdefgh)").match(/../g)!.map((byte) => prefix + byte).join(separator)
      expect(decoded(`${other};${text}`).join().includes("(abcdefgh)")).toBe(isRead)
      expect(decoded(text).includes("(abcdefgh)")).toBe(isRead)
    }
  })

  it("begins at any digit, and in any word", () => {
    for (const before of ["", "a", "ab", "abc", "xyz", "0x", "0", "1", "; a", "; 0", "; 1", "; abc", "/abc", ":abc"]) {
      expect(decoded(`${before}${hexOf("(abcdefgh)")}`).some((text) => text.includes("(abcdefgh)")), before).toBe(true)
    }
  })

  it("has at least 8 bytes", () => {
    expect(decoded(hexOf("abcdefgh")).at(0 - 1)).toBe("abcdefgh")
    expect(decoded(hexOf("abcdefg")).includes("abcdefg")).toBe(false)
    expect(decoded(`${hexOf("abcdefg")}; ${hexOf("hijklmn")}`).join()).not.toMatch(/abcdefg|hijklmn/)
    expect(decoded(`${hexOf("(abcdefg")};${hexOf("[hijklmn")}`)).toContain(`(abcdefg${gap}[hijklmn`)
  })

  it("is known by where it was in the text", () => {
    const text = "; 61 62:0x63, 0x64-65  66676869"
    const layer = layersOf(text).find((each) => each.text === "abcdefghi")!
    const parts = Array.from(layer.text, (_, at) => text.slice(originOf(layer, at), originEndOf(layer, at + 1)))
    expect(parts).toEqual(["61", "62", "63", "64", "65", "66", "67", "68", "69"])
  })
})

describe("a list of numbers", () => {
  it("has white space, colons, commas and hyphens between numbers", () => {
    for (const each of ascii) {
      if (/\d/.test(each)) continue
      const isSeparator = `${space}:,-`.includes(each)
      expect(decoded(list("(abcdefgh)", each)).includes("(abcdefgh)"), JSON.stringify(each)).toBe(isSeparator)
    }
  })

  it.each([[24, true], [25, false]])("has up to 24 separators between numbers: %i", (count, isRead) => {
    expect(decoded(list("(abcdefgh)", " ".repeat(count))).includes("(abcdefgh)")).toBe(isRead)
  })

  it.each<[string, string]>([
    ["0", "abcd\0efgh"],
    ["9", "abcd\tefgh"],
    ["009", "abcd\tefgh"],
    ["127", "abcd efgh"],
    ["195, 191", "abcdÿefgh"],
    ["256", "abcd efgh"],
    ["999", "abcd efgh"],
    ["0097", "abcd efgh"]
  ])("has numbers up to 255, of up to three digits: %s", (number, text) => {
    const [before, after] = [list("(abcdefghabcd", ", "), list("efghijklmnop)", ", ")]
    const expected = text.includes(" ") ? text.replace(" ", gap) : text
    expect(decoded(`[${before}, ${number}, ${after}]`)).toContain(`(abcdefgh${expected}ijklmnop)`)
  })

  it("has at least 8 numbers", () => {
    expect(decoded(`[${list("abcdefgh", ",")}]`)).toContain("abcdefgh")
    expect(decoded("9 9 9 9 9 9 9 9")).toContain("\t".repeat(8))
    expect(decoded(`[${list("abcdefg", ",")}]`)).not.toContain("abcdefg")
  })

  it("ends at another character", () => {
    expect(decoded(`[${list("(abcdefg", ",")}],[${list("[hijklmn", ",")}]`)).toContain(`(abcdefg${gap}[hijklmn`)
    for (const end of ["/", ":", ", x", ", ", "x", "x104", ", x, 104"]) {
      expect(decoded(`[${list("(abcdefg)", ", ")}${end}`), end).toContain("(abcdefg)")
    }
  })

  it("is known by where it was in the text", () => {
    const text = `[${list("abcdefgh", ", ")}]`
    const layer = layersOf(text).find((each) => each.text === "abcdefgh")!
    const parts = Array.from(layer.text, (_, at) => text.slice(originOf(layer, at), originEndOf(layer, at + 1)))
    expect(parts).toEqual(["97", "98", "99", "100", "101", "102", "103", "104"])
  })
})

describe("bytes that are text", () => {
  const within = (bytes: ReadonlyArray<number>): string =>
    decoded(`${hexOf("(abcdefg")}${hex(bytes)}${hexOf("hijklmn)")}`).find((text) => text.startsWith("(abcdefg"))!

  it("are printable ASCII, white space and NUL", () => {
    for (let byte = 0; byte < 0x100; byte++) {
      const isText = byte === 0 || (byte >= 0x20 && byte < 0x7f) || (byte >= 9 && byte <= 13)
      const middle = isText ? String.fromCharCode(byte) : gap
      expect(within([byte]), String(byte)).toBe(`(abcdefg${middle}hijklmn)`)
    }
  })

  it.each<[string, ReadonlyArray<number>, string]>([
    ["UTF-8 of two bytes", [0xc3, 0xbc], "ü"],
    ["UTF-8 of two bytes, the first", [0xc2, 0x80], "\u0080"],
    ["UTF-8 of two bytes, the last", [0xdf, 0xbf], "\u07ff"],
    ["UTF-8 of three bytes", [0xe2, 0x82, 0xac], "€"],
    ["UTF-8 of three bytes, the last", [0xef, 0xbf, 0xbd], "\ufffd"],
    ["UTF-8 of four bytes", [0xf0, 0x9d, 0x84, 0x9e], "𝄞"],
    ["UTF-8 of four bytes, the first", [0xf0, 0x90, 0x80, 0x80], "\u{10000}"],
    ["UTF-8 of four bytes, the last", [0xf4, 0x8f, 0xbf, 0xbf], "\u{10ffff}"],
    ["UTF-8 after the last character", [0xf4, 0x90, 0x80, 0x80], "\ufffd"],
    ["a byte that no byte continues", [0xc3], gap],
    ["a byte that too few bytes continue", [0xe2, 0x82], gap],
    ["a byte that only continues", [0x82], gap]
  ])("are %s", (_, bytes, text) => {
    expect(within(bytes)).toBe(`(abcdefg${text}hijklmn)`)
  })

  it("are whole characters", () => {
    expect(decoded(`${hexOf("(abcdefg")}${hex([0xe2, 0x82])}`)).toContain("(abcdefg")
    expect(decoded(`${hexOf("(abcdef")}${hex([0xc3, 0xbc])}`)).toContain("(abcdefü")
    expect(decoded(`${hexOf("(abcdefg€")};${hexOf("[hijklmn")}${hex([0xe2, 0x82])}`)).toContain(
      `(abcdefg€${gap}[hijklmn`
    )
  })

  it("have at least 8 bytes", () => {
    const text = (before: string, after: string) => decoded(`${hexOf(before)}ff${hexOf(after)}`)
    expect(text("(abcdefg", "hijklmn)")).toContain(`(abcdefg${gap}hijklmn)`)
    expect(text("(abcdef", "hijklmn)")).toContain("hijklmn)")
    expect(text("(abcdefg", "hijklm)")).toContain("(abcdefg")
    expect(decoded(`${hexOf("(abcd")}${hex([0xc3, 0xbc])}`)).not.toContain("(abcdü")
  })
})

describe("a text without encoded bytes", () => {
  it.each(["", "short", "x, y, z; a. b", "1, 2, 3", "0123456789"])("has no layers: %j", (text) => {
    expect(decoded(text)).toEqual([])
  })
})
