import { describe, expect, it } from "vitest"
import { allLayersOf, layersOf } from "../src/internal/decodedText.js"
import { originEndOf, originOf } from "../src/internal/layer.js"

/** The text after one round of decoding; `null` if nothing is decoded. */
const decoded = (text: string): string | null => layersOf(text)[1]?.text ?? null

const ascii = Array.from({ length: 0x80 }, (_, code) => String.fromCharCode(code))

describe("an escape", () => {
  it.each<[string, string, string | null]>([
    ["\\b", "\\b", "\b"],
    ["\\f", "\\f", "\f"],
    ["\\n", "\\n", "\n"],
    ["\\r", "\\r", "\r"],
    ["\\t", "\\t", "\t"],
    ["\\\\", "\\\\", "\\"],
    ["\\/", "\\/", "/"],
    ["\\\"", "\\\"", "\""],
    ["\\'", "\\'", "'"],
    ["an unknown letter after a backslash", "\\q", null],
    ["\\u", "\\u00fc", "ü"],
    ["\\u in upper case, as JSON is upper-cased", "\\U00FC", "ü"],
    ["\\u with an invalid digit", "\\u00fg", null],
    ["\\U with eight digits", "\\U0001d11e", "𝄞"],
    ["\\U of the last character", "\\U0010ffff", "\u{10ffff}"],
    ["\\U after the last character, which is \\u", "\\U00110000", "\u00110000"],
    ["\\u with eight digits that \\U would take", "\\u00041234", "\u00041234"],
    ["\\u of NUL", "\\u0000", ""],
    ["\\U of NUL", "\\U00000000", ""],
    ["%u of NUL", "%u0000", ""],
    ["percent of NUL", "%00", ""],
    ["another letter than u after percent", "%t0041", null],
    ["an entity without its ampersand", "%q=#65;", null],
    ["an entity without its ampersand, after NUL", "\0#65;", "#65;"],
    ["UTF-8 of which the second byte is not escaped", "%c3xbc", "\u00c3xbc"],
    ["UTF-8 of which the second byte is escaped differently", "\\xc3yxbc", "\u00c3yxbc"],
    ["\\u with eight digits, of which it takes four", "\\u0041d11e", "Ad11e"],
    ["\\u{}", "\\u{fc}", "ü"],
    ["\\u{} of one digit", "\\u{9}", "\t"],
    ["\\u{} of a character beyond 16 bits", "\\u{1d11e}", "𝄞"],
    ["\\u{} of the last character", "\\u{10ffff}", "\u{10ffff}"],
    ["\\u{} after the last character", "\\u{110000}", null],
    ["\\u{} of eight digits", "\\u{000000fc}", "ü"],
    ["\\u{} of nine digits", "\\u{0000000fc}", null],
    ["\\u{} without digits", "\\u{}", null],
    ["\\u{} with an invalid digit", "\\u{fcg}", null],
    ["\\x", "\\x41", "A"],
    ["\\x in upper case", "\\X4A", "J"],
    ["\\x of Latin-1", "\\xfc", "ü"],
    ["\\x with an invalid digit", "\\x4g", null],
    ["\\x of UTF-8, two bytes", "\\xc3\\xbc", "ü"],
    ["\\x of UTF-8, three bytes", "\\xe2\\x82\\xac", "€"],
    ["\\x of UTF-8, four bytes", "\\xf0\\x9d\\x84\\x9e", "𝄞"],
    ["\\x of UTF-8 before another letter", "\\xc3\\ybc", "Ã\\ybc"],
    ["\\x of UTF-8 before other text", "\\xc3abcd", "Ãabcd"],
    ["octal", "\\101", "A"],
    ["octal, the last byte", "\\377", "ÿ"],
    ["octal after the last byte", "\\400", null],
    ["octal with an invalid digit", "\\108", null],
    ["octal of UTF-8", "\\303\\274", "ü"],
    ["percent", "%41", "A"],
    ["percent of Latin-1", "%fc", "ü"],
    ["percent with an invalid digit", "%4g", null],
    ["percent of UTF-8, the first of two bytes", "%c2%80", "\u0080"],
    ["percent of UTF-8, the last of two bytes", "%df%bf", "\u07ff"],
    ["percent of UTF-8, the first of three bytes", "%e0%a0%80", "\u0800"],
    ["percent of UTF-8, the last of three bytes", "%ef%bf%bf", "\uffff"],
    ["percent of UTF-8, the first of four bytes", "%f0%90%80%80", "\u{10000}"],
    ["percent of UTF-8, the last of four bytes", "%f4%8f%bf%bf", "\u{10ffff}"],
    ["percent of UTF-8 after the last character", "%f4%90%80%80", "\u00f4\u0090\u0080\u0080"],
    ["percent of no UTF-8: an overlong byte", "%c1%bf", "\u00c1\u00bf"],
    ["percent of no UTF-8: a byte without a character", "%f8%80%80%80", "\u00f8\u0080\u0080\u0080"],
    ["percent of no UTF-8: a byte too small", "%c3%7f", "\u00c3\u007f"],
    ["percent of no UTF-8: a byte too large", "%c3%c0x", "\u00c3\u00c0x"],
    ["%u", "%u00fc", "ü"],
    ["%u in upper case", "%U00FC", "ü"],
    ["%u with an invalid digit", "%u00fg", null],
    ["a named entity", "&auml;", "ä"],
    ["a named entity in upper case", "&AUML;", "ä"],
    ["a named entity without its semicolon", "&auml-", "ä-"],
    ["an unknown entity", "&nosuch;", null],
    ["an entity without a name", "&;", null],
    ["a decimal entity", "&#252;", "ü"],
    ["a decimal entity without its semicolon", "&#252-", "ü-"],
    ["a decimal entity before a letter", "&#45a", "-a"],
    ["a decimal entity with zeros", "&#0000000252;", "ü"],
    ["a decimal entity of the last character", "&#1114111;", "\u{10ffff}"],
    ["a decimal entity after the last character", "&#1114112;", null],
    ["a decimal entity far after the last character", `&#${"9".repeat(400)};`, null],
    ["a decimal entity without digits", "&#;", null],
    ["a hexadecimal entity", "&#xfc;", "ü"],
    ["a hexadecimal entity in upper case", "&#XFC;", "ü"],
    ["a hexadecimal entity without its semicolon", "&#x2d-", "--"],
    ["a hexadecimal entity of the last character", "&#x10ffff;", "\u{10ffff}"],
    ["a hexadecimal entity after the last character", "&#x110000;", null],
    ["a hexadecimal entity without digits", "&#x;", null],
    ["NUL, as in UTF-16", "\0", ""]
  ])("%s", (_, text, expected) => {
    expect(decoded(`>${text} `)).toBe(expected === null ? null : `>${expected} `)
  })

  it.each([
    "\\",
    "\\u00fc",
    "\\U0001d11e",
    "\\u{1d11e}",
    "\\xfc",
    "\\xe2\\x82\\xac",
    "\\303\\274",
    "%fc",
    "%e2%82%ac",
    "%u00fc",
    "&auml;",
    "&#252;",
    "&#xfc;"
  ])("%s, truncated at the end of the text, is no character", (escape) => {
    for (let length = 1; length < escape.length; length++) {
      expect(decoded(`>${escape.slice(0, length)}`), escape.slice(0, length)).toBe(
        // Four digits are a whole escape of JSON in upper case.
        escape.startsWith("\\U") && length === 6 ? ">\x01" : ">"
      )
    }
  })

  it("is found in a text of escapes only, and in a long text", () => {
    expect(decoded("\\\\")).toBe("\\")
    expect(decoded("%26&")).toBe("&")
    const long = Array.from({ length: 20_000 }, (_, index) => String.fromCharCode(0x100 + index)).join("")
    expect(decoded(`\\n${long}`)).toBe(`\n${long}`)
  })

  it("may end with the text", () => {
    expect(decoded(">\\n")).toBe(">\n")
    expect(decoded(">\\xc3\\y")).toBe(">\u00c3\\y")
  })

  it("has hexadecimal digits in both cases", () => {
    for (const before of ["%4", "\\x4", "\\u004", "%u004", "\\U0000004"]) {
      const digits = ascii.filter((each) => decoded(`${before}${each} `)?.length === 2)
      const values = digits.map((each) => decoded(`${before}${each} `)![0])
      expect(digits.join("")).toBe("0123456789ABCDEFabcdef")
      expect(values.join("")).toBe("@ABCDEFGHIJKLMNOJKLMNO")
    }
  })

  it("has octal digits", () => {
    const digits = ascii.filter((each) => decoded(`\\10${each} `)?.length === 2)
    expect(digits.join("")).toBe("01234567")
    expect(digits.map((each) => decoded(`\\10${each} `)![0]).join("")).toBe("@ABCDEFG")
    const first = ascii.filter((each) => !/x/i.test(each) && decoded(`\\${each}01 `)?.length === 2)
    expect(first.join("")).toBe("0123")
  })

  it("has decimal digits", () => {
    const digits = ascii.filter((each) => decoded(`&#6${each}; `)?.length === 2)
    expect(digits.join("")).toBe("0123456789")
  })

  it("has a name of letters and digits", () => {
    const ends = ascii.filter((each) => decoded(`&amp${each}!`) !== null)
    expect(ends.filter((each) => /[0-9a-z]/i.test(each))).toEqual([])
    expect(ends).toHaveLength(0x80 - 62)
  })

  it("has a name of up to ten letters, if it is truncated at the end of the text", () => {
    expect(decoded(`>&${"a".repeat(10)}`)).toBe(">")
    expect(decoded(`>&${"a".repeat(11)}`)).toBeNull()
  })

  it("is nested up to seven times", () => {
    const nested = (times: number): string => `%${"25".repeat(times - 1)}41`
    expect(layersOf(nested(7)).at(-1)!.text).toBe("A")
    expect(layersOf(nested(8)).at(-1)!.text).toBe("%41")
    expect(layersOf("plain").map(({ text }) => text)).toEqual(["plain"])
    expect(layersOf("100% \\q &x ").map(({ text }) => text)).toEqual(["100% \\q &x "])
  })

  it("is known by where it was in the text", () => {
    const text = "a\\u0062%2563\\u{1d11e}d"
    const layers = layersOf(text)
    expect(layers.map((layer) => layer.text)).toEqual([text, "ab%63𝄞d", "abc𝄞d"])
    const parts = (index: number) =>
      Array.from(
        { length: layers[index]!.text.length },
        (_, at) => text.slice(originOf(layers[index]!, at), originEndOf(layers[index]!, at + 1))
      )
    expect(parts(0).join("")).toBe(text)
    expect(parts(1)).toEqual(["a", "\\u0062", "%25", "6", "3", "", "\\u{1d11e}", "d"])
    expect(parts(2)).toEqual(["a", "\\u0062", "%2563", "", "\\u{1d11e}", "d"])
    for (const layer of layers) expect(originOf(layer, layer.text.length)).toBe(text.length)
  })
})

