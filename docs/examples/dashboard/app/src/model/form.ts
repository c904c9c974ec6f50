/** Converts form input to requests, and validation errors to messages at fields. The library validates. */
import type { CreateKeysRequest, KeyChanges } from "@openrouter-keys/adapters/models/operations"
import type { ApiKey } from "@openrouter-keys/core/ApiKey"
import type { Failure } from "./failure.js"

/** Form fields to change a key. */
export interface ChangeFields {
  readonly name: string
  /** USD; blank for no limit. */
  readonly limit: string
  /** Blank for never. */
  readonly limitReset: string
  readonly includeByokInLimit: boolean
  /** ID of the workspace; blank for the default one of a new key. */
  readonly workspaceId: string
}

/** Form fields to create a key. */
export interface CreateFields extends ChangeFields {
  /** Local date and time; blank for never. */
  readonly expiresAt: string
  readonly creatorUserId: string
  readonly externalUser: string
  readonly externalApiKey: string
}

/** An empty form. */
export const blankFields: CreateFields = {
  name: "",
  limit: "",
  limitReset: "",
  includeByokInLimit: false,
  expiresAt: "",
  creatorUserId: "",
  workspaceId: "",
  externalUser: "",
  externalApiKey: ""
}

const decimal = /^\d*\.?\d+$|^\d+\.$/

/** Parses an amount: `null` if it is blank, and `NaN`, which the library rejects, if it is not a number. */
export const amountOf = (text: string): number | null => {
  const trimmed = text.trim().replace(/^\$\s*/, "")
  if (text.trim() === "") return null
  return decimal.test(trimmed) ? Number(trimmed) : Number.NaN
}

/** Replaces digits of other scripts by ASCII digits. */
const withPlainDigits = (text: string): string =>
  text.normalize("NFKC")
    .replace(/[\u0660-\u0669]/g, (digit) => String(digit.charCodeAt(0) - 0x660))
    .replace(/[\u06f0-\u06f9]/g, (digit) => String(digit.charCodeAt(0) - 0x6f0))
    .replaceAll("\u066b", ",")
    .replaceAll("\u066c", "'")

const currencies = /^(?:us)?[$€£¥]|^(?:usd|eur|gbp)(?![a-z])|(?:us)?[$€£¥]$|(?:usd|eur|gbp)$/gi

