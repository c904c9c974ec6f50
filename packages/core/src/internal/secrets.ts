/** Keeping secrets out of every text that leaves this library. */

/** Stands where a secret stood. */
export const masked = "<redacted>"

/** A whole OpenRouter key, wherever it stands; a label such as `sk-or-v1-0e6...1c96` is no secret and is left alone. */
const keyPattern = /sk-or-v\d+-[A-Za-z0-9_-]{16,}/g

/** Below this length a secret would be found inside ordinary words, and is none anyway. */
const shortestSecret = 8

/** `text` without the given secrets and without anything that looks like a key. */
export const mask = (text: string, secrets: Iterable<string> = []): string => {
  let out = text
  for (const secret of secrets) {
    if (secret.length >= shortestSecret) out = out.replaceAll(secret, masked)
  }
  return out.replace(keyPattern, masked)
}
