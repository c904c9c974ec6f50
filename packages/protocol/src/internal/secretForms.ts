/** The forms in which a secret is searched for, apart from the escapes that a decoded text no longer has. */

/** Below this length a secret would be found inside ordinary words, and is none anyway. */
const minSecret = 8

/** A text in the form in which texts are compared: in lower case, with the `+` of forms as a space. Keeps the length. */
export const fold = (text: string): string => {
  const lower = text.toLowerCase()
  // The one letter that grows when it is lowered.
  return (lower.length === text.length ? lower : text.replace(/\u0130/g, "i").toLowerCase()).replace(/\+/g, " ")
}

/** What a text is searched for. */
export interface SecretForm {
  /** Folded. */
  readonly text: string
  /** How much of its beginning, or of its end, gives it away where a text was cut. */
  readonly minBeginning: number
  readonly minEnd: number
  /** Parts that follow one another from `privateFrom` on: any piece of `minPiece` characters holds a whole one of them. */
  readonly parts: ReadonlyArray<Part>
  /** Where the secret begins in `text`. */
  readonly privateFrom: number
}

/** A part of a secret, and where in it it stands. */
export type Part = readonly [text: string, offset: number]

/** Pieces of a secret from this length on are found anywhere in a text. */
export const minPiece = 16
const partLength = minPiece / 2

// The beginning of every key is no secret.
const publicPrefix = /^(?:\S+ )?sk-or-(?:v\d{1,3}|mgmt)-/

const partsOf = (text: string, from: number): ReadonlyArray<Part> => {
  const out: Array<Part> = []
  for (let at = from; at + partLength <= text.length; at += partLength) out.push([text.slice(at, at + partLength), at])
  return out
}

const form = (text: string, min: number): SecretForm => {
  const folded = fold(text)
  const privateFrom = publicPrefix.exec(text)?.[0].length ?? 0
  return { text: folded, minBeginning: Math.max(min, privateFrom + 1), minEnd: min, parts: [], privateFrom }
}

/** The secret as it is, of which also pieces are found. */
const plainForm = (secret: string): SecretForm => {
  const whole = form(secret, minSecret)
  return { ...whole, parts: partsOf(whole.text, whole.privateFrom) }
}

/** Every form of the secrets that are long enough, each once. */
export const formsOf = (secrets: ReadonlyArray<string>): ReadonlyArray<SecretForm> => {
  const forms = new Map<string, SecretForm>()
  const add = (each: SecretForm): void => {
    if (each.text !== "") forms.set(each.text, each)
  }
  for (const secret of secrets) {
    if (secret.length < minSecret) continue
    add(plainForm(secret))
    const bytes = utf8(secret)
    for (const offset of [0, 1, 2]) {
      const encoded = base64Core(bytes, offset)
      add(form(encoded, base64Min))
      add(form(encoded.replace(/\+/g, "-").replace(/\//g, "_"), base64Min))
    }
  }
  return [...forms.values()]
}

/** Eight bytes. */
const base64Min = 11

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

/** What of base64 these bytes alone decide, where `offset` bytes stand before them. */
export const base64Core = (bytes: ReadonlyArray<number>, offset: number): string => {
  let out = ""
  const first = Math.ceil((offset * 8) / 6)
  const last = Math.floor(((offset + bytes.length) * 8) / 6)
  for (let index = first; index < last; index++) {
    let sextet = 0
    for (let bit = index * 6; bit < index * 6 + 6; bit++) {
      sextet = sextet * 2 + ((bytes[(bit >> 3) - offset]! >> (7 - (bit & 7))) & 1)
    }
    out += alphabet[sextet]!
  }
  return out
}

const utf8 = (text: string): ReadonlyArray<number> => {
  const out: Array<number> = []
  for (const character of text) {
    const code = character.codePointAt(0)!
    if (code < 0x80) out.push(code)
    else if (code < 0x800) out.push(0xc0 | (code >> 6), 0x80 | (code & 0x3f))
    else if (code < 0x10000) out.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f))
    else {
      out.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 0x3f), 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f))
    }
  }
  return out
}

/** The value of a character of base64 or base64url; -1 for any other. */
export const sextetOf = (unit: number): number => {
  if (unit >= 0x41 && unit <= 0x5a) return unit - 0x41
  if (unit >= 0x61 && unit <= 0x7a) return unit - 0x47
  if (unit >= 0x30 && unit <= 0x39) return unit + 4
  if (unit === 0x2b || unit === 0x2d) return 62
  return unit === 0x2f || unit === 0x5f ? 63 : -1
}
