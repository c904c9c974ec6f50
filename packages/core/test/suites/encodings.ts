/** Encodings in which a service, a gateway or a library may repeat a secret. */

/** A secret in an encoding, and the texts that must not be shown. */
export interface Encoded {
  /** The text in a message of the service, before it is encoded as JSON. */
  readonly text: string
  /** The same as a fragment of JSON, to test JSON escapes. */
  readonly json?: string
}

/** An encoding by name. */
export type Encode = (secret: string) => Encoded

const text = (encode: (secret: string) => string): Encode => (secret) => ({ text: encode(secret) })

const each = (encode: (character: string) => string) => text((secret) => Array.from(secret, encode).join(""))

const hex = (character: string, digits: number): string => character.codePointAt(0)!.toString(16).padStart(digits, "0")

const isPlain = (character: string): boolean => /[A-Za-z0-9]/.test(character)

const special = (encode: (character: string) => string) =>
  each((character) => isPlain(character) ? character : encode(character))

const utf8 = (character: string, percent: (byte: string) => string): string =>
  Array.from(new TextEncoder().encode(character), (byte) => percent(byte.toString(16).padStart(2, "0"))).join("")

const upperPercent = (byte: string): string => `%${byte.toUpperCase()}`
const lowerPercent = (byte: string): string => `%${byte}`

const names: { readonly [character: string]: string } = {
  "/": "sol",
  "+": "plus",
  "=": "equals",
  "\"": "quot",
  "&": "amp",
  "'": "apos",
  "<": "lt",
  ">": "gt",
  ".": "period",
  "-": "hyphen",
  "_": "lowbar",
  ":": "colon",
  "@": "commat",
  "#": "num",
  "%": "percnt",
  "ü": "uuml",
  "é": "eacute"
}

const named = (character: string): string =>
  names[character] === undefined ? `&#${character.codePointAt(0)};` : `&${names[character]};`

/** JSON escapes. A parser decodes them to the secret itself. */
const jsonEscapes = (escape: (character: string) => string): Encode => (secret) => ({
  text: secret,
  json: Array.from(secret, escape).join("")
})

const jsonSafe = (character: string): string => JSON.stringify(character).slice(1, -1)

const utf16 = (endian: "little" | "big"): Encode =>
  text((secret) =>
    Array.from(secret, (character) => endian === "little" ? `${character}\0` : `\0${character}`).join("")
  )

const base64 = (alignment: number, variant: "base64" | "base64url"): Encode =>
  text((secret) => Buffer.from(`${"u".repeat(alignment)}${secret}`).toString(variant))

