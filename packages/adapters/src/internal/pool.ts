/** undici's connection pool as a transport. */
import * as Engine from "@openrouter-keys/core-effect-4/Engine"
import { overUndici } from "@openrouter-keys/core-effect-4/node"
import { Agent } from "undici"
import type { OpenRouterOptions, PoolOptions } from "../options.js"
import type { TransportFactory } from "./client.js"
import { must, optional, timeout } from "./validateOptions.js"

/** Replaces `Infinity` by undici's own value for no limit. */
const finite = <A>(value: number, unlimited: A): number | A => value === Infinity ? unlimited : value

/** An explicit time also caps the server's `Keep-Alive: timeout`; undici's default follows the server. */
const keepAlive = (milliseconds: number | undefined): Agent.Options => {
  if (milliseconds === undefined) return {}
  return milliseconds === 0 ? { pipelining: 0 } : { keepAliveTimeout: milliseconds, keepAliveMaxTimeout: milliseconds }
}

const agentOptions = (
  { connections = Infinity, connectTimeoutMs = 10_000, keepAliveTimeoutMs }: PoolOptions
): Agent.Options => ({
  connections: finite(connections, null),
  connectTimeout: finite(connectTimeoutMs, 0),
  ...keepAlive(keepAliveTimeoutMs)
})

/** The transport over undici's pool, and validators of its options. The option `fetch` replaces the pool. */
export const pool: TransportFactory<OpenRouterOptions & PoolOptions> = {
  validators: {
    connections: optional(must(
      "a whole number above 0 (Infinity for no limit)",
      (value) => value === Infinity || (Number.isInteger(value) && Number(value) > 0)
    )),
    connectTimeoutMs: timeout,
    keepAliveTimeoutMs: optional(must(
      "a finite number of milliseconds, 0 or more",
      (value) => Number.isFinite(value) && Number(value) >= 0
    ))
  },
  open: ({ fetch, ...options }) => {
    if (fetch !== undefined) return { transport: Engine.overFetch(fetch), close: () => Promise.resolve() }
    const agent = new Agent(agentOptions(options))
    // No call is under way when the client closes its transport.
    return { transport: overUndici(agent), close: () => agent.destroy() }
  }
}
