/**
 * Removes secrets from every text that leaves this library.
 *
 * @module
 */
import { allLayersOf } from "./internal/decodedText.js"
import { findKeys, type Range } from "./internal/keyScanner.js"
import { type Layer, originEndOf, originOf } from "./internal/layer.js"
import { fold, formsOf, type SecretForm } from "./internal/secretForms.js"
import { findForm, findUserInfo } from "./internal/secretSearch.js"

/** Replaces a secret. */
export const REDACTED = "<redacted>"

/**
 * Replaces the given secrets (of at least 8 characters), anything that looks like an OpenRouter key, and
 * `user:password` in URLs. Labels such as `sk-or-v1-0e6...1c96` stay.
 *
 * Finds them in any letter case, escaped (JSON, percent, form, HTML, quoted-printable, string literals), as bytes
 * (base64, hexadecimal, lists of numbers, UTF-16), and in combinations of these. Also finds parts of a secret: 8
 * characters or more at an end of the text, and 16 or more anywhere. Takes time linear in the length of the text.
 */
export const redact = (text: string, secrets: ReadonlyArray<string> = []): string => makeRedactor(secrets)(text)

/** {@link redact} for many texts with the same secrets. */
export const makeRedactor = (secrets: ReadonlyArray<string>): (text: string) => string => redactor(secrets, true)

/** Like {@link makeRedactor}, but replaces only the given secrets and leaves other keys. */
export const makeSecretRedactor = (secrets: ReadonlyArray<string>): (text: string) => string => redactor(secrets, false)

const redactor = (secrets: ReadonlyArray<string>, hidesOthers: boolean): (text: string) => string => {
  const forms = formsOf(secrets)
  return (text) => replaceRanges(text, allLayersOf(text).flatMap((layer) => rangesIn(layer, forms, hidesOthers)))
}

/** Ranges of the original text in which a layer contains a secret. */
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

/** Replaces values that are too deep or too long. */
const ELLIPSIS = "…"

/**
 * Applies {@link redact} to every string of a JSON value, including property names. Keeps at most 24 levels, 2,000
 * members, 8,192 characters per string and 65,536 in total; the rest is left out or replaced by `…`. Infinite numbers
 * become `null`, as with `JSON.stringify`.
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
