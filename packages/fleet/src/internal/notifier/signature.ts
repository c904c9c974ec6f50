/** Signatures of webhooks, as Standard Webhooks has them. */
import { createHmac, timingSafeEqual } from "node:crypto"

/** What is signed. */
interface Message {
  readonly id: string
  /** Seconds since 1970. */
  readonly timestamp: number
  readonly body: string
}

const prefix = "whsec_"

const keyOf = (secret: string): Buffer =>
  secret.startsWith(prefix) ? Buffer.from(secret.slice(prefix.length), "base64") : Buffer.from(secret, "utf8")

/** Whether a secret is long enough to sign with. */
export const isUsable = (secret: string): boolean => keyOf(secret).length >= 16

const sign = ({ body, id, timestamp }: Message, secret: string): Buffer =>
  createHmac("sha256", keyOf(secret)).update(`${id}.${timestamp}.${body}`).digest()

/** A header takes ASCII only, and a signature is over what was sent. */
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

/** A request to check. */
export interface Request {
  readonly body: string
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly secret: string
  /** In milliseconds. */
  readonly now: number
  readonly toleranceMs: number
}

/** Whether the request was signed with the secret, not long ago. */
export const isGenuine = ({ body, headers, now, secret, toleranceMs }: Request): boolean => {
  const byName = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
  const id = byName.get("webhook-id")
  const timestamp = Number(byName.get("webhook-timestamp"))
  const signatures = byName.get("webhook-signature")
  if (id === undefined || signatures === undefined || !isUsable(secret)) return false
  if (!Number.isInteger(timestamp) || Math.abs(now - timestamp * 1_000) > toleranceMs) return false
  const expected = sign({ id, timestamp, body }, secret)
  return signatures.split(" ").some((signature) => {
    const [version, value = ""] = signature.split(",")
    const given = Buffer.from(value, "base64")
    return version === "v1" && given.length === expected.length && timingSafeEqual(given, expected)
  })
}
