/**
 * SHA-256, synchronously. `crypto.subtle` answers later and only in secure contexts: a fake that hashed with it would
 * let a `TestClock` run ahead of the request it should delay, and would not start in jsdom or on a plain-http page.
 */
import { sha256 as digest } from "@noble/hashes/sha2"
import { bytesToHex } from "@noble/hashes/utils"

/** The SHA-256 of a text's UTF-8 bytes, in lowercase hex. */
export const sha256 = (text: string): string => bytesToHex(digest(new TextEncoder().encode(text)))