describe("a named entity", () => {
  it.each([
    ["&", "amp"],
    ["'", "apos"],
    ["*", "ast"],
    ["\\", "bsol"],
    [":", "colon"],
    [",", "comma"],
    ["@", "commat"],
    ["-", "dash"],
    ["$", "dollar"],
    ["=", "equals"],
    ["!", "excl"],
    ["`", "grave"],
    [">", "gt"],
    ["^", "hat"],
    ["-", "hyphen"],
    ["{", "lcub"],
    ["_", "lowbar"],
    ["(", "lpar"],
    ["[", "lsqb"],
    ["<", "lt"],
    ["#", "num"],
    ["%", "percnt"],
    [".", "period"],
    ["+", "plus"],
    ["?", "quest"],
    ["\"", "quot"],
    ["}", "rcub"],
    [")", "rpar"],
    ["]", "rsqb"],
    [";", "semi"],
    ["/", "sol"],
    ["~", "tilde"],
    ["|", "verbar"],
    ["|", "vert"]
  ])("of punctuation: %s is %s", (character, name) => {
    expect(decoded(`>&${name}; `)).toBe(`>${character} `)
  })

  it.each(
    Object.entries({
      160:
        "nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute " +
        "micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest",
      223:
        "szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml " +
        "eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml"
    }).flatMap(([first, names]) =>
      names.split(" ").map((name, index): [string, string] => [String.fromCharCode(Number(first) + index), name])
    )
  )("of Latin-1: %s is %s", (character, name) => {
    expect(decoded(`>&${name}; `)).toBe(`>${character} `)
  })

  it("is no hyphen in place of a capital letter", () => {
    expect(decoded(">&-; ")).toBeNull()
  })
})

