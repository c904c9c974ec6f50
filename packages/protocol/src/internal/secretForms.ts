/** The form of a secret to search for in the layers of a text. */

/** Shorter values would match ordinary words, and are not secrets. */
const minSecret = 8

/** Normalizes a text for comparison: lower case, and `+` as a space. Keeps the length. */
export const fold = (text: string): string => {
  const lower = text.toLowerCase()
  // The only letter whose lower case is longer.
  return (lower.length === text.length ? lower : text.replace(/\u0130/g, "i").toLowerCase()).replace(/\+/g, " ")
}

/** A secret, prepared for searching. */
export interface SecretForm {
  /** Folded. */
  readonly text: string
  /** Minimum length of a prefix or suffix to redact at an end of a text. */
  readonly minBeginning: number
  readonly minEnd: number
  /** Consecutive parts from `privateFrom` on. Any substring of `minSubstring` characters contains a whole part. */
  readonly parts: ReadonlyArray<Part>
  /** Where the secret part begins in `text`. */
  readonly privateFrom: number
}

/** A part of a secret and its offset. */
export type Part = readonly [text: string, offset: number]

/** Substrings of a secret of at least this length are found anywhere. */
export const minSubstring = 16
const partLength = minSubstring / 2

// The prefix of a key is not secret.
const publicPrefix = /^(?:\S+ )?sk-or-(?:v\d{1,3}|mgmt)-/

const partsOf = (text: string, from: number): ReadonlyArray<Part> => {
  const out: Array<Part> = []
  for (let at = from; at + partLength <= text.length; at += partLength) out.push([text.slice(at, at + partLength), at])
  return out
}

const formOf = (secret: string): SecretForm => {
  const text = fold(secret)
  const privateFrom = publicPrefix.exec(secret)?.[0].length ?? 0
  return {
    text,
    minBeginning: Math.max(minSecret, privateFrom + 1),
    minEnd: minSecret,
    parts: partsOf(text, privateFrom),
    privateFrom
  }
}

/** The distinct forms of the secrets that are long enough. */
export const formsOf = (secrets: ReadonlyArray<string>): ReadonlyArray<SecretForm> =>
  [...new Set(secrets)].filter(({ length }) => length >= minSecret).map(formOf)
