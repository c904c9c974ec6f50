/**
 * The start of reading every page, and its error where the list does not end.
 *
 * @module
 */
import type { ApiKey } from "../ApiKey.js"
import { invalidInput, toError } from "../Failure.js"
import type { ListRequest } from "../KeyRequest.js"
import { type PageReader, readPages } from "../ListAll.js"
import type { ListError } from "../OpenRouterError.js"
import { operations } from "../Operation.js"

/** A list that is being read. */
export interface Listing {
  /** The request as it was: later pages must not depend on what the caller changes in it. */
  readonly filters: ListRequest
  readonly reader: PageReader<ApiKey>
}

/** A list that can be read, or the error that it fails with at once. */
export type BegunListing =
  | { readonly ok: true; readonly value: Listing }
  | { readonly ok: false; readonly error: ListError }

/** Begins to read every page. Never throws, whatever the request is. */
export const beginListing = (request: ListRequest | undefined): BegunListing => {
  const prepared = operations.list.prepare(request)
  if (!prepared.ok) return { ok: false, error: invalidInput("list", prepared.issues) }
  try {
    const offset = Number(prepared.value.query["offset"] ?? 0)
    return { ok: true, value: { filters: { ...request }, reader: readPages(offset, ({ hash }) => hash) } }
  } catch {
    return { ok: false, error: invalidInput("list", [{ path: "", message: "cannot be read" }]) }
  }
}

/** The error of a list that does not end. */
export const endless = (message: string): ListError =>
  toError(
    { _tag: "Body", message, response: { status: 200, headers: {}, text: "" }, retryAfterMs: null },
    { operation: "list", statuses: [], attempts: 1, outcome: "Unknown", isRetryable: false, secrets: [] }
  ) as ListError
