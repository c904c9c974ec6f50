/**
 * Why a sandbox could not start.
 *
 * @module
 */
import * as Data from "effect/Data"

const reasons: Readonly<Record<string, string>> = {
  EADDRINUSE: "it is already in use",
  EACCES: "it needs more privileges",
  EADDRNOTAVAIL: "127.0.0.1 is not available"
}

/** The sandbox could not listen on its port. */
export class ListenError extends Data.TaggedError("ListenError")<{
  /** The port that was asked for. */
  readonly port: number
  /** The system's code, as in `EADDRINUSE`, or `ERR_SOCKET_BAD_PORT` for what is no port. */
  readonly code: string
}> {
  override get message(): string {
    const reason = this.code === "ERR_SOCKET_BAD_PORT"
      ? "a port is a whole number from 0 to 65535"
      : reasons[this.code] ?? this.code
    return `The sandbox cannot listen on port ${this.port}: ${reason}.`
  }
}
