/**
 * Redacts the management key in responses of the service, also if the service repeats only a part of it, or repeats it
 * escaped, encoded or in another case.
 *
 * Other keys and labels such as `sk-or-v1-0e6...1c96` must not be redacted: the page shows them. So only runs of
 * characters from the management key are redacted, not everything that looks like a key.
 */
import { makeSecretRedactor } from "@openrouter-keys/protocol/Redaction"

/** Replaces the key. */
const REDACTED = "<redacted>"

/** Common to all keys, so it identifies none of them. */
const commonPrefix = /^sk-or-(?:v\d+-|mgmt-(?:v\d+-)?)?/

/** Longer texts are not error messages: they are searched for fewer encodings, in a quarter of the time. */
const maxSearched = 256 * 1024

/** The longest run of a key's characters that is not redacted. A hash repeats 12 of them by chance once in 10^9 pages. */
const longestHarmlessRun = 11

const toBase64 = (text: string): string => Buffer.from(text, "latin1").toString("base64")

/** Maps both base64 alphabets, and upper and lower case, to the same text. */
const fold = (text: string): string => text.toLowerCase().replaceAll("-", "+").replaceAll("_", "/")

/** An encoding of the key. */
interface Form {
  /** The encoded key, folded. */
  readonly text: string
  /** The number of consecutive characters that reveal the key. */
  readonly run: number
  /** Characters of an encoded word. The whole word around a run is redacted, because it encodes the rest of the key. */
  readonly word: RegExp | undefined
}

const base64Word = /[a-z0-9+/=]/
const hexWord = /[0-9a-f]/

/** The key in plain text, in base64 at each of the three alignments, and in hex. */
const formsOf = (key: string): ReadonlyArray<Form> => {
  const stem = key.replace(commonPrefix, "")
  const own = stem.length > longestHarmlessRun ? stem : key
  // A short key is revealed by a shorter part.
  const run = Math.min(longestHarmlessRun + 1, Math.max(Math.min(own.length, 6), own.length >> 1))
  const encoded = [0, 1, 2].map((start) => {
    const aligned = own.slice(start)
    return { text: fold(toBase64(aligned.slice(0, aligned.length - aligned.length % 3))), run: Math.ceil(run / 3) * 4 }
  })
  return [
    { text: fold(own), run, word: undefined },
    ...encoded.map((form) => ({ ...form, word: base64Word })),
    { text: Buffer.from(own, "latin1").toString("hex"), run: run * 2, word: hexWord }
  ].filter(({ run, text }) => text.length >= run)
}

// =====================================================================================================================
// Escapes
// =====================================================================================================================

/** A text without its escapes. */
interface Unescaped {
  readonly text: string
  /** The index in the original text of a character, or of the end. */
  readonly startAt: (index: number) => number
}

const named: ReadonlyMap<string, string> = new Map([
  ["amp", "&"],
  ["dash", "-"],
  ["equals", "="],
  ["hyphen", "-"],
  ["lowbar", "_"],
  ["plus", "+"],
  ["sol", "/"]
])

// At most twelve characters long, so that matching is fast. Zeros are between the bytes of UTF-16.
const escapePattern =
  /\\u\{0{0,4}([0-7][0-9a-f])\}|\\u00([0-7][0-9a-f])|\\x([0-7][0-9a-f])|%(?:u00)?([0-7][0-9a-f])|&#x0{0,4}([0-7][0-9a-f]);?|&#0{0,4}(\d{2,3});?|&([a-z]{3,6});|\\([/\\"'_-])/iy

const zero = "\0"

const starters = ["\\", "%", "&", zero]

const isStarter = Uint8Array.from({ length: 256 }, (_, code) => starters.includes(String.fromCharCode(code)) ? 1 : 0)

/** The escape at an index: its length, and the character that it encodes. */
const readEscape = (text: string, index: number): readonly [length: number, character: string] | undefined => {
  if (text[index] === zero) return [1, ""]
  escapePattern.lastIndex = index
  const match = escapePattern.exec(text)
  if (match === null) return undefined
  const [whole, ...groups] = match
  const hex = groups.slice(0, 5).find((group) => group !== undefined)
  const [decimal, name, itself] = groups.slice(5)
  const code = hex === undefined ? Number(decimal ?? Number.NaN) : Number.parseInt(hex, 16)
  const character = code < 128 ? String.fromCharCode(code) : itself ?? named.get(name?.toLowerCase() ?? "")
  return character === undefined ? undefined : [whole.length, character]
}

/** Decodes each escape once; `undefined` if there is none. */
const unescapeOnce = (text: string, startAt: (index: number) => number): Unescaped | undefined => {
  if (!starters.some((starter) => text.includes(starter))) return undefined
  const bytes = Buffer.from(text, "latin1")
  const starts = new Uint32Array(text.length + 1)
  let length = 0
  for (let index = 0; index < text.length;) {
    const escape = isStarter[bytes[index] ?? 0] === 1 ? readEscape(text, index) : undefined
    starts[length] = startAt(index)
    const [size, character] = escape ?? [1, undefined]
    // The write index never passes the read index.
    if (character !== undefined && character !== "") bytes[length] = character.charCodeAt(0)
    else if (character === undefined) bytes[length] = bytes[index] ?? 0
    if (character !== "") length++
    index += size
  }
  if (length === text.length) return undefined
  starts[length] = startAt(text.length)
  return { text: bytes.toString("latin1", 0, length), startAt: (index) => starts[index] ?? 0 }
}

