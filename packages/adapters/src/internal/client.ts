/** The state of clients. It is stored outside of them, so that inspecting a client shows no secret. */
import * as Engine from "@openrouter-keys/core-effect-4/Engine"
import type { InputIssue } from "@openrouter-keys/protocol/Operation"
import * as Result from "effect/Result"
import type { OpenRouterOptions } from "../options.js"
import { registerAccount } from "./account.js"
import { engineOptions, type RetrySettings, retrySettingsOf } from "./coreOptions.js"
import { clientIssues, type Validator } from "./validateOptions.js"

/** A client with valid options. */
export interface Client {
  readonly keys: Engine.PlainService
  /** Defaults for the settings that a call omits. */
  readonly retrySettings: RetrySettings
  /** Functions that abort the calls under way with a reason. They resolve when the call has stopped. */
  readonly calls: Set<(reason: unknown) => Promise<void>>
  /** Closes the connections of the client. */
  readonly close: () => Promise<void>
}

/** The transport of one client. */
export interface OpenedTransport {
  readonly transport: Engine.Transport
  readonly close: () => Promise<void>
}

/** Opens the transport of clients that do not use fetch. */
export interface TransportFactory<Options> {
  /** Validators of the options that only these clients have. */
  readonly validators: Readonly<Record<string, Validator>>
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
  const issues = clientIssues(options, factory?.validators)
  if (issues.length > 0) return Result.fail(issues)
  const { close, transport } = (factory?.open ?? openFetch)(options)
  return Result.succeed({
    keys: Engine.make({ ...engineOptions(options), transport }),
    retrySettings: retrySettingsOf(options),
    calls: new Set(),
    close
  })
}

/** Stores the client of `owner`. Invalid options do not throw: calls fail. */
export const registerClient = <Options extends OpenRouterOptions>(
  owner: object,
  options: Options,
  factory?: TransportFactory<Options>
): void => {
  const client = Result.try(() => make(options, factory))
  registerAccount(owner, options)
  clients.set(owner, Result.isSuccess(client) ? client.success : issue("has options that cannot be read"))
}

/** The client of `owner`, or the reasons why it cannot be called. */
export const getClient = (owner: unknown): Result.Result<Client, ClientIssues> =>
  clients.get(owner as object) ?? issue("must be an OpenRouter or an OpenRouterCore")

/** Aborts the calls under way, closes the connections of the client, and makes later calls fail. */
export const disposeClient = async (owner: object): Promise<void> => {
  const client = getClient(owner)
  clients.set(owner, issue("is closed"))
  if (Result.isFailure(client)) return
  const reason = new Error("the client was closed")
  await Promise.all([...client.success.calls].map((end) => end(reason)))
  await client.success.close()
}
