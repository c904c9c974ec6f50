/**
 * Keeps secrets out of every text that leaves this library.
 *
 * @module
 */
import { readingsOf } from "./internal/decodedText.js"
import { findKeys, type Range } from "./internal/keyScanner.js"
import { type Layer, originEndOf, originOf } from "./internal/layer.js"
import { fold, formsOf, minPiece, type SecretForm } from "./internal/secretForms.js"

/** Replaces a secret. */
export const REDACTED = "<redacted>"

/**
 * `text` without the given secrets (of at least 8 characters) and without anything that looks like an OpenRouter key;
 * a label such as `sk-or-v1-0e6...1c96` stays. Also `user:password` in a URL.
 *
 * Finds them in any case, also escaped (JSON, percent, form, HTML, quoted-printable, and what languages write), as bytes
 * (base64, hexadecimal, lists of numbers, UTF-16) and in combinations of these; at the ends of the text also the rest of
 * a secret that was cut, from 8 characters on, and anywhere a piece of one of 16 or more. Takes time linear in the text's
 * length.
 */
export const redact = (text: string, secrets: ReadonlyArray<string> = []): string => makeRedactor(secrets)(text)

/** {@link redact} for many texts with the same secrets. */
export const makeRedactor = (secrets: ReadonlyArray<string>): (text: string) => string => redactor(secrets, true)

/** {@link makeRedactor} for texts in which other keys may be shown: finds the given secrets alone. */
export const makeSecretRedactor = (secrets: ReadonlyArray<string>): (text: string) => string => redactor(secrets, false)

const redactor = (secrets: ReadonlyArray<string>, hidesOthers: boolean): (text: string) => string => {
  const forms = formsOf(secrets)
  return (text) => replaceRanges(text, readingsOf(text).flatMap((layer) => rangesIn(layer, forms, hidesOthers)))
}

/** Where in the original a layer shows a secret. */
const rangesIn = (
  layer: Layer,
  forms: ReadonlyArray<SecretForm>,
  hidesOthers: boolean
): ReadonlyArray<Range> => {
  const folded = fold(layer.text)
  const found = hidesOthers ? [...findKeys(layer.text, folded), ...findUserInfo(folded)] : []
  for (const each of forms) findForm(folded, each, found)
  return found.map(([start, end]) => [originOf(layer, start), originEndOf(layer, end)])
}

