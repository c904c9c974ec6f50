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

/** Fewer bytes than these can be guessed. */
const minBytes = 16

/** What is wrong with a secret, in words that show no part of it; `null` where it can be signed with. */
export const issueOf = (secret: string): string | null => {
  if (secret === "") return "`secret` is empty"
  if (secret.startsWith(prefix) && !/^[A-Za-z0-9+/_-]*={0,2}$/.test(secret.slice(prefix.length))) {
    return "`secret` is no base64 after whsec_"
  }
  return keyOf(secret).length < minBytes ? `\`secret\` is shorter than ${minBytes} characters` : null
}

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
  if (id === undefined || signatures === undefined) return false
  if (!Number.isInteger(timestamp) || Math.abs(now - timestamp * 1_000) > toleranceMs) return false
  const expected = sign({ id, timestamp, body }, secret)
  return signatures.split(" ").some((signature) => {
    const [version, value = ""] = signature.split(",")
    const given = Buffer.from(value, "base64")
    return version === "v1" && given.length === expected.length && timingSafeEqual(given, expected)
  })
}
