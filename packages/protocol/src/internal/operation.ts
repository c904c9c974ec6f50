/** Builds the spec of an operation from its description. */
import { type RecordSpec, type Validated, wireName } from "../Field.js"
import type { DecodeResult, Method, OperationName, OperationPath, OperationSpec, Prepared } from "../Operation.js"
import { decodeText } from "./responses.js"
import { validate } from "./validate.js"

/** The HTTP parts of a request. */
interface Parts {
  /** Path parameters by name. */
  readonly parameters?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, unknown>>
  readonly body?: Readonly<Record<string, unknown>>
  readonly secrets?: ReadonlyArray<string>
}

/** The description of an operation. */
export interface Description<R, O, Response> {
  readonly name: OperationName
  readonly method: Method
  readonly path: OperationPath
  readonly input: RecordSpec<R, O>
  readonly request: "none" | "optional" | "required"
  /** Whether its fields are query parameters. */
  readonly takesQuery?: boolean
  readonly parts: (request: Validated<R, O>) => Parts
  /** Default: 200 alone. */
  readonly success?: ReadonlyArray<number>
  readonly statuses: ReadonlyArray<400 | 404 | 409>
  /** The value of a success without a body (204). */
  readonly withoutBody?: Response
  readonly decode: (json: Readonly<Record<string, unknown>>) => DecodeResult<Response>
}

/** Builds a spec from a description. */
export const operation = <R, O, Request, Response, Error>(
  { decode, input, method, name, parts, path, request, statuses, success = [200], takesQuery, withoutBody }:
    Description<R, O, Response>
): OperationSpec<Request, Response, Error> => {
  const prepareRequest = (given: unknown): Prepared => {
    const validated = validate(input, given)
    if (!validated.ok) return validated
    const { body, parameters = {}, query = {}, secrets = [] } = parts(validated.value)
    return {
      ok: true,
      value: {
        operation: name,
        method,
        path: path.replace(/\{(\w+)\}/g, (_, parameter: string) => encodeURIComponent(parameters[parameter] ?? "")),
        template: path,
        query: Object.fromEntries(Object.entries(query).map(([name, value]) => [name, String(value)])),
        body: body === undefined ? undefined : JSON.stringify(body),
        secrets
      }
    }
  }
  let omitted: Prepared | undefined
  // A request that is left out is always the same, so it is validated and encoded once.
  const prepare = (given: unknown): Prepared =>
    given === undefined && request !== "required" ? omitted ??= prepareRequest({}) : prepareRequest(given)
  return {
    name,
    method,
    path,
    request,
    query: takesQuery === true ? Object.keys(input.fields).map(wireName) : [],
    hasBody: method === "POST" || method === "PATCH",
    statuses,
    notFoundMeansDone: method === "DELETE",
    prepare,
    isSuccess: (status) => success.includes(status),
    decode: (status, text) =>
      status === 204 && withoutBody !== undefined ? { ok: true, value: withoutBody } : decodeText(text, decode)
  }
}