describe("quoted-printable", () => {
  /** The texts of all layers but the first. */
  const layers = (text: string): ReadonlyArray<string> => allLayersOf(text).slice(1).map((layer) => layer.text)

  it.each<[string, string, string | null]>([
    ["a byte", "=41", "A"],
    ["a byte in lower case", "=4a", "J"],
    ["a byte of Latin-1", "=FC", "ü"],
    ["UTF-8", "=E2=82=AC", "€"],
    ["a line end", "=\n", ""],
    ["a line end of two characters", "=\r\n", ""],
    ["half a line end", "=\r-", null],
    ["a line end before another character", "=-\n", null],
    ["an invalid digit", "=4G", null],
    ["half a line end after a byte", "=41=\r-", "A=\r-"],
    ["another character before a line end", "=41=-\n", "A=-\n"],
    ["another escape", "=41\\42", "A\\42"],
    ["a sign at the end", "=41=", "A"]
  ])("%s", (_, text, expected) => {
    const shown = layers(`>${text}${text.endsWith("=") ? "" : " "}`)
    expect(shown).toEqual(expected === null ? [] : [`>${expected}${text.endsWith("=") ? "" : " "}`])
  })

  it("is found within escapes, and escapes are found within it", () => {
    expect(layers("=25\\u003d42 ")).toEqual(["=25=42 ", "%\\u003d42 ", "%=42 ", "%B ", "%B "])
  })
})

