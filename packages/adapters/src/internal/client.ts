/** The operations and the calls under way of a client. Kept apart from it, so that a client shows nothing. */
import * as Engine from "@openrouter-keys/core-effect-4/Engine"
import type { InputIssue } from "@openrouter-keys/protocol/Operation"
import * as Result from "effect/Result"
import type { OpenRouterOptions } from "../options.js"
import { registerAccount } from "./account.js"
import { type Check, clientIssues } from "./check.js"
import { type Attempts, attemptsOf, engineOptions } from "./options.js"

/** A client that can be called. */
export interface Client {
  readonly keys: Engine.PlainService
  /** Settings of the client that hold where a call gives only a part. */
  readonly attempts: Attempts
  /** Functions that end the calls under way, for a reason. They resolve when the call has stopped. */
  readonly calls: Set<(reason: unknown) => Promise<void>>
  /** Closes what the client holds open. */
  readonly close: () => Promise<void>
}

/** A transport that is opened for a client. */
export interface OpenedTransport {
  readonly transport: Engine.Transport
  readonly close: () => Promise<void>
}

/** Opens a client's transport, where that is not fetch. */
export interface TransportFactory<Options> {
  /** Checks of options that only such a client has, or has in another form. */
  readonly checks: Readonly<Record<string, Check>>
  readonly open: (options: Options) => OpenedTransport
}

/** Reasons why a client cannot be called. */
export type ClientIssues = ReadonlyArray<InputIssue>

const issue = (message: string): Result.Result<never, ClientIssues> => Result.fail([{ path: "client", message }])

const clients = new WeakMap<object, Result.Result<Client, ClientIssues>>()

const openFetch = ({ fetch }: OpenRouterOptions): OpenedTransport => ({
  transport: Engine.overFetch(fetch),
  close: () => Promise.resolve()
})

const make = <Options extends OpenRouterOptions>(
  options: Options,
  factory: TransportFactory<Options> | undefined
): Result.Result<Client, ClientIssues> => {
  const issues = clientIssues(options, factory?.checks)
  if (issues.length > 0) return Result.fail(issues)
  const { close, transport } = (factory?.open ?? openFetch)(options)
  return Result.succeed({
    keys: Engine.make({ ...engineOptions(options), transport }),
    attempts: attemptsOf(options),
    calls: new Set(),
    close
  })
}

/** Makes the client of `owner`. Invalid options do not throw: calls fail. */
export const registerClient = <Options extends OpenRouterOptions>(
  owner: object,
  options: Options,
  factory?: TransportFactory<Options>
): void => {
  const client = Result.try(() => make(options, factory))
  registerAccount(owner, options)
  clients.set(owner, Result.isSuccess(client) ? client.success : issue("has options that cannot be read"))
}

/** The client of `owner`, or why it cannot be called. */
export const getClient = (owner: unknown): Result.Result<Client, ClientIssues> =>
  clients.get(owner as object) ?? issue("must be an OpenRouter or an OpenRouterCore")

/** Ends the calls under way, closes what the client holds open, and refuses later calls. */
export const disposeClient = async (owner: object): Promise<void> => {
  const client = getClient(owner)
  clients.set(owner, issue("is closed"))
  if (Result.isFailure(client)) return
  const reason = new Error("the client was closed")
  await Promise.all([...client.success.calls].map((end) => end(reason)))
  await client.success.close()
}
