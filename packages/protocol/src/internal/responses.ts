/** Decodes the bodies of successful responses. */
import { type ApiKey, apiKeyFields, type CurrentKey, currentKeyFields } from "../ApiKey.js"
import type {
  CreateKeysResponse,
  DeleteKeysResponse,
  GetCurrentKeyResponse,
  ListResponse,
  UndecodableKey
} from "../KeyResponse.js"
import type { DecodeResult } from "../Operation.js"
import { describeProblem, isObject, type Problems, recordDecoder, report } from "./decode.js"
import { parseText } from "./json.js"

type Json = Readonly<Record<string, unknown>>

const failure = (problems: Problems): { readonly ok: false; readonly message: string } => ({
  ok: false,
  message: problems.join("; ")
})

const failed = (place: string, problem: string) => failure([describeProblem(place, problem)])

const apiKey = /* @__PURE__ */ recordDecoder(apiKeyFields)
const currentKey = /* @__PURE__ */ recordDecoder(currentKeyFields)

/** Maximum length of a quoted error message. */
const maxQuoted = 500

/** The service's message, if it reports an error with a success status. */
const errorIn = (json: Json): string | undefined => {
  const { error } = json
  const words = isObject(error) ? error["message"] : error
  return typeof words === "string" && words !== "" ? words.slice(0, maxQuoted) : undefined
}

/** Parses and decodes a body. Never throws. */
export const decodeText = <Response>(
  text: string,
  decode: (json: Json) => DecodeResult<Response>
): DecodeResult<Response> => {
  let json: unknown
  try {
    json = parseText(text)
  } catch {
    // The parser's message would quote the text, which may contain a key.
    return failed("body", text.trim() === "" ? "is empty" : "is not JSON")
  }
  if (!isObject(json)) return failed("body", "Expected an object")
  const result = decode(json)
  const words = result.ok ? undefined : errorIn(json)
  return words === undefined ? result : { ok: false, message: `the service reported an error: ${words}` }
}

/** The hash of an undecodable key, if it is a valid one. */
const hashOf = (json: unknown): string | null => {
  const hash = isObject(json) ? json["hash"] : undefined
  return typeof hash === "string" && /^[A-Za-z0-9_-]{1,256}$/.test(hash) ? hash : null
}

/** Decodes a page. A key that cannot be decoded does not affect the others. */
export const decodePage = ({ data }: Json): DecodeResult<ListResponse> => {
  if (!Array.isArray(data)) return failed("data", data === undefined ? "is missing" : "Expected an array")
  const keys: Array<ApiKey> = []
  const undecodable: Array<UndecodableKey> = []
  data.forEach((json: unknown, index) => {
    const problems: Problems = []
    const key = apiKey.decode(json, "", problems)
    if (key === undefined) undecodable.push({ index, hash: hashOf(json), message: problems.join("; ") })
    else keys.push(key)
  })
  if (undecodable.length === 0) return { ok: true, value: { data: keys } }
  if (keys.length > 0) return { ok: true, value: { data: keys, undecodable } }
  // If no item can be decoded, the page is invalid: returning an empty one would hide all keys.
  const problems: Problems = []
  apiKey.decode(data[0], "data.0", problems)
  return failure(problems)
}

/** One key. */
export const decodeKey = ({ data }: Json): DecodeResult<{ readonly data: ApiKey }> => {
  const problems: Problems = []
  const key = apiKey.decode(data, "data", problems)
  return key === undefined ? failure(problems) : { ok: true, value: { data: key } }
}

/** A created key with its secret. */
export const decodeCreated = ({ data, key }: Json): DecodeResult<CreateKeysResponse> => {
  const problems: Problems = []
  const decoded = apiKey.decode(data, "data", problems)
  if (decoded !== undefined && typeof key === "string" && key !== "") return { ok: true, value: { data: decoded, key } }
  if (key === undefined) report(problems, "key", "is missing")
  else if (typeof key !== "string" || key === "") report(problems, "key", "Expected a non-empty string")
  return failure(problems)
}

/** The confirmation of a delete. */
export const decodeDeleted = ({ deleted }: Json): DecodeResult<DeleteKeysResponse> =>
  deleted === true
    ? { ok: true, value: { deleted } }
    : failed("deleted", deleted === undefined ? "is missing" : "Expected true")

/** The current key. */
export const decodeCurrent = ({ data }: Json): DecodeResult<GetCurrentKeyResponse> => {
  const problems: Problems = []
  const key: CurrentKey | undefined = currentKey.decode(data, "data", problems)
  return key === undefined ? failure(problems) : { ok: true, value: { data: key } }
}