/** The text, and the results of decoding its escapes up to three times. */
const layersOf = (text: string): ReadonlyArray<Unescaped> => {
  let layer: Unescaped | undefined = { text, startAt: (index) => index }
  const layers: Array<Unescaped> = []
  for (let depth = 0; depth < 4 && layer !== undefined; depth++) {
    layers.push(layer)
    layer = unescapeOnce(layer.text, layer.startAt)
  }
  return layers
}

// =====================================================================================================================
// Runs
// =====================================================================================================================

type Range = readonly [start: number, end: number]

/** The number of equal characters of two texts from two indexes on, in steps of 1 or -1. */
const alike = (a: string, i: number, b: string, j: number, step: 1 | -1): number => {
  let count = 0
  while (i >= 0 && j >= 0 && i < a.length && j < b.length && a[i] === b[j]) {
    i += step
    j += step
    count++
  }
  return count
}

const wordAround = (text: string, [start, end]: Range, word: RegExp): Range => {
  while (start > 0 && word.test(text[start - 1] ?? "")) start--
  while (end < text.length && word.test(text[end] ?? "")) end++
  return [start, end]
}

/** A position in an encoding of the key. */
interface Piece {
  readonly form: Form
  readonly place: number
}

/** A checksum that rules out most positions of a text without comparing strings. */
const checksum = (text: string, index: number, size: number): number => {
  let sum = 0
  for (let i = index; i < index + size; i++) sum = (sum * 31 + text.charCodeAt(i)) & 0xffff
  return sum
}

const runAt = (text: string, index: number, { form, place }: Piece): Range | undefined => {
  const start = index - alike(text, index - 1, form.text, place - 1, -1)
  const end = index + alike(text, index, form.text, place, 1)
  return end - start < form.run ? undefined : [start, end]
}

const longer = (a: Range, b: Range): Range => b[1] - b[0] > a[1] - a[0] ? b : a

/** Finds the runs of all encodings. A run contains one of their pieces at every `stride`th index, so only those are checked. */
const makeFinder = (forms: ReadonlyArray<Form>): (text: string) => ReadonlyArray<Range> => {
  const shortest = Math.min(...forms.map(({ run }) => run))
  const size = Math.ceil(shortest / 2)
  const stride = shortest - size + 1
  const pieces = new Map<string, Array<Piece>>()
  const sums = new Uint8Array(0x10000)
  for (const form of forms) {
    for (let place = 0; place + size <= form.text.length; place++) {
      const text = form.text.slice(place, place + size)
      pieces.set(text, [...pieces.get(text) ?? [], { form, place }])
      sums[checksum(text, 0, size)] = 1
    }
  }
  const find = (text: string, index: number): Range | undefined => {
    let longest: Range | undefined
    for (const piece of pieces.get(text.slice(index, index + size)) ?? []) {
      const run = runAt(text, index, piece)
      if (run === undefined) continue
      const { word } = piece.form
      const range = word === undefined ? run : wordAround(text, run, word)
      longest = longest === undefined ? range : longer(longest, range)
    }
    return longest
  }
  return (text) => {
    const found: Array<Range> = []
    for (let index = 0; index + size <= text.length; index += stride) {
      if (sums[checksum(text, index, size)] === 0) continue
      const range = find(text, index)
      if (range === undefined) continue
      found.push(range)
      index = Math.max(index, range[1] - stride)
    }
    return found
  }
}

/** Extends a range to the common prefix of keys before it. */
const withPrefix = (text: string, [start, end]: Range, prefix: string): Range => [
  start - alike(text, start - 1, prefix, prefix.length - 1, -1),
  end
]

const replaceRanges = (text: string, ranges: ReadonlyArray<Range>): string => {
  const parts: Array<string> = []
  let from = 0
  for (const [start, end] of [...ranges].sort(([a], [b]) => a - b)) {
    if (end <= from) continue
    // Merges overlapping ranges.
    if (start >= from) parts.push(text.slice(from, start), REDACTED)
    from = end
  }
  return [...parts, text.slice(from)].join("")
}

/** Makes a function that redacts a key in texts of one byte per character. Texts without the key are unchanged. */
export const makeRedact = (key: string): (text: string) => string => {
  const find = makeFinder(formsOf(key))
  const prefix = fold(commonPrefix.exec(key)?.[0] ?? "")
  // Finds whole keys in more encodings.
  const redactWhole = makeSecretRedactor([key])
  return (text) => {
    const ranges = layersOf(text).flatMap((layer) => {
      const folded = fold(layer.text)
      return find(folded).map((range): Range => {
        const [start, end] = withPrefix(folded, range, prefix)
        return [layer.startAt(start), layer.startAt(end)]
      })
    })
    const shown = ranges.length === 0 ? text : replaceRanges(text, ranges)
    return shown.length > maxSearched ? shown : redactWhole(shown)
  }
}