/** An escape that the beginning of a text cuts leaves up to this many characters before the rest of a secret. */
const maxCutEscape = 12
const cutEscape = /^[0-9a-z#;%&{}\\\b\f\n\r\t]*$/

const findForm = (folded: string, form: SecretForm, out: Array<Range>): void => {
  const { text } = form
  for (let at = folded.indexOf(text); at >= 0; at = folded.indexOf(text, at + text.length)) {
    out.push([at, at + text.length])
  }
  for (const [part, offset] of form.parts) {
    for (let at = folded.indexOf(part); at >= 0;) {
      const [start, end] = pieceAround(folded, form, at, offset)
      // What is public of a secret does not count.
      if (end - start - Math.max(0, form.privateFrom - (offset - (at - start))) >= minPiece) out.push([start, end])
      at = folded.indexOf(part, end)
    }
  }
  const tail = longestBeginningAtEnd(folded, form)
  if (tail > 0) out.push([folded.length - tail, folded.length])
  for (let skipped = 0; skipped <= maxCutEscape && cutEscape.test(folded.slice(0, skipped)); skipped++) {
    const head = longestEndAtBeginning(folded, form, skipped)
    if (head > 0) return void out.push([0, skipped + head])
  }
}

/** The longest piece of the secret around the character of `folded` that is the secret's at `offset`. */
const pieceAround = (folded: string, { text }: SecretForm, at: number, offset: number): Range => {
  let before = 0
  while (before < at && before < offset && folded[at - before - 1] === text[offset - before - 1]) before++
  let after = 0
  while (offset + after < text.length && folded[at + after] === text[offset + after]) after++
  return [at - before, at + after]
}

/** How many characters at the end of `folded` begin the secret. */
const longestBeginningAtEnd = (folded: string, { minBeginning, text }: SecretForm): number => {
  if (folded.length < minBeginning) return 0
  const probe = folded.slice(-minBeginning)
  for (let at = text.lastIndexOf(probe); at >= 0; at = at === 0 ? -1 : text.lastIndexOf(probe, at - 1)) {
    if (folded.endsWith(text.slice(0, at + minBeginning))) return at + minBeginning
  }
  return 0
}

/** How many characters of `folded`, the first `skipped` left out, end the secret. */
const longestEndAtBeginning = (folded: string, { minEnd, text }: SecretForm, skipped: number): number => {
  const probe = folded.slice(skipped, skipped + minEnd)
  if (probe.length < minEnd) return 0
  // From 1 on: whole ones are found anyway.
  for (let at = text.indexOf(probe, 1); at >= 0; at = text.indexOf(probe, at + 1)) {
    if (folded.startsWith(text.slice(at), skipped)) return text.length - at
  }
  return 0
}

const endsAuthority = /[/?#\s"'<>\\`]/

/** `user:password` between the scheme and the host of URLs. */
const findUserInfo = (folded: string): Array<Range> => {
  const out: Array<Range> = []
  for (let colon = folded.indexOf("://"); colon >= 0; colon = folded.indexOf("://", colon + 3)) {
    if (colon === 0 || !/[a-z0-9]/.test(folded[colon - 1]!)) continue
    const start = colon + 3
    let at = -1
    let end = start
    let hasPassword = false
    for (; end < folded.length && !endsAuthority.test(folded[end]!); end++) {
      if (folded[end] === "@") at = end
      else if (folded[end] === ":" && at < 0) hasPassword = true
    }
    if (at > start && hasPassword) out.push([start, at])
  }
  return out
}

const replaceRanges = (text: string, ranges: ReadonlyArray<Range>): string => {
  if (ranges.length === 0) return text
  let out = ""
  let end = 0
  for (const [from, to] of [...ranges].sort(([a], [b]) => a - b)) {
    if (from >= end) out += text.slice(end, from) + REDACTED
    end = Math.max(end, to)
  }
  return out + text.slice(end)
}

// =====================================================================================================================
// JSON
// =====================================================================================================================

const maxDepth = 24
const maxMembers = 2000
const maxText = 8192
const maxTotalText = 65_536

/** Replaces what lies too deep or is too long. */
const ELLIPSIS = "…"

/**
 * A JSON value with every string in it, names included, as {@link redact} leaves it. At most 24 levels deep, with at most
 * 2,000 members, strings of at most 8,192 characters and 65,536 in all: what is beyond is left out or replaced by `…`.
 * Numbers beyond those of JSON become `null`, as `JSON.stringify` has it.
 */
export const redactJson = <Value>(value: Value, secrets: ReadonlyArray<string> = []): Value => {
  const redactText = makeRedactor(secrets)
  let members = 0
  let textLeft = maxTotalText
  const text = (part: string): string => {
    const length = Math.min(part.length, maxText, textLeft)
    textLeft -= length
    return length === part.length ? redactText(part) : redactText(part.slice(0, length)) + ELLIPSIS
  }
  const walk = (part: unknown, depth: number): unknown => {
    if (typeof part === "string") return text(part)
    if (typeof part === "number") return Number.isFinite(part) ? part : null
    if (typeof part !== "object" || part === null) return part
    if (depth >= maxDepth) return ELLIPSIS
    if (Array.isArray(part)) {
      return part.slice(0, Math.max(0, maxMembers - members)).map((each) => {
        members++
        return walk(each, depth + 1)
      })
    }
    const out: Array<readonly [string, unknown]> = []
    for (const name of Object.keys(part)) {
      if (++members > maxMembers) break
      out.push([text(name), walk((part as Record<string, unknown>)[name], depth + 1)])
    }
    return Object.fromEntries(out)
  }
  return walk(value, 0) as Value
}
