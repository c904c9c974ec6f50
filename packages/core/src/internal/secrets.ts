/** Keeping secrets out of every text that leaves this library. */
import * as Either from "effect/Either"
import * as Encoding from "effect/Encoding"
import * as Predicate from "effect/Predicate"

/** Stands where a secret stood. */
export const masked = "<redacted>"

/** A whole OpenRouter key, wherever it stands; a label such as `sk-or-v1-0e6...1c96` is no secret and is left alone. */
const keyPattern = /sk-or-v\d+-[A-Za-z0-9_-]{16,}/g

/** Below this length a secret would be found inside ordinary words, and is none anyway. */
const shortestSecret = 8

/** A secret as it is, and as it stands in JSON and in a URL. */
const formsOf = (secret: string): ReadonlyArray<string> => [
  secret,
  JSON.stringify(secret).slice(1, -1),
  Either.getOrElse(Encoding.encodeUriComponent(secret), () => secret)
]

/** The text without the beginning of a secret at its end: a body that was cut may end amid one. */
const withoutBeginning = (text: string, secret: string): string => {
  for (let length = Math.min(secret.length, text.length); length >= shortestSecret; length--) {
    if (text.endsWith(secret.slice(0, length))) return text.slice(0, -length) + masked
  }
  return text
}

/** `text` without the given secrets and without anything that looks like a key. */
export const mask = (text: string, secrets: ReadonlyArray<string> = []): string => {
  let out = text
  for (const form of secrets.filter(({ length }) => length >= shortestSecret).flatMap(formsOf)) {
    out = withoutBeginning(out.replaceAll(form, masked), form)
  }
  return out.replace(keyPattern, masked)
}

/** A JSON value with every string in it, names included, as {@link mask} leaves it. */
export const maskJson = <Json>(value: Json, secrets: ReadonlyArray<string>): Json => {
  const walk = (part: unknown): unknown => {
    if (Predicate.isString(part)) return mask(part, secrets)
    if (Array.isArray(part)) return part.map(walk)
    return Predicate.isRecord(part)
      ? Object.fromEntries(Object.entries(part).map(([name, each]) => [mask(name, secrets), walk(each)]))
      : part
  }
  return walk(value) as Json
}
