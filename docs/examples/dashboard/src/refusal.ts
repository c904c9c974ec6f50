/**
 * What the server itself answers when it does not let a request through, in the API's own form: the page reads both alike.
 */
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Data from "effect/Data"

/**
 * Says on a response that comes from this server itself that the service was sent nothing, so that no change was made. A
 * status cannot say that: a gateway that says 503 may have passed the request on.
 */
const outcomeHeader = { "x-openrouter-keys-outcome": "not-sent" }

/** A request that ends here. */
export class Refusal extends Data.TaggedError("Refusal")<{
  readonly status: number
  readonly message: string
  /** Whether the service may have been sent the request. Default: no. */
  readonly mayBeSent?: boolean
  readonly headers?: Readonly<Record<string, string>>
}> {}

/** The refusal as a response. */
export const toResponse = (
  { headers, mayBeSent = false, message, status }: Refusal
): HttpServerResponse.HttpServerResponse =>
  HttpServerResponse.unsafeJson({ error: { code: status, message } }, {
    status,
    headers: { ...headers, ...!mayBeSent && outcomeHeader }
  })
