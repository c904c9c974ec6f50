/** One failure of each kind. */
import type {
  BodyFailure,
  ConnectionFailure,
  InputFailure,
  StatusFailure,
  TimeoutFailure
} from "@openrouter-keys/protocol/Failure"

/** Look like real keys. */
export const bearer = `sk-or-v1-${"0123456789abcdef".repeat(4)}`
export const createdKey = `sk-or-v1-${"fedcba9876543210".repeat(4)}`

export const input: InputFailure = { _tag: "Input", message: "wrong", issues: [] }

export const connection = (fields: { readonly sent: boolean; readonly isNetwork?: boolean }): ConnectionFailure => ({
  _tag: "Connection",
  message: "the connection was lost",
  code: null,
  reason: null,
  isNetwork: true,
  ...fields
})

export const timeout = (sent: boolean): TimeoutFailure => ({ _tag: "Timeout", timeoutMs: 1000, sent })

export const status = (code: number, retryAfterMs: number | null = null): StatusFailure => ({
  _tag: "Status",
  response: { status: code, headers: {}, text: "" },
  retryAfterMs
})

export const undecodable: BodyFailure = {
  _tag: "Body",
  response: { status: 200, headers: {}, text: "" },
  retryAfterMs: null,
  message: "empty"
}
