/** undici's connection pool as a transport. */
import * as Engine from "@openrouter-keys/core-effect-4/Engine"
import { overUndici } from "@openrouter-keys/core-effect-4/node"
import { Agent } from "undici"
import type { OpenRouterOptions, PoolOptions } from "../options.js"
import { must, optional, timeout } from "./check.js"
import type { TransportFactory } from "./client.js"

/** undici does not know `Infinity`; no limit is another value there. */
const finite = <A>(value: number, unlimited: A): number | A => value === Infinity ? unlimited : value

/** A time that is given is also the most that a server may offer; undici's default is the server's offer. */
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

/** The pool, and the options that a client over it has besides the others. With `fetch`, that is used instead. */
export const pool: TransportFactory<OpenRouterOptions & PoolOptions> = {
  checks: {
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
    // The calls have ended when it is closed.
    return { transport: overUndici(agent), close: () => agent.destroy() }
  }
}
