/**
 * What the server itself answers when it does not let a request through, in the API's own form: the page reads both alike.
 */
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Data from "effect/Data"

/** A request that ends here. */
export class Refusal extends Data.TaggedError("Refusal")<{
  readonly status: number
  readonly message: string
  readonly headers?: Readonly<Record<string, string>>
}> {}

/** The refusal as an answer. */
export const toResponse = ({ headers, message, status }: Refusal): HttpServerResponse.HttpServerResponse =>
  HttpServerResponse.unsafeJson({ error: { code: status, message } }, { status, ...headers && { headers } })
