/** The six operations, each described once: the service, the Promise methods and all that follows derive from here. */
import * as Either from "effect/Either"
import * as ParseResult from "effect/ParseResult"
import * as Predicate from "effect/Predicate"
import * as Record from "effect/Record"
import * as Schema from "effect/Schema"
import * as SchemaAST from "effect/SchemaAST"
import { CreateKeysRequest, DeleteKeysRequest, GetKeyRequest, ListRequest, UpdateKeysRequest } from "../KeyRequest.js"
import {
  CreateKeysResponse,
  DeleteKeysResponse,
  GetCurrentKeyResponse,
  GetKeyResponse,
  ListResponse,
  UpdateKeysResponse
} from "../KeyResponse.js"
import { BadRequest, type InputIssue, NotFound, type OperationName } from "../OpenRouterError.js"
import type { StatusErrors } from "./failure.js"
import * as Input from "./input.js"
import type { Asked, Method } from "./outgoing.js"
import { toWire } from "./wire.js"

/** What there is to say of an operation. */
interface Description<Request, Response, Wire, Errors extends StatusErrors> {
  readonly name: OperationName
  readonly method: Method
  /** Path below the server's address; `{hash}` stands for the request's. */
  readonly path: "/key" | "/keys" | "/keys/{hash}"
  readonly request: Schema.Schema<Input.Checked, Request>
  /** Which part of the request travels in the query, and which in the body. */
  readonly query?: (request: Input.Checked) => unknown
  readonly body?: (request: Input.Checked) => unknown
  /** What in the request no error may repeat. */
  readonly secret?: (request: Input.Checked) => unknown
  /** The status that means success. */
  readonly success: 200 | 201
  readonly response: Schema.Schema<Response, Wire>
  /** Statuses with an error class of their own, beyond those that every operation shares. */
  readonly errors: Errors
}

/** A request that has been checked and written for the wire, and how to read its answer. */
export interface Prepared<Response, Errors extends StatusErrors> extends Asked {
  readonly errors: Errors
  /** Reads the parsed body of a success, or says where it is not what the contract says. */
  readonly decode: (body: unknown) => Either.Either<Response, string>
}

/** An operation: from what a caller gives to a request, or to all that is wrong with it. */
export interface Operation<Request, Response, Errors extends StatusErrors> {
  readonly name: OperationName
  readonly method: Method
  readonly path: string
  /** Whether its method takes a request. */
  readonly takesRequest: boolean
  /** Names of the parameters that its query may have, as they travel. */
  readonly query: ReadonlyArray<string>
  readonly hasBody: boolean
  readonly prepare: (input: Request) => Either.Either<Prepared<Response, Errors>, ReadonlyArray<InputIssue>>
}

const NoRequest = Input.record({}, {})

const record = (u: unknown): Readonly<Record<string, unknown>> => Predicate.isReadonlyRecord(u) ? u : {}

/** A request that says something for each field it may have. */
const anyOf = ({ ast }: Schema.Schema.AnyNoContext): Input.Checked =>
  Object.fromEntries(SchemaAST.getPropertySignatures(ast).map(({ name }) => [name, ""]))

const operation = <Request, Response, Wire, const Errors extends StatusErrors>(
  description: Description<Request, Response, Wire, Errors>
): Operation<Request, Response, Errors> => {
  const { body, errors, method, name, path, query, secret, success } = description
  const validate = Input.validate(description.request)
  const decode = Schema.decodeUnknownEither(description.response)
  return {
    name,
    method,
    path,
    takesRequest: description.request.ast !== NoRequest.ast,
    query: Object.keys(toWire(record(query?.(anyOf(description.request))))),
    hasBody: body !== undefined,
    prepare: (input) =>
      Either.map(validate(input), (request) => ({
        operation: name,
        method,
        path: path.replace("{hash}", () => encodeURIComponent(String(request["hash"]))),
        template: path,
        query: Record.map(toWire(record(query?.(request))), String),
        body: body === undefined ? undefined : JSON.stringify(toWire(record(body(request)))),
        secrets: [secret?.(request)].filter(Predicate.isString),
        success,
        errors,
        decode: (json) => Either.mapLeft(decode(json), describeMismatch)
      }))
  }
}

// Issues repeat the value they found, which may be the created key: only the place and what belongs there are kept.
const describeMismatch = (error: ParseResult.ParseError): string =>
  ParseResult.ArrayFormatter.formatErrorSync(error)
    .slice(0, 3)
    .map(({ message, path }) => `${path.join(".") || "body"}: ${expectedIn(message)}`)
    .join("; ")

/** What belongs there, in words where the schema would write out a whole record. */
const expectedIn = (message: string): string => {
  if (message.startsWith("Expected {")) return "Expected an object"
  return message.startsWith("Expected ReadonlyArray") ? "Expected an array" : message.split(", actual ")[0]!
}

/** `GET /keys`. */
export const list = operation({
  name: "list",
  method: "GET",
  path: "/keys",
  request: ListRequest,
  query: (request) => request,
  success: 200,
  response: ListResponse,
  errors: { 400: BadRequest }
})

/** `POST /keys`. */
export const create = operation({
  name: "create",
  method: "POST",
  path: "/keys",
  request: CreateKeysRequest,
  body: (request) => request,
  secret: ({ external }) => record(external)["apiKey"],
  success: 201,
  response: CreateKeysResponse,
  errors: { 400: BadRequest }
})

/** `GET /keys/{hash}`. */
export const get = operation({
  name: "get",
  method: "GET",
  path: "/keys/{hash}",
  request: GetKeyRequest,
  success: 200,
  response: GetKeyResponse,
  errors: { 404: NotFound }
})

/** `PATCH /keys/{hash}`. */
export const update = operation({
  name: "update",
  method: "PATCH",
  path: "/keys/{hash}",
  request: UpdateKeysRequest,
  body: (request) => request["requestBody"],
  success: 200,
  response: UpdateKeysResponse,
  errors: { 400: BadRequest, 404: NotFound }
})

/** `DELETE /keys/{hash}`. */
export const delete_ = operation({
  name: "delete",
  method: "DELETE",
  path: "/keys/{hash}",
  request: DeleteKeysRequest,
  success: 200,
  response: DeleteKeysResponse,
  errors: { 404: NotFound }
})

/** `GET /key`. */
export const getCurrentKeyMetadata = operation({
  name: "getCurrentKeyMetadata",
  method: "GET",
  path: "/key",
  request: NoRequest,
  success: 200,
  response: GetCurrentKeyResponse,
  errors: {}
})
