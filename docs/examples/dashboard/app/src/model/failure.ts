/** What went wrong, for the person in front of the page. */
import type {
  InvalidResponse,
  OpenRouterError,
  RequestAborted,
  UnexpectedStatus
} from "@openrouter-keys/adapters/models/errors"

/** Every error that an operation can fail with. */
export type Failure = OpenRouterError | RequestAborted

/** A failure in words. */
export interface Explanation {
  /** What happened. */
  readonly title: string
  /** Why, and what helps. */
  readonly detail: string
  /** Whether a change was made; `null` where nothing was to be changed. */
  readonly consequence: string | null
  /** Whether a change may have been made, so that one has to look before trying again. */
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
    "A key may exist whose secret nobody has seen. Refresh the list and look for it before you try again: if it is there, delete it.",
  update: "Refresh the list and look at the key before you try again.",
  delete: "Refresh the list and see whether the key is still there before you try again."
}

const withoutOperation = ({ message, operation }: Failure): string => {
  const rest = (message.startsWith(`${operation}: `) ? message.slice(operation.length + 2) : message)
    // It is said above and below in other words.
    .replace("; the change may have been made", "")
  return `${rest.charAt(0).toUpperCase()}${rest.slice(1)}.`
}

/** Whether the dashboard's own server says that it sent the service nothing. The service's own status cannot say so. */
const isNotSent = (error: Failure): boolean =>
  "headers" in error && error.headers["x-openrouter-keys-outcome"] === "not-sent"

const ownServer = (error: Failure): string =>
  "statusCode" in error && error.statusCode === 503
    ? `${
      withoutOperation(error).replace(/ \(HTTP 503\)\.$/, ".")
    } See that this machine is connected, and that HTTPS_PROXY is right if it needs a proxy; then try again.`
    : withoutOperation(error)

const detailOf = (error: Failure): string => {
  if (isNotSent(error)) return ownServer(error)
  switch (error._tag) {
    case "Unauthorized":
      return "OpenRouter does not accept the key that this dashboard was started with: it is unknown, disabled or expired. Start the dashboard again with a valid management key."
    case "Forbidden":
      return "The key that this dashboard was started with may not do this. Managing keys takes a management key; an ordinary API key is not enough."
    case "NotFound":
      return "There is no such key any more. It was probably deleted elsewhere."
    case "Conflict":
      return "The change conflicts with the key's current state at OpenRouter: it may have been changed or moved meanwhile, or the workspace does not accept it. Refresh the list, look at the key, and try again."
    case "TooManyRequests":
      return "OpenRouter is getting too many requests and asks to wait."
    case "ConnectionError":
      return "There was no answer from the dashboard's server. See that it is running and that you are connected."
    case "RequestTimeout":
      return "There was no answer in time."
    case "InternalServerError":
      return "Something failed at OpenRouter."
    case "InvalidResponse":
      return "OpenRouter's answer was not what it should be."
    case "RequestAborted":
      return "The request was ended before there was an answer."
    default:
      return withoutOperation(error)
  }
}

/** Explains a failure: what happened, and whether it may have been applied. */
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

/** How long the service asks to wait, in milliseconds; 0 where it does not. */
export const waitOf = (error: Failure): number => "retryAfterMs" in error ? error.retryAfterMs ?? 0 : 0

const mayHoldKey = (error: Failure): error is InvalidResponse | UnexpectedStatus => "revealCreatedKey" in error

/** The secret of a key that was created although the call failed. */
export const createdKeyIn = (error: Failure): string | undefined =>
  mayHoldKey(error) ? error.revealCreatedKey() ?? undefined : undefined