/** Every encoding, by name. */
export const encodings: { readonly [name: string]: Encode } = {
  "as it is": text((secret) => secret),
  "JSON with \\/": jsonEscapes((character) => character === "/" ? "\\/" : jsonSafe(character)),
  "JSON with \\u00xx, lower case": jsonEscapes((character) => `\\u${hex(character, 4)}`),
  "JSON with \\u00XX, upper case": jsonEscapes((character) => `\\u${hex(character, 4).toUpperCase()}`),
  "JSON with \\u00xx for special characters": jsonEscapes((character) =>
    isPlain(character) ? character : `\\u${hex(character, 4)}`
  ),
  "JSON in JSON": text((secret) => JSON.stringify({ echo: secret })),
  "JSON in JSON with \\/": text((secret) => `{"echo":"${JSON.stringify(secret).slice(1, -1).replaceAll("/", "\\/")}"}`),
  "JSON in JSON with \\u00xx": text((secret) =>
    `{"echo":"${Array.from(secret, (each) => `\\u${hex(each, 4)}`).join("")}"}`
  ),
  "a component of a URL": text(encodeURIComponent),
  "a URL with percent in lower case": special((character) => utf8(character, lowerPercent)),
  "a URL with percent in upper case": special((character) => utf8(character, upperPercent)),
  "a URL with percent for every character": each((character) => utf8(character, upperPercent)),
  "a URL with percent for every character, lower case": each((character) => utf8(character, lowerPercent)),
  "a form": text((secret) => new URLSearchParams({ key: secret }).toString()),
  "HTML with names": special(named),
  "HTML with decimal numbers": special((character) => `&#${character.codePointAt(0)};`),
  "HTML with decimal numbers and zeros": special((character) =>
    `&#${String(character.codePointAt(0)).padStart(6, "0")};`
  ),
  "HTML with hexadecimal numbers": special((character) => `&#x${hex(character, 2)};`),
  "HTML with hexadecimal numbers, upper case": special((character) => `&#X${hex(character, 2).toUpperCase()};`),
  "HTML with decimal numbers for every character": each((character) => `&#${character.codePointAt(0)};`),
  "HTML with hexadecimal numbers for every character": each((character) => `&#x${hex(character, 2)};`),
  ...Object.fromEntries(
    ([0, 1, 2] as const).flatMap((alignment) =>
      (["base64", "base64url"] as const).map((
        variant
      ) => [`${variant} after ${alignment} bytes`, base64(alignment, variant)])
    )
  ),
  "JavaScript with \\u{}": each((character) => `\\u{${hex(character, 1)}}`),
  "Python with \\U": each((character) => `\\U${hex(character, 8)}`),
  "bytes with \\x": each((character) => utf8(character, (byte) => `\\x${byte}`)),
  "bytes in octal": each((character) =>
    utf8(character, (byte) => `\\${Number.parseInt(byte, 16).toString(8).padStart(3, "0")}`)
  ),
  "escape()": each((character) => `%u${hex(character, 4)}`),
  "quoted-printable": each((character) => utf8(character, (byte) => `=${byte.toUpperCase()}`)),
  "hexadecimal": text((secret) => Buffer.from(secret).toString("hex")),
  "hexadecimal, upper case": text((secret) => Buffer.from(secret).toString("hex").toUpperCase()),
  "a list of bytes": text((secret) => Array.from(Buffer.from(secret)).join(",")),
  "MIME's base64, in lines of 64": text((secret) => Buffer.from(secret).toString("base64").replace(/.{64}/g, "$&\n")),
  "twice base64": text((secret) => Buffer.from(Buffer.from(`u:${secret}`).toString("base64")).toString("base64")),
  "base64 without padding": text((secret) => Buffer.from(secret).toString("base64").replace(/=+$/, "")),
  "upper case": text((secret) => secret.toUpperCase()),
  "lower case": text((secret) => secret.toLowerCase()),
  "UTF-16, little endian": utf16("little"),
  "UTF-16, big endian": utf16("big"),
  "cut at its end by 1": text((secret) => secret.slice(0, -1)),
  "cut at its end by half": text((secret) => secret.slice(0, Math.ceil(secret.length / 2))),
  "cut at its beginning by 1": text((secret) => secret.slice(1)),
  "cut at its beginning by half": text((secret) => secret.slice(Math.floor(secret.length / 2)))
}

/**
 * Normalizes a text for comparison: removes backslashes, `\x00` and quotes, so that an encoded secret is found after
 * any number of escapes.
 */
export const comparable = (shown: string): string =>
  shown.replace(/\\+(?:x00|u0000|0)/g, "").replaceAll("\0", "").replaceAll("\\", "")

const longest = 24

/** Parts of a secret that must not be shown. */
const parts = (whole: string): ReadonlyArray<string> => {
  const text = comparable(whole)
  const size = Math.min(longest, text.length)
  // The first, the last, and some between.
  return Array.from(
    new Set([0, 0.25, 0.5, 0.75, 1].map((part) => {
      const start = Math.floor((text.length - size) * part)
      return text.slice(start, start + size)
    }))
  )
}

/** The part of base64 that depends only on the secret, and not on the text around it. */
const base64Cores = (secret: string): ReadonlyArray<string> => {
  const { length } = Buffer.from(secret)
  return [0, 1, 2].map((alignment) => {
    const whole = Buffer.from(`${"u".repeat(alignment)}${secret}`).toString("base64")
    return whole.slice(Math.ceil(alignment * 8 / 6), Math.floor((alignment + length) * 8 / 6))
  })
}

/** The texts that an error must not show after a service repeated `secret` in this encoding. */
export const forbidden = (name: string, secret: string): ReadonlyArray<string> => {
  const { json, text } = encodings[name]!(secret)
  if (name.startsWith("base64")) {
    return base64Cores(secret).flatMap((
      core
    ) => [...parts(core), ...parts(core.replaceAll("+", "-").replaceAll("/", "_"))])
  }
  if (name === "a form") return parts(text.slice("key=".length))
  if (name.startsWith("JSON in JSON")) return parts(text.slice("{\"echo\":\"".length, -2))
  return [...parts(text), ...(json === undefined ? [] : parts(json))]
}
