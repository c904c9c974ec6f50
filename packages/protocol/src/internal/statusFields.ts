/** Error fields from a response: redacted, with limited length and depth. */
import type { HttpResponse } from "../Failure.js"
import type { Json, StatusErrorFields } from "../OpenRouterError.js"
import { makeRedactor, REDACTED, redactJson } from "../Redaction.js"
import { parseJson, propertyOf } from "./json.js"
import type { Range } from "./keyScanner.js"

type ResponseFields = Pick<StatusErrorFields, "statusCode" | "headers" | "body" | "code" | "metadata">

const maxBody = 64 * 1024
const maxQuoted = 300
const maxCode = 100

/** At most `length` code units, without splitting a character. */
export const limitText = (text: string, length: number): string => {
  const last = text.charCodeAt(length - 1)
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? length - 1 : length)
}

const redactRanges = (text: string, ranges: ReadonlyArray<Range>): string => {
  let out = ""
  let end = 0
  for (const [from, to] of ranges) {
    if (from >= text.length) break
    out += text.slice(end, from) + REDACTED
    end = to
  }
  return out + text.slice(end)
}

/** Reads code, message and metadata of an error body. `hidden` are ranges to redact. */
export const statusFields = (
  { headers, status, text }: HttpResponse,
  hidden: ReadonlyArray<Range>,
  secrets: ReadonlyArray<string>
): ResponseFields & { readonly words: string | undefined } => {
  const redactText = makeRedactor(secrets)
  const redactPart = (part: string, length: number): string =>
    limitText(redactText(limitText(part, length * 2)), length)
  const error = propertyOf(parseJson(text), "error")
  const code = propertyOf(error, "code")
  const metadata = propertyOf(error, "metadata")
  const words = propertyOf(error, "message") ?? error
  const start = limitText(text, maxBody)
  return {
    statusCode: status,
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [redactText(name), redactText(value)] as const)
    ),
    body: limitText(redactText(redactRanges(start, hidden)), maxBody),
    code: typeof code === "string" ? redactPart(code, maxCode) : Number.isFinite(code) ? code as number : null,
    metadata: typeof metadata === "object" && !Array.isArray(metadata)
      ? redactJson(metadata as { readonly [name: string]: Json }, secrets)
      : null,
    words: typeof words === "string" && words !== "" ? redactPart(words, maxQuoted) : undefined
  }
}
