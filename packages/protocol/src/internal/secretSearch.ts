/** Searching a text for secrets, in linear time. */
import type { Range } from "./keyScanner.js"
import { minSubstring, type SecretForm } from "./secretForms.js"

/** A truncated escape at the start of a text leaves up to this many characters before the rest of a secret. */
const maxCutEscape = 12
const cutEscape = /^[0-9a-z#;%&{}\\\b\f\n\r\t]*$/

/** Finds a secret in a folded text: whole, a substring of it, or truncated at an end of the text. */
export const findForm = (folded: string, form: SecretForm, out: Array<Range>): void => {
  const { text } = form
  for (let at = folded.indexOf(text); at >= 0; at = folded.indexOf(text, at + text.length)) {
    out.push([at, at + text.length])
  }
  for (const [part, offset] of form.parts) {
    for (let at = folded.indexOf(part); at >= 0;) {
      const [start, end] = matchAround(folded, form, at, offset)
      // The public prefix of a secret does not count.
      if (end - start - Math.max(0, form.privateFrom - (offset - (at - start))) >= minSubstring) out.push([start, end])
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

/** The longest substring of the secret around a character of `folded` that matches at `offset`. */
const matchAround = (folded: string, { text }: SecretForm, at: number, offset: number): Range => {
  let before = 0
  while (before < offset && folded[at - before - 1] === text[offset - before - 1]) before++
  let after = 0
  while (offset + after < text.length && folded[at + after] === text[offset + after]) after++
  return [at - before, at + after]
}

/** Length of the secret's prefix at the end of `folded`. */
const longestBeginningAtEnd = (folded: string, { minBeginning, text }: SecretForm): number => {
  if (folded.length < minBeginning) return 0
  const probe = folded.slice(-minBeginning)
  // At 0 it always matches, so the loop ends.
  for (let at = text.lastIndexOf(probe); at >= 0; at = text.lastIndexOf(probe, at - 1)) {
    if (folded.endsWith(text.slice(0, at + minBeginning))) return at + minBeginning
  }
  return 0
}

/** Length of the secret's suffix at the beginning of `folded`, after `skipped` characters. */
const longestEndAtBeginning = (folded: string, { minEnd, text }: SecretForm, skipped: number): number => {
  const probe = folded.slice(skipped, skipped + minEnd)
  if (probe.length < minEnd) return 0
  // From 1 on: whole secrets are found elsewhere.
  for (let at = text.indexOf(probe, 1); at >= 0; at = text.indexOf(probe, at + 1)) {
    if (folded.startsWith(text.slice(at), skipped)) return text.length - at
  }
  return 0
}

const endsAuthority = /[/?#\s"'<>\\`]/

/** `user:password` between the scheme and the host of URLs. */
export const findUserInfo = (folded: string): Array<Range> => {
  const out: Array<Range> = []
  for (let colon = folded.indexOf("://"); colon >= 0; colon = folded.indexOf("://", colon + 3)) {
    if (colon === 0 || !/[a-z0-9]/.test(folded[colon - 1]!)) continue
    const start = colon + 3
    let at = start
    for (let end = start; end < folded.length && !endsAuthority.test(folded[end]!); end++) {
      if (folded[end] === "@") at = end
    }
    if (folded.slice(start, at).includes(":")) out.push([start, at])
  }
  return out
}
