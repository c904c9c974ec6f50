/** The form in which a secret is searched for in the readings of a text. */

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

/** The forms of the secrets that are long enough, each once. */
export const formsOf = (secrets: ReadonlyArray<string>): ReadonlyArray<SecretForm> =>
  [...new Set(secrets)].filter(({ length }) => length >= minSecret).map(formOf)
