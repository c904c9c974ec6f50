import { makeSecretRedactor, redact, REDACTED } from "@openrouter-keys/protocol/Redaction"
import { describe, expect, it } from "vitest"
import { findKeys } from "../src/internal/keyScanner.js"
import { fold } from "../src/internal/secretForms.js"
import { findUserInfo } from "../src/internal/secretSearch.js"

const characters = Array.from({ length: 0x180 }, (_, code) => String.fromCharCode(code))

/** What a text looks like with one secret. */
const shown = (text: string, secret: string): string => makeSecretRedactor([secret])(text)

describe("a text that looks like a key", () => {
  const rest = "0123456789abcdef"
  const keys = (text: string): ReadonlyArray<string> => findKeys(text, fold(text)).map((range) => text.slice(...range))

  it.each<[string, string, ReadonlyArray<string>]>([
    ["version 1", `(sk-or-v1-${rest})`, [`sk-or-v1-${rest}`]],
    ["version 12", `(sk-or-v12-${rest})`, [`sk-or-v12-${rest}`]],
    ["no version", `(sk-or-v-${rest})`, []],
    ["a version in upper case", `(SK-OR-V1-${rest})`, [`SK-OR-V1-${rest}`]],
    ["management", `(sk-or-mgmt-${rest})`, [`sk-or-mgmt-${rest}`]],
    ["management in upper case", `(SK-OR-MGMT-${rest})`, [`SK-OR-MGMT-${rest}`]],
    ["no hyphen after the version", `(sk-or-v1_${rest})`, []],
    ["no hyphen after management", `(sk-or-mgmt_${rest})`, []],
    ...["xgmt", "mxmt", "mgxt", "mgmx", "mgm", "mgmtt"].map(
      (word): [string, string, []] => [`another word: ${word}`, `(sk-or-${word}-${rest})`, []]
    ),
    ["15 characters", `(sk-or-v1-${rest.slice(1)})`, []],
    ["8 characters at the end of the text", `(sk-or-v1-${rest.slice(8)}`, [`sk-or-v1-${rest.slice(8)}`]],
    ["7 characters at the end of the text", `(sk-or-v1-${rest.slice(9)}`, []],
    ["two keys", `sk-or-v1-${rest} sk-or-v1-${rest} `, [`sk-or-v1-${rest}`, `sk-or-v1-${rest}`]],
    ["a key within a key", `sk-or-v1-sk-or-v1-${rest} `, [`sk-or-v1-sk-or-v1-${rest}`]],
    ["a prefix before a key", `sk-or-sk-or-v1-${rest} `, [`sk-or-v1-${rest}`]],
    ["a key at the start of the text", `sk-or-v1-${rest} `, [`sk-or-v1-${rest}`]]
  ])("%s", (_, text, expected) => {
    expect(keys(text)).toEqual(expected)
  })

  it("has letters, digits, hyphens and underscores", () => {
    const units = characters.filter((each) => keys(`sk-or-v1-${rest.slice(1)}${each}!`).length === 1)
    expect(units.join("")).toBe("-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz")
  })

  it("has digits in its version", () => {
    const digits = characters.filter((each) => keys(`sk-or-v${each}-${rest}!`).length === 1)
    expect(digits.join("")).toBe("0123456789")
  })
})

