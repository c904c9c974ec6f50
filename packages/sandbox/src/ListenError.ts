/**
 * The error for a server that could not start.
 *
 * @module
 */
import * as Data from "effect/Data"

const reasons: Readonly<Record<string, string>> = {
  EADDRINUSE: "it is already in use",
  EACCES: "it needs more privileges",
  ERR_SOCKET_BAD_PORT: "a port is a whole number from 0 to 65535"
}

/** The sandbox could not listen on its port. */
export class ListenError extends Data.TaggedError("ListenError")<{
  /** The requested port. */
  readonly port: number
  /** The requested host. Default `127.0.0.1`. */
  readonly host?: string
  /** The system's error code, such as `EADDRINUSE`; `ERR_SOCKET_BAD_PORT` if `port` is not a port number. */
  readonly code: string
}> {
  /** The reason, as in "it is already in use". */
  get reason(): string {
    const { code, host = "127.0.0.1" } = this
    if (code === "EADDRNOTAVAIL") return `${host} is not an address of this machine`
    if (code === "ENOTFOUND" || code === "EAI_AGAIN") return `there is no host ${host}`
    return reasons[code] ?? code
  }

  override get message(): string {
    return `The sandbox cannot listen on port ${this.port}: ${this.reason}.`
  }
}
