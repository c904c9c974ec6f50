/**
 * A sandbox for Promise code.
 *
 * @module
 */
import type { ApiKey } from "@openrouter-keys/core/ApiKey"
import type { FakeOpenRouter } from "@openrouter-keys/core/testing/FakeOpenRouter"
import * as Cause from "effect/Cause"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as ManagedRuntime from "effect/ManagedRuntime"
import { Sandbox } from "./Sandbox.js"

/** A duration: milliseconds or a string, as in `1_500` or `"2 seconds"`. */
export type Time =
  | number
  | `${number} ${"millis" | "second" | "seconds" | "minute" | "minutes" | "hour" | "hours" | "day" | "days"}`

/**
 * A fault of the next matching requests. Without `status` the request is processed as usual, and `headers`, `body`,
 * `cut`, `malformed` and `drop: "after"` change only the response.
 */
export interface Fault extends Omit<FakeOpenRouter.Fault, "delay"> {
  /** Delay before the fault; with `drop: "after"`, between the change and the lost response. Default: none. */
  readonly delay?: Time | undefined
}

/** Options of a sandbox: its keys, its port, latency, rate limit and faults. */
export interface StartOptions extends Omit<Sandbox.Options, "faults" | "latency" | "onChange" | "rateLimit"> {
  /** Responds with 429 once more than `requests` arrive within `interval`. Default: no limit. */
  readonly rateLimit?: { readonly requests: number; readonly interval: Time } | undefined
  /** Delay of every response, in addition to a fault's `delay`. Default: none. */
  readonly latency?: Time | undefined
  /** Faults that are queued from the start. Default: none. */
  readonly faults?: ReadonlyArray<Fault> | undefined
}

/** A running sandbox: its URLs and the members of its fake. Amounts are USD. */
export interface RunningSandbox extends AsyncDisposable {
  /** Base URL of the API, as in `http://127.0.0.1:40123/api/v1`: the `serverURL` of a client. */
  readonly url: string
  /** Base URL of the sandbox's own endpoints, as in `http://127.0.0.1:40123/__sandbox`. */
  readonly controlUrl: string
  /** The API key that may manage keys. */
  readonly managementKey: string
  /** All stored keys in all workspaces, also disabled and expired ones, the most recent first. */
  readonly keys: () => ReadonlyArray<ApiKey>
  /** The requests received as HTTP, without their secrets, in order: at most the last 10,000. */
  readonly requests: () => ReadonlyArray<FakeOpenRouter.ReceivedRequest>
  /** The same requests in the client's terms, to compare: `{ operation: "get", input: { hash }, outcome: 404 }`. */
  readonly calls: () => ReadonlyArray<FakeOpenRouter.ReceivedCall>
  /** Makes the next matching requests fail. Throws if the fault is out of range. */
  readonly fail: (fault: Fault) => void
  /** The faults that are still queued, each with its remaining `times`; `delay` is in milliseconds. */
  readonly faults: () => ReadonlyArray<Fault>
  /** Removes all queued faults. */
  readonly clearFaults: () => void
  /** Sets the workspaces that reject keys: moving a key there gets 409. */
  readonly setConflicts: (workspaceIds: ReadonlyArray<string>) => void
  /** Guardrails, which keys have one, and which keys may use BYOK credentials. */
  readonly restrictions: () => FakeOpenRouter.Restrictions
  /** Replaces the restrictions, as if changed elsewhere. Rejects with a `RangeError` that names each invalid field. */
  readonly setRestrictions: (restrictions: FakeOpenRouter.Restrictions) => Promise<void>
  /** Sets a key's usage, as if all of it had been spent now. Rejects for an unknown hash or an amount below 0. */
  readonly setUsage: (hash: string, usd: number) => Promise<void>
  /** Adds to a key's usage. Rejects for an unknown hash or an amount below 0. */
  readonly spend: (hash: string, usd: number) => Promise<void>
  /** The state to restore with the option `state`. JSON-safe, without secrets. */
  readonly state: () => FakeOpenRouter.State
  /** Resets to the keys and faults of the options, and to no requests. The management key stays the same. */
  readonly reset: () => Promise<void>
  /** Stops the server and cuts open connections. Can be called repeatedly. */
  readonly close: () => Promise<void>
}

const toFault = ({ delay, ...fault }: FakeOpenRouter.Fault): Fault =>
  delay === undefined ? fault : { ...fault, delay: Duration.toMillis(delay) }

/** Returns the value of an exit, or throws its error. */
const valueOf = <A, E>(exit: Exit.Exit<A, E>): A => {
  if (Exit.isSuccess(exit)) return exit.value
  throw Cause.squash(exit.cause)
}

/**
 * Starts a sandbox in this process: the OpenRouter key API on 127.0.0.1, on `port` or else any free port.
 *
 * Rejects with a `ListenError` if it cannot listen, and with a `StateError` if `stateFile` cannot be used.
 *
 * @example
 * ```ts
 * import { start } from "@openrouter-keys/sandbox"
 *
 * await using sandbox = await start({ keys: 3 })
 * const headers = { authorization: `Bearer ${sandbox.managementKey}` }
 * const response = await fetch(`${sandbox.url}/keys`, { headers })
 * console.log(response.status, sandbox.requests().length)
 * ```
 */
export const start = async (options: StartOptions = {}): Promise<RunningSandbox> => {
  const runtime = ManagedRuntime.make(Sandbox.layer(options))
  const close = () => runtime.dispose()
  const started = await runtime.runPromiseExit(Sandbox)
  if (Exit.isFailure(started)) await close()
  const sandbox = valueOf(started)
  const read = <A>(effect: Effect.Effect<A>): A => valueOf(Effect.runSyncExit(effect))
  const change = async (effect: Effect.Effect<void>): Promise<void> => valueOf(await Effect.runPromiseExit(effect))
  return {
    url: sandbox.url,
    controlUrl: sandbox.controlUrl,
    managementKey: sandbox.managementKey,
    keys: () => read(sandbox.keys),
    requests: () => read(sandbox.requests),
    calls: () => read(sandbox.calls),
    fail: (fault) => read(sandbox.fail(fault)),
    faults: () => read(sandbox.faults).map(toFault),
    clearFaults: () => read(sandbox.clearFaults),
    setConflicts: (workspaceIds) => read(sandbox.setConflicts(workspaceIds)),
    restrictions: () => read(sandbox.restrictions),
    setRestrictions: (restrictions) => change(sandbox.setRestrictions(restrictions)),
    setUsage: (hash, usd) => change(sandbox.setUsage(hash, usd)),
    spend: (hash, usd) => change(sandbox.spend(hash, usd)),
    state: () => read(sandbox.state),
    reset: () => change(sandbox.reset),
    close,
    [Symbol.asyncDispose]: close
  }
}