describe("a secret", () => {
  const secret = "Corp/Proxy=Token.Of:The~Team+Nine"

  it.each<[string, string, string]>([
    ["whole", `(${secret})`, `(${REDACTED})`],
    ["twice", `(${secret} ${secret})`, `(${REDACTED} ${REDACTED})`],
    ["twice without a gap", `(${secret}${secret})`, `(${REDACTED}${REDACTED})`],
    ["in another case", `(${secret.toUpperCase()})`, `(${REDACTED})`],
    ["with a space instead of a plus sign", `(${secret.replace("+", " ")})`, `(${REDACTED})`],
    ["its first 16 characters", `(${secret.slice(0, 16)})`, `(${REDACTED})`],
    ["its last 16 characters", `(${secret.slice(-16)})`, `(${REDACTED})`],
    [
      "16 characters within it, twice",
      `(${secret.slice(7, 23)}, ${secret.slice(7, 23)})`,
      `(${REDACTED}, ${REDACTED})`
    ],
    ["16 characters within it at the beginning", `${secret.slice(8, 24)})`, `${REDACTED})`],
    ["16 characters within it at the end", `(${secret.slice(8, 24)}`, `(${REDACTED}`],
    ["16 characters within it", `(${secret.slice(7, 23)})`, `(${REDACTED})`],
    ["15 characters within it", `(${secret.slice(7, 22)})`, `(${secret.slice(7, 22)})`],
    ["its first 8 characters at the end", `(${secret.slice(0, 8)}`, `(${REDACTED}`],
    ["its first 7 characters at the end", `(${secret.slice(0, 7)}`, `(${secret.slice(0, 7)}`],
    ["its first 8 characters, and no more", secret.slice(0, 8), REDACTED],
    ["its last 8 characters at the beginning", `${secret.slice(-8)})`, `${REDACTED})`],
    ["its last 7 characters at the beginning", `${secret.slice(-7)})`, `${secret.slice(-7)})`],
    ["its last 8 characters, and no more", secret.slice(-8), REDACTED],
    ["its last 7 characters, and no more", secret.slice(-7), secret.slice(-7)],
    ["its last 8 characters elsewhere", `(${secret.slice(-8)})`, `(${secret.slice(-8)})`]
  ])("is found: %s", (_, text, expected) => {
    expect(shown(text, secret)).toBe(expected)
  })

  it.each([
    ["is", "password", REDACTED],
    ["is no", "passwor", "passwor"]
  ])("has at least 8 characters: %s secret: %s", (_, text, expected) => {
    expect(shown(`(${text})`, text)).toBe(`(${expected})`)
    expect(shown(`${text})`, text)).toBe(`${expected})`)
    expect(shown(`(${text}`, text)).toBe(`(${expected}`)
  })

  it.each<[string, string, string, string]>([
    ["the longest beginning", "ababababab--rest", "x ababababab", `x ${REDACTED}`],
    ["a shorter beginning", "ababababab--rest", "xabababab", `x${REDACTED}`],
    ["a beginning of a beginning", "ababababab--rest", "x abababababab", `x ab${REDACTED}`],
    ["a beginning of equal characters", "aaaaaaaaaaaa--rest", "xaaaaaaaaa", `x${REDACTED}`],
    ["all but its first character", "password1", "assword1)", `${REDACTED})`],
    ["an end of equal characters", "rest--aaaaaaaaaaaa", "aaaaaaaaa y", `${REDACTED} y`],
    ["the longest end", "rest--ababababab", "ababababab y", `${REDACTED} y`],
    ["a shorter end", "rest--ababababab", "abababab y", `${REDACTED} y`],
    ["another text after an end", "rest--ababababab-", "abababababab y", "abababababab y"]
  ])("that repeats itself is found: %s", (_, repeating, text, expected) => {
    expect(shown(text, repeating)).toBe(expected)
  })

  it("is found after characters of a truncated escape, at the beginning", () => {
    const end = secret.slice(-8)
    const found = characters.slice(0, 0x80).filter((each) => shown(`${each}${end})`, secret) === `${REDACTED})`)
    expect(found.filter((each) => !/[0-9A-Za-z]/.test(each)).join("")).toBe("\b\t\n\f\r#%&;\\{}")
    expect(found).toHaveLength(62 + 12)
    expect(shown(`${"0".repeat(12)}${end})`, secret)).toBe(`${REDACTED})`)
    expect(shown(`${"0".repeat(13)}${end})`, secret)).toBe(`${"0".repeat(13)}${end})`)
  })
})

