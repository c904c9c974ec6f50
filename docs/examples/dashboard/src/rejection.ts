/**
 * Error responses of the server itself, in the format of the API, so that the page handles both in the same way.
 */
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Data from "effect/Data"

/**
 * Marks a response of this server for a request that was not sent to the service, so that no change was made. A status
 * cannot say that: a gateway that responds with 503 may have forwarded the request.
 */
const outcomeHeader = { "x-openrouter-keys-outcome": "not-sent" }

/** A request that the server rejects. */
export class Rejection extends Data.TaggedError("Rejection")<{
  readonly status: number
  readonly message: string
  /** Whether the request may have been sent to the service. Default: no. */
  readonly mayBeSent?: boolean
  readonly headers?: Readonly<Record<string, string>>
}> {}

/** Converts a rejection to a response. */
export const toResponse = (
  { headers, mayBeSent = false, message, status }: Rejection
): HttpServerResponse.HttpServerResponse =>
  HttpServerResponse.unsafeJson({ error: { code: status, message } }, {
    status,
    headers: { ...headers, ...!mayBeSent && outcomeHeader }
  })
