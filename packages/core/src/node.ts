/**
 * A transport over undici's connection pool, for servers on Node: faster than fetch, with a limit on connections. Needs
 * `undici` 7 or later, an optional peer dependency.
 *
 * @module
 */
import type { Dispatcher } from "undici"
import type { Transport } from "./internal/transport/transport.js"
import { undiciTransport } from "./internal/transport/undici.js"

export type { Transport }

/** Sends requests with an undici dispatcher, such as an `Agent`. */
export const overUndici: (dispatcher: Dispatcher) => Transport = undiciTransport
