/** Signatures of webhooks, according to Standard Webhooks. */
import { createHmac, timingSafeEqual } from "node:crypto"

/** The signed content. */
interface Message {
  readonly id: string
  /** Seconds since 1970. */
  readonly timestamp: number
  readonly body: string
}

const prefix = "whsec_"

const keyOf = (secret: string): Buffer =>
  secret.startsWith(prefix) ? Buffer.from(secret.slice(prefix.length), "base64") : Buffer.from(secret, "utf8")

/** Minimum length of a secret, in bytes. */
const minBytes = 16

/** Error message for an invalid secret, without any part of it; `null` if it is valid. */
export const issueOf = (secret: string): string | null => {
  if (secret === "") return "`secret` is empty"
  if (secret.startsWith(prefix) && !/^[A-Za-z0-9+/_-]*={0,2}$/.test(secret.slice(prefix.length))) {
    return "`secret` is not valid base64 after whsec_"
  }
  return keyOf(secret).length < minBytes ? `\`secret\` is shorter than ${minBytes} characters` : null
}

const sign = ({ body, id, timestamp }: Message, secret: string): Buffer =>
  createHmac("sha256", keyOf(secret)).update(`${id}.${timestamp}.${body}`).digest()

/** Escapes an ID for the header, which must be ASCII. The signature covers the escaped ID. */
const headerSafe = (id: string): string => encodeURI(id)

/** The headers of a request. */
export const headersOf = (message: Message, secret: string): Readonly<Record<string, string>> => {
  const id = headerSafe(message.id)
  return {
    "webhook-id": id,
    "webhook-timestamp": String(message.timestamp),
    "webhook-signature": `v1,${sign({ ...message, id }, secret).toString("base64")}`
  }
}

/** A request to verify. */
export interface Request {
  readonly body: string
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly secret: string
  /** In milliseconds. */
  readonly now: number
  readonly toleranceMs: number
}

/** Whether a request has a valid signature and a recent timestamp. */
export const isGenuine = ({ body, headers, now, secret, toleranceMs }: Request): boolean => {
  const byName = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
  const id = byName.get("webhook-id")
  const timestamp = Number(byName.get("webhook-timestamp"))
  const signatures = byName.get("webhook-signature")
  if (id === undefined || signatures === undefined) return false
  if (!Number.isInteger(timestamp) || Math.abs(now - timestamp * 1_000) > toleranceMs) return false
  const expected = sign({ id, timestamp, body }, secret)
  return signatures.split(" ").some((signature) => {
    const [version, value = ""] = signature.split(",")
    const given = Buffer.from(value, "base64")
    return version === "v1" && given.length === expected.length && timingSafeEqual(given, expected)
  })
}