/** Spaces and apostrophes between thousands. They have no other meaning. */
const thousandsSeparators = /(?<=\d)[\s'’_](?=\d{3}(?!\d))/g

/** The parts of an amount in another notation. */
interface AmountParts {
  readonly whole: string
  readonly fraction: string | undefined
  /** Whether the thousands were separated. */
  readonly isParted: boolean
}

const partsOf = (text: string): AmountParts | undefined => {
  const digits = text.replace(thousandsSeparators, "")
  const hadSeparators = digits !== text
  const parted = /^(\d{1,3}(?:,\d{3})+)(?:\.(\d+))?$|^(\d{1,3}(?:\.\d{3})+)(?:,(\d+))?$/.exec(digits)
  const isOneComma = /^\d{1,3},\d{3}$/.test(digits)
  if (parted !== null && !isOneComma) {
    const [, english, cents, other, otherCents] = parted
    return { whole: (english ?? other ?? "").replace(/[.,]/g, ""), fraction: cents ?? otherCents, isParted: true }
  }
  const simple = /^(\d*)(?:[.,](\d+))?$/.exec(digits)
  return simple === null || digits === ""
    ? undefined
    : { whole: simple[1] === "" ? "0" : simple[1] ?? "0", fraction: simple[2], isParted: hadSeparators }
}

/** A hint for an amount in another notation, such as `1,50`, `1.234,50` or `5 USD`. */
export const amountHint = (text: string): string | undefined => {
  if (!Number.isNaN(amountOf(text) ?? 0)) return undefined
  const plain = withPlainDigits(text.trim())
  const bare = plain.replace(currencies, "").trim()
  // Ambiguous: one reading is a thousand times the other.
  if (/^\d{1,3},\d{3}$/.test(bare)) {
    const [whole, rest] = bare.split(",")
    return `Use a point: ${whole}.${rest}; or no comma: ${whole}${rest}.`
  }
  const parts = partsOf(bare)
  if (parts === undefined) return undefined
  const { fraction, isParted, whole } = parts
  const amount = fraction === undefined ? whole : `${whole}.${fraction}`
  if (bare.includes(",") && fraction !== undefined && !bare.includes(".")) return `Use a point: ${amount}`
  if (isParted) {
    return bare.includes(",") && bare.lastIndexOf(",") > bare.lastIndexOf(".") && fraction !== undefined
      ? `Use a point, and nothing between thousands: ${amount}`
      : `Use nothing between thousands: ${amount}`
  }
  return `Use digits and a point alone: ${amount}`
}

const trimmedOrUndefined = (text: string): string | undefined => text.trim() === "" ? undefined : text.trim()

const resetOf = (reset: string) => (reset === "" ? null : reset) as CreateKeysRequest["limitReset"]

// An unreadable time becomes an invalid date, which the library rejects. It must not become "never".
const expiryOf = (local: string): Date | undefined => local === "" ? undefined : new Date(local)

/** The request of a form. */
export const createRequestOf = (fields: CreateFields): CreateKeysRequest => ({
  name: fields.name.trim(),
  limit: amountOf(fields.limit),
  limitReset: resetOf(fields.limitReset),
  includeByokInLimit: fields.includeByokInLimit,
  expiresAt: expiryOf(fields.expiresAt),
  creatorUserId: trimmedOrUndefined(fields.creatorUserId),
  workspaceId: trimmedOrUndefined(fields.workspaceId),
  external: fields.externalUser === "" && fields.externalApiKey === ""
    ? undefined
    : { user: fields.externalUser.trim(), apiKey: trimmedOrUndefined(fields.externalApiKey) }
})

/** The initial form fields of a key. */
export const fieldsOf = ({ includeByokInLimit, limit, limitReset, name, workspaceId }: ApiKey): ChangeFields => ({
  name,
  limit: limit === null ? "" : String(limit),
  limitReset: limitReset ?? "",
  includeByokInLimit,
  workspaceId: workspaceId ?? ""
})

/** Compares UUIDs, ignoring case. */
const isSameId = (one: string, other: string): boolean => one.trim().toLowerCase() === other.toLowerCase()

/** The changes in a form. Fields that were not edited are not sent. */
export const changesOf = (key: ApiKey, fields: ChangeFields): KeyChanges => {
  const before = fieldsOf(key)
  return {
    name: fields.name === before.name ? undefined : fields.name.trim(),
    limit: fields.limit === before.limit ? undefined : amountOf(fields.limit),
    limitReset: fields.limitReset === before.limitReset ? undefined : resetOf(fields.limitReset),
    includeByokInLimit: fields.includeByokInLimit === before.includeByokInLimit
      ? undefined
      : fields.includeByokInLimit,
    ...isSameId(fields.workspaceId, before.workspaceId) ? {} : { workspaceId: fields.workspaceId.trim() }
  }
}

/** Whether there are changes to send. */
export const hasChanges = (changes: KeyChanges): boolean => Object.values(changes).some((value) => value !== undefined)

/** A warning for limits with surprising effects. */
export const limitWarning = (text: string): string | undefined => {
  const hint = amountHint(text)
  if (hint !== undefined) return hint
  const amount = amountOf(text)
  if (amount === null) return "No limit: this key can spend all credits of the account."
  return amount === 0 ? "A limit of $0 blocks every request that costs something." : undefined
}

/** A warning for an expiry in the past. */
export const expiryWarning = (local: string, now: number): string | undefined =>
  local !== "" && new Date(local).getTime() <= now ? "This is in the past: the key would be expired." : undefined

/** Error messages by field. */
export type FieldMessages = { readonly [Field in keyof CreateFields]?: string | undefined }

// The library's messages are for programmers: they mention values that a form cannot produce.
const messageOverrides: FieldMessages = {
  name: "Enter a name.",
  expiresAt: "Enter a complete date and time."
}

const userMessage = (field: keyof CreateFields, message: string): string => {
  const plain = message
    .replace(/, not .*$/s, "")
    .replace(/,? or null.*$/s, "")
    .replace(/\ba (?:string|secret) of /, "")
  return messageOverrides[field] ?? `${plain.charAt(0).toUpperCase()}${plain.slice(1)}.`
}

const fieldAt = (path: string): keyof CreateFields => {
  if (path === "external.apiKey") return "externalApiKey"
  return (path.startsWith("external") ? "externalUser" : path.replace(/^requestBody\./, "")) as keyof CreateFields
}

/** Messages for the library's validation errors, by field. `sent` is the form that was submitted. */
export const messagesOf = (error: Failure | null, sent?: ChangeFields): FieldMessages => {
  if (error?._tag !== "InvalidRequest") return {}
  return Object.fromEntries(
    error.issues.map(({ message, path }) => {
      const field = fieldAt(path)
      const hint = field === "limit" && sent !== undefined ? amountHint(sent.limit) : undefined
      return [field, hint ?? userMessage(field, message)]
    })
  )
}

/** The messages of fields that have not been edited since they were submitted. */
export const unchangedFieldMessages = (
  messages: FieldMessages,
  sent: ChangeFields,
  now: ChangeFields
): FieldMessages => {
  const before: Partial<CreateFields> = sent
  const after: Partial<CreateFields> = now
  return Object.fromEntries(
    (Object.entries(messages) as Array<[keyof CreateFields, string]>).filter(([field]) =>
      before[field] === after[field]
    )
  )
}
