/**
 * Requests over undici's connection pool, for servers on Node: faster than fetch, with a limit on connections. Needs
 * `undici` 7 or later, an optional peer.
 *
 * @module
 */
import type { Dispatcher } from "undici"
import type { Transport } from "./internal/transport/transport.js"
import { undiciTransport } from "./internal/transport/undici.js"

export type { Transport }

/** Sends requests by a dispatcher of undici, such as an `Agent`. */
export const overUndici: (dispatcher: Dispatcher) => Transport = undiciTransport