describe("quoted-printable bytes", () => {
  it("have hexadecimal digits in both cases", () => {
    for (const [index, digit] of "0123456789ABCDEFabcdef".split("").entries()) {
      const value = index < 16 ? index : index - 6
      expect(allLayersOf(`>=4${digit} `)[1]?.text).toBe(`>${String.fromCharCode(0x40 + value)} `)
      if (value > 1 && value < 8) {
        expect(allLayersOf(`>=${digit}1 `)[1]?.text).toBe(`>${String.fromCharCode(value * 16 + 1)} `)
      }
    }
    for (const digit of "89abcdefABCDEF") {
      const text = String.fromCharCode(Number.parseInt(digit, 16) * 16 + 1)
      expect(allLayersOf(`>=${digit}1 `)[1]?.text).toBe(`>${text} `)
    }
  })
})

describe("escapes in encoded bytes", () => {
  it("are nested up to twice", () => {
    const shown = allLayersOf(btoa("(abcdefg%25252541)")).map((layer) => layer.text)
    expect(shown).toContain("(abcdefg%2541)")
    expect(shown).not.toContain("(abcdefg%41)")
  })

  it("are known by where they were in the text", () => {
    const text = `: ${btoa("abcd%65\\u0066ghi")}`
    const layer = allLayersOf(text).find((each) => each.text === "abcdefghi")!
    const parts = Array.from(layer.text, (_, at) => text.slice(originOf(layer, at), originEndOf(layer, at + 1)))
    expect(parts).toEqual(["YW", "WJ", "Jj", "ZC", "CU2NV", "Vx1MDA2Nm", "md", "do", "aQ"])
  })
})

describe("a NUL, or another special character, in any layer", () => {
  it.each(["\\", "%", "&", "=", "\0"])("%j alone changes nothing else", (character) => {
    const text = `a${character} b`
    expect(layersOf(text).at(-1)!.text).toBe(character === "\0" ? "a b" : text)
  })
})

describe("layers", () => {
  it("are not added after the 48th, so that the time is linear", () => {
    let text = "abcdefgh"
    for (let times = 0; times < 8; times++) text = btoa(`${text}=41 `)
    expect(allLayersOf(text)).toHaveLength(48)
  })
})
