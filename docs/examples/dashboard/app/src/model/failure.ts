/** Explains errors to the user. */
import type {
  InvalidResponse,
  OpenRouterError,
  RequestAborted,
  UnexpectedStatus
} from "@openrouter-keys/adapters/models/errors"

/** Every error that an operation can fail with. */
export type Failure = OpenRouterError | RequestAborted

/** The explanation of a failure. */
export interface Explanation {
  /** The failed operation, as in "The key was not created". */
  readonly title: string
  /** The reason, and how to fix it. */
  readonly detail: string
  /** Whether the change was made; `null` for operations that change nothing. */
  readonly consequence: string | null
  /** Whether the change may have been made, so that the user has to check before trying again. */
  readonly isUncertain: boolean
}

const titles: Readonly<Record<Failure["operation"], string>> = {
  list: "The keys could not be loaded",
  get: "The key could not be read",
  getCurrentKeyMetadata: "The management key could not be read",
  create: "The key was not created",
  update: "The key was not changed",
  delete: "The key was not deleted"
}

const uncertainTitles: Readonly<Partial<Record<Failure["operation"], string>>> = {
  create: "The key may have been created",
  update: "The key may have been changed",
  delete: "The key may have been deleted"
}

const uncertainConsequences: Readonly<Partial<Record<Failure["operation"], string>>> = {
  create:
    "A key with an unknown secret may exist. Refresh the list before you try again, and delete the key if it is there.",
  update: "Refresh the list and check the key before you try again.",
  delete: "Refresh the list and check whether the key still exists before you try again."
}

const withoutOperation = ({ message, operation }: Failure): string => {
  const rest = (message.startsWith(`${operation}: `) ? message.slice(operation.length + 2) : message)
    // The title and the consequence say it already.
    .replace("; the change may have been made", "")
  return `${rest.charAt(0).toUpperCase()}${rest.slice(1)}.`
}

/** Whether the dashboard's server reports that nothing was sent to the service. A status alone cannot say so. */
const isNotSent = (error: Failure): boolean =>
  "headers" in error && error.headers["x-openrouter-keys-outcome"] === "not-sent"

const ownServer = (error: Failure): string =>
  "statusCode" in error && error.statusCode === 503
    ? `${
      withoutOperation(error).replace(/ \(HTTP 503\)\.$/, ".")
    } Check the network of this machine, and HTTPS_PROXY if it needs a proxy. Then try again.`
    : withoutOperation(error)

const detailOf = (error: Failure): string => {
  if (isNotSent(error)) return ownServer(error)
  switch (error._tag) {
    case "Unauthorized":
      return "OpenRouter rejected the management key of this dashboard: it is unknown, disabled or expired. Start the dashboard again with a valid management key."
    case "Forbidden":
      return "The key of this dashboard has no permission for this. Managing keys requires a management key; other API keys cannot do it."
    case "NotFound":
      return "The key no longer exists. It was probably deleted elsewhere."
    case "Conflict":
      return "The change conflicts with the current state of the key at OpenRouter: the key may have been changed or moved, or the workspace does not accept it. Refresh the list, check the key, and try again."
    case "TooManyRequests":
      return "OpenRouter is receiving too many requests and asks to wait."
    case "ConnectionError":
      return "The dashboard's server did not respond. Check that it is running and that you are online."
    case "RequestTimeout":
      return "There was no response in time."
    case "InternalServerError":
      return "OpenRouter had an internal error."
    case "InvalidResponse":
      return "OpenRouter's response was invalid."
    case "RequestAborted":
      return "The request was aborted before there was a response."
    default:
      return withoutOperation(error)
  }
}

/** Explains a failure, and whether the change was made. */
export const explain = (error: Failure): Explanation => {
  const isUnknown = error.outcome === "Unknown" && !isNotSent(error)
  const uncertainTitle = isUnknown ? uncertainTitles[error.operation] : undefined
  const isUncertain = uncertainTitle !== undefined
  const changes = error.operation in uncertainTitles
  return {
    title: uncertainTitle ?? titles[error.operation],
    detail: detailOf(error),
    consequence: isUncertain
      ? uncertainConsequences[error.operation] ?? null
      : changes
      ? isNotSent(error) ? "Nothing was sent, so nothing was changed." : "Nothing was changed."
      : null,
    isUncertain
  }
}

/** The wait that the service asks for, in milliseconds; 0 if it asks for none. */
export const waitOf = (error: Failure): number => "retryAfterMs" in error ? error.retryAfterMs ?? 0 : 0

const mayHoldKey = (error: Failure): error is InvalidResponse | UnexpectedStatus => "revealCreatedKey" in error

/** The secret of a key that was created by a call that failed. */
export const createdKeyIn = (error: Failure): string | undefined =>
  mayHoldKey(error) ? error.revealCreatedKey() ?? undefined : undefined