describe("the prefix of a key", () => {
  const rest = "0Ab-1Cd_2Ef-3Gh_4Ij-5Kl_6Mn-7Op_"

  it.each([
    ["sk-or-v1-"],
    ["sk-or-v123-"],
    ["sk-or-mgmt-"],
    ["Bearer sk-or-v1-"],
    ["Basic-Key sk-or-mgmt-"]
  ])("%s is not secret", (prefix) => {
    const key = `${prefix}${rest}`
    expect(shown(`(${key})`, key)).toBe(`(${REDACTED})`)
    expect(shown(`(${prefix}${rest.slice(0, 15)})`, key)).toBe(`(${prefix}${rest.slice(0, 15)})`)
    expect(shown(`(${prefix}${rest.slice(0, 16)})`, key)).toBe(`(${REDACTED})`)
    expect(shown(`(${rest.slice(0, 16)})`, key)).toBe(`(${REDACTED})`)
    expect(shown(`(${prefix.slice(3)}${rest.slice(0, 15)})`, key)).toBe(`(${prefix.slice(3)}${rest.slice(0, 15)})`)
    expect(shown(`(${prefix}`, key)).toBe(`(${prefix}`)
    expect(shown(`(${prefix}${rest[0]!}`, key)).toBe(`(${REDACTED}`)
  })

  it.each([
    ["of a version of four digits", "sk-or-v1234-"],
    ["of no version", "sk-or-v-"],
    ["after two words", "a Bearer sk-or-v1-"],
    ["of another kind", "sk-or-test-"]
  ])("%s is a part of the secret", (_, prefix) => {
    const key = `${prefix}${rest}`
    expect(shown(`(${key.slice(0, 16)})`, key)).toBe(`(${REDACTED})`)
    expect(shown(`(${key.slice(0, 8)}`, key)).toBe(`(${REDACTED}`)
  })
})

describe("user and password in a URL", () => {
  const found = (text: string): ReadonlyArray<string> => findUserInfo(text).map((range) => text.slice(...range))

  it.each<[string, ReadonlyArray<string>]>([
    ["http://user:password@host/", ["user:password"]],
    ["http://:password@host/", [":password"]],
    ["http://user:@host/", ["user:"]],
    ["http://user:pass:word@host/", ["user:pass:word"]],
    ["http://user:pass@word@host/", ["user:pass@word"]],
    ["http://me@example.com:password@host/", ["me@example.com:password"]],
    ["http://user:password@host", ["user:password"]],
    ["http://a:b@c http://d:e@f", ["a:b", "d:e"]],
    ["http://http://a:b@c", ["a:b"]],
    ["x://a:b@c", ["a:b"]],
    ["://x http://a:b@c", ["a:b"]],
    ["http://user@host/", []],
    ["ssh://git@host:22/path", []],
    ["http://@host/", []],
    ["http://host:80/", []],
    ["://a:b@c", []],
    ["http:/a:b@c", []]
  ])("%s", (text, expected) => {
    expect(found(text)).toEqual(expected)
  })

  it("have a scheme that ends with a letter or digit", () => {
    const ends = characters.filter((each) => found(fold(`x${each}://a:b@c`)).length === 1)
    expect(ends.filter((each) => each < "\x80").join("")).toBe(
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    )
  })

  it("end before a path, a query, a fragment, white space, quotes and brackets", () => {
    const ends = characters.slice(0, 0x80).filter((each) => found(`x://a:b${each}c@d`).length === 0)
    expect(ends.join("")).toBe("\t\n\v\f\r \"#'/<>?\\`")
  })

  it("are redacted in any letter case", () => {
    expect(redact("HTTP://User:Password@Host")).toBe(`HTTP://${REDACTED}@Host`)
  })
})

describe("a text", () => {
  it("keeps its length for comparison", () => {
    expect(fold("A+İ+B")).toBe("a i b")
    expect(fold("A+B+Ä")).toBe("a b ä")
  })

  it("shows overlapping ranges as one", () => {
    const secrets = ["one-secret-two", "two-secret-three", "secret-two"]
    expect(redact("(one-secret-two-secret-three)", secrets)).toBe(`(${REDACTED})`)
    expect(redact("(secret-two, one-secret-two)", secrets)).toBe(`(${REDACTED}, ${REDACTED})`)
    expect(redact("(one-secret-two)(two-secret-three)", secrets)).toBe(`(${REDACTED})(${REDACTED})`)
  })
})
