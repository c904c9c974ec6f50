/** The state of clients. It is stored outside of them, so that inspecting a client shows no secret. */
import * as Engine from "@openrouter-keys/core-effect-4/Engine"
import type { InputIssue } from "@openrouter-keys/protocol/Operation"
import type { OpenRouterOptions } from "../options.js"
import { registerAccount } from "./account.js"
import { engineOptions, type RetrySettings, retrySettingsOf } from "./coreOptions.js"
import { clientIssues, type Validator } from "./validateOptions.js"

/** A client with valid options. */
export interface Client {
  readonly execute: Engine.Execute
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

/** A valid value, or its issues. */
export type Checked<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly issues: ReadonlyArray<InputIssue> }

/** An invalid value. */
export const invalid = (issues: ReadonlyArray<InputIssue>): Checked<never> => ({ ok: false, issues })

const issue = (message: string): Checked<never> => invalid([{ path: "client", message }])

const clients = new WeakMap<object, Checked<Client>>()

const openFetch = ({ fetch }: OpenRouterOptions): OpenedTransport => ({
  transport: Engine.overFetch(fetch),
  close: () => Promise.resolve()
})

const make = <Options extends OpenRouterOptions>(
  options: Options,
  factory: TransportFactory<Options> | undefined
): Checked<Client> => {
  const issues = clientIssues(options, factory?.validators)
  if (issues.length > 0) return invalid(issues)
  const { close, transport } = (factory?.open ?? openFetch)(options)
  return {
    ok: true,
    value: {
      execute: Engine.make({ ...engineOptions(options), transport }),
      retrySettings: retrySettingsOf(options),
      calls: new Set(),
      close
    }
  }
}

/** Stores the client of `owner`. Invalid options do not throw: calls fail. */
export const registerClient = <Options extends OpenRouterOptions>(
  owner: object,
  options: Options,
  factory?: TransportFactory<Options>
): void => {
  let client: Checked<Client> = issue("has options that cannot be read")
  try {
    client = make(options, factory)
  } catch {}
  registerAccount(owner, options)
  clients.set(owner, client)
}

/** The client of `owner`, or the reasons why it cannot be called. */
export const getClient = (owner: unknown): Checked<Client> =>
  clients.get(owner as object) ?? issue("must be an OpenRouter or an OpenRouterCore")

/** Aborts the calls under way, closes the connections of the client, and makes later calls fail. */
export const disposeClient = async (owner: object): Promise<void> => {
  const client = getClient(owner)
  clients.set(owner, issue("is closed"))
  if (!client.ok) return
  const reason = new Error("the client was closed")
  await Promise.all([...client.value.calls].map((end) => end(reason)))
  await client.value.close()
}
